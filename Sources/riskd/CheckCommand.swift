import ArgumentParser
import DaemonRuntime
import DetectionExport
import SecurityContent

/// `riskd check`: all that is wrong with configuration and content, at once.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validate configuration and content, and report all problems at once.",
        discussion: "Exit status: 0 the daemon would start, 1 a problem would keep it from it.")

    @OptionGroup var config: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "More content, laid out like a security_content checkout; may be repeated.",
            valueName: "dir"), completion: .directory)
    var content: [String] = []

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print problems only.")
    var quiet = false

    func validate() throws {
        if json, quiet { throw ValidationError("--json and --quiet do not go together") }
    }

    func run() throws {
        let setup = Setup.load(path: config.path, extraContent: content, selecting: .all)
        var out = StandardOutput()
        if json {
            out.write(CheckReport(setup).json.text)
        } else if !quiet {
            for line in CheckReport(setup).lines { out.write(line) }
        }
        out.flush()
        if !json { ProblemReport.write(setup.problems, errorsOnly: false) }
        if setup.hasErrors { throw ExitCode(1) }
    }
}
