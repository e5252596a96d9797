import ArgumentParser
import CIM
import DaemonRuntime
import Foundation
import SecurityContent

/// `riskd test`: the tests that detection files bring along.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests of detection files over recorded attack data.",
        discussion: """
            Each entry of "tests" names recordings by URL. A recording is looked for below the \
            --data directories under the end of the URL's path, the longest first, then by its \
            name alone; with or without .gz. Nothing is downloaded.

            As ESCU's own tests do, a detection runs as one search over all time of its \
            recordings, whatever its schedule. It passes when the first complete row has a value \
            in every risk object and threat object; the text "null" is none. With \
            "expected_results" (3, 2-5, '>=3', {min: 2, max: 5}) there must be so many rows; with 0 it \
            passes when nothing is found. What is not in production, is a Correlation, has a \
            manual_test or a "test_type: experimental" is not run; with --detection neither status \
            nor test_type matter.

            Exit status: 0 no test failed, 1 some failed (with --strict also those that could not \
            be run, but for experimental ones, content that could not be read, and no test at all), 2 \
            configuration or content have errors, or a report cannot be written.
            """)

    /// What sysexits and test runners leave for "could not even start".
    private static let cannotRun: Int32 = 2

    @OptionGroup var config: ConfigurationOption

    @OptionGroup var more: ContentOption

    @Option(
        help: ArgumentHelp(
            "Where recordings are, such as a checkout of attack_data; may be repeated. "
                + "(default: the content directories)", valueName: "dir"), completion: .directory)
    var data: [String] = []

    @Option(
        help: ArgumentHelp(
            "A detection by name, id or pattern; may be repeated.", valueName: "name"),
        completion: DetectionNames.completion)
    var detection: [String] = []

    @Option(help: "How raw fields become CIM fields: splunk or direct.")
    var profile: Profile?

    @Option(
        help: ArgumentHelp("Write the outcomes as JUnit XML.", valueName: "file"),
        completion: .file(extensions: ["xml"]))
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Also write what is wrong with content as SARIF 2.1.0, for CI.", valueName: "file"),
        completion: .file(extensions: ["sarif", "json"]))
    var sarif: String?

    @Option(
        help: ArgumentHelp(
            "Write the outcomes as one page of Markdown, what failed first.", valueName: "file"),
        completion: .file(extensions: ["md"]))
    var markdown: String?

    @Flag(
        help: """
            Tests that could not be run count as failed, and so do content that could not be read \
            and no test at all.
            """)
    var strict = false

    @Flag(help: "Show failed tests and the totals only.")
    var quiet = false

    func run() throws {
        let path = config.path(orNoneWith: more.content)
        try ReportFile.checkApart(
            [.init("--sarif", sarif), .init("--markdown", markdown), .init("--junit", junit)],
            inputs: [path].compactMap(\.self), status: Self.cannotRun)
        for file in [sarif, markdown, junit].compactMap(\.self) {
            try ReportFile.checkWritable(file, status: Self.cannotRun)
        }
        let setup = Setup.load(
            path: path, extraContent: more.content,
            selecting: detection.isEmpty ? .all : .named(detection)
        ) { configuration in
            if let profile { configuration.profile = profile }
        }
        let unread = setup.content.unread
        ProblemReport.write(
            setup.problems.filter { $0.severity == .error || unread.contains($0) })
        if setup.hasErrors {
            try SARIFReport(setup, configuration: path).write(to: sarif, status: Self.cannotRun)
            throw ExitCode(Self.cannotRun)
        }
        let directories = data.isEmpty ? setup.configuration.content + more.content : data
        for directory in directories where !FileManager.default.fileExists(atPath: directory) {
            StandardError.write(
                "\(TextTable.safe(directory)): error: no such directory of recordings")
            throw ExitCode(Self.cannotRun)
        }
        let isShown = StandardError.isTerminal
        let outcomes = DetectionTestRun(
            setup, RecordingDirectories(directories), runsEveryStatus: !detection.isEmpty
        ).outcomes { done, all in
            if isShown { StandardError.show("\(done) of \(all) tests") }
        }
        if isShown { StandardError.show("") }
        print(outcomes)
        let failed = outcomes.filter { $0.isFailure(strict: strict) }
        try SARIFReport(setup, configuration: path, outcomes: failed)
            .write(to: sarif, status: Self.cannotRun)
        if let markdown {
            try write(
                MarkdownReport.text(of: outcomes, unread: unread, strict: strict), to: markdown)
        }
        if let junit { try write(JUnitReport.text(of: outcomes, strict: strict), to: junit) }
        if !failed.isEmpty || strict && (outcomes.isEmpty || !unread.isEmpty) {
            throw ExitCode(1)
        }
    }

    private func print(_ outcomes: [TestOutcome]) {
        var out = StandardOutput()
        var table = TextTable([
            .init(title: "RESULT", widthMax: 8), .init(title: "DETECTION", widthMax: 60),
            .init(title: "TEST", widthMax: 30), .init(title: "ROWS", isNumber: true, widthMax: 9),
            .init(title: "WHY", widthMax: 160),
        ])
        // What matters most stands next to the totals.
        for kind in [TestOutcome.Result.notRun, .noData, .passed, .failed] {
            for outcome in outcomes where outcome.result == kind && (!quiet || kind == .failed) {
                table.add([
                    kind.text, outcome.detection, outcome.test,
                    kind == .passed || kind == .failed ? String(outcome.rows) : "",
                    kind == .passed ? "" : outcome.reason,
                ])
            }
        }
        if !table.rows.isEmpty {
            for line in table.lines(isColoured: StandardOutput.isTerminal) { out.write(line) }
            out.write("")
        }
        func count(_ result: TestOutcome.Result) -> Int { outcomes.count { $0.result == result } }
        out.write(
            "\(outcomes.count) test(s): \(count(.passed)) passed, \(count(.failed)) failed, "
                + "\(count(.noData)) without data, \(count(.notRun)) not run")
        out.flush()
        if count(.passed) + count(.failed) == 0 {
            StandardError.write(
                outcomes.isEmpty
                    ? "warning: no test was found: no detection that was read and chosen has one"
                    : "warning: no test was run; give --data, or see the table")
        }
    }

    private func write(_ text: String, to path: String) throws {
        try ReportFile.write(Array(text.utf8), to: path, status: Self.cannotRun)
    }
}
