import ArgumentParser
import DaemonRuntime
import DetectionExport
import SecurityContent

/// `riskd check`: all that is wrong with configuration and content, at once.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate configuration and content, and report all problems at once.",
        discussion: """
            Shows each detection, whether it is enabled, when it runs and why it does not \
            compile; then how many of each data model and status compile and are enabled. Looks at \
            this machine, too: groups, directories, ports, tokens and certificates. What the service \
            may not do is seen as its user only: riskd check --user riskd.

            Exit status: 0 the daemon would start, 1 a problem would keep it from it.
            """)

    @OptionGroup var config: ConfigurationOption

    @OptionGroup var more: ContentOption

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(
        help: "Print coverage and errors, without a line for each detection and without warnings.")
    var summary = false

    @Flag(help: "Print problems only.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Look as this user, whom the service runs as; for root.", valueName: "name"))
    var user: String?

    @Flag(help: "Look at the files only, not at this machine.")
    var filesOnly = false

    @Option(
        help: ArgumentHelp(
            "Also write what is wrong with content as SARIF 2.1.0, for CI.", valueName: "file"),
        completion: .file(extensions: ["sarif", "json"]))
    var sarif: String?

    func validate() throws {
        if [json, quiet, summary].count(where: \.self) > 1 {
            throw ValidationError("--json, --quiet and --summary do not go together")
        }
        if user != nil, filesOnly {
            throw ValidationError("--user and --files-only do not go together")
        }
    }

    func run() throws {
        do {
            try user.map(ServiceUser.become)
        } catch {
            StandardError.write("riskd check: \(error)")
            throw ExitCode(1)
        }
        let path = config.path(orNoneWith: more.content)
        try ReportFile.checkApart([.init("--sarif", sarif)], inputs: [path].compactMap(\.self))
        try sarif.map { try ReportFile.checkWritable($0) }
        var setup = Setup.load(path: path, extraContent: more.content, selecting: .all)
        // What cannot be read says nothing of the machine.
        if let path, !filesOnly,
            !setup.problems.contains(where: { $0.file == path && $0.line == 0 })
        {
            setup.problems += StartObstacles.problems(
                of: setup.configuration, path: path, isService: user != nil || ServiceUser.isRoot)
        }
        setup.problems += setup.reading().problems
        try SARIFReport(setup, configuration: path).write(to: sarif)
        var out = StandardOutput()
        if json {
            out.write(CheckReport(setup).json.text)
        } else if !quiet {
            let report = CheckReport(setup)
            for line in (summary ? [] : report.detectionLines) + report.summaryLines {
                out.write(line)
            }
        }
        out.flush()
        if !json { ProblemReport.write(setup.problems, errorsOnly: summary) }
        if setup.hasErrors { throw ExitCode(1) }
    }
}
