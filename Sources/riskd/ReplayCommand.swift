import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import Foundation
import RiskDetection
import SecurityContent

/// `riskd replay`: detections over files, in event time.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run detections over log files in event time, and show what they find.",
        discussion: """
            Reads the files to their end (also .evtx, .gz, .xz, .zst, .bz2, .zip and .tar; - is \
            standard input), then evaluates every \
            window in order, with the engine of the daemon. Without --detection or --all it runs \
            what the configuration enables. On a terminal a summary comes first: the risk objects \
            with the most risk, the detections that fired, and what could not be read.

            Searches that give rows over nothing, such as "| stats count | where count=0", run from \
            the first to the last event, or from --from to --to.

            Exit status: 0 nothing found, 1 an error, or nothing that could be looked at (no record \
            was readable, no detection ran), 3 something found (0 with --exit-zero); with \
            --compare 0 no difference, 3 some.
            """)

    @OptionGroup var config: ConfigurationOption

    @OptionGroup var more: ContentOption

    @Option(
        help: ArgumentHelp(
            "A detection by name, id or pattern; may be repeated.", valueName: "name"),
        completion: DetectionNames.completion)
    var detection: [String] = []

    @Flag(help: "Run every detection that compiles.")
    var all = false

    @Option(help: "How raw fields become CIM fields: splunk or direct.")
    var profile: Profile?

    @OptionGroup var timezone: TimeZoneOption

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Only runs scheduled at or after this time: \(EventTime.forms).
            """, valueName: "time"), transform: EventTime.init(argument:))
    var from: EventTime?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only runs scheduled at or before this time, in the same forms.", valueName: "time"),
        transform: EventTime.init(argument:))
    var to: EventTime?

    @Option(
        help: ArgumentHelp(
            """
            What to print: table; wide, the table with all columns; csv; json, one object; rows, \
            as canonical JSON; or the records as the daemon writes them, in a schema: \(OutputSchema.allCases.map(\.rawValue).joined(separator: ", ")) \
            (ndjson is splunk).
            """, valueName: "form"))
    var output: ReplayOutput = .table

    @OptionGroup var sourceNames: SourceNamesOption

    @OptionGroup(title: "Findings") var findings: FindingsOptions

    @Option(
        help: ArgumentHelp(
            """
            Also write an HTML page about what was found: over time, by object and technique, each \
            row with its events and processes. It needs no network. Reads the files again.
            """, valueName: "file"), completion: .file(extensions: ["html"]))
    var report: String?

    @Option(
        help: ArgumentHelp(
            """
            Also write a layer for MITRE's ATT&CK Navigator: the techniques that the detections look \
            for, and those found.
            """, valueName: "file"), completion: .file(extensions: ["json"]))
    var navigator: String?

    @Option(
        help: ArgumentHelp(
            "Also write what is wrong with content as SARIF 2.1.0, for CI.", valueName: "file"),
        completion: .file(extensions: ["sarif", "json"]))
    var sarif: String?

    @Flag(
        help: """
            Read no logs, but two files that --output ndjson wrote, and show what the second has \
            more, less and otherwise: what a change of a rule does.
            """)
    var compare = false

    @Option(
        help: ArgumentHelp(
            "Files read at a time; as many as there are processors otherwise.", valueName: "count"))
    var threads: Int?

    @Flag(help: "End with status 0 also when something was found.")
    var exitZero = false

    @Flag(
        help: ArgumentHelp(
            "Run the plain engine, which has no optimisation: for comparison with the other one.",
            visibility: .hidden))
    var plain = false

    @Argument(
        help: ArgumentHelp(
            "Log files, or directories of them; - for standard input.", valueName: "files"),
        completion: .file())
    var files: [String]

    func validate() throws {
        if compare, files.count != 2 {
            throw ValidationError("--compare takes two files: the one before, the one after")
        }
        if compare, report != nil {
            throw ValidationError("--compare and --report do not go together")
        }
        if compare, navigator != nil || sarif != nil {
            throw ValidationError("--compare goes neither with --navigator nor with --sarif")
        }
        if findings.isGiven, compare || !output.showsFindings {
            throw ValidationError(
                "--group-by, --min-score, --type, --severity, --limit and --summary go with "
                    + "--output table, wide, csv and json only")
        }
    }

    func run() throws {
        if compare { return try compareRecords() }
        let path = config.path(orNoneWith: more.content)
        try ReportFile.checkApart(
            [
                .init("--sarif", sarif), .init("--navigator", navigator),
                .init("--report", report),
            ], inputs: files + [path].compactMap(\.self))
        for file in [sarif, navigator].compactMap(\.self) { try ReportFile.checkWritable(file) }
        let setup = Setup.load(
            path: path, extraContent: more.content,
            selecting: selection
        ) { configuration in
            if let profile { configuration.profile = profile }
        }
        // Of `--all`, what does not compile is `riskd check`'s to tell.
        ProblemReport.write(setup.problems, errorsOnly: all)
        try SARIFReport(setup, configuration: path).write(to: sarif)
        if setup.hasErrors { throw ExitCode(1) }
        try report.map { try ReportFile.checkWritable($0) }
        let files = try InputFiles.expand(files)
        var reading = timezone.reading(setup)
        reading.sources = sourceNames.names.map { [$0] } ?? []
        var replay = Replay(
            engine: setup.replayEngine(plain ? .plain : .fast), reading: reading,
            recordBytesMax: setup.configuration.limits.recordBytes,
            prefilter: plain
                ? nil : setup.prefilter(namesSources: sourceNames.names?.source == nil))
        let bar = ProgressBar(isTerminal: StandardError.isTerminal)
        replay.read(files, threads: threads) { bar.show($0) }
        let seconds = bar.elapsedSeconds
        bar.say("evaluating windows")
        let first = from?.time ?? Timestamp(nanoseconds: .min)
        let last = to?.time ?? Timestamp(nanoseconds: .max)
        let firings = first <= last ? replay.finish(first...last) : []
        bar.clear()
        let summary = ReplaySummary(replay: replay, files: files.count, seconds: seconds)
        let printer = ReplayPrinter(setup: setup, output: output, options: findings)
        printer.print(firings, summary)
        try navigator.map { try writeLayer(firings, setup, to: $0) }
        if let report {
            bar.say("reading again for the report")
            try write(report: report, of: files, replay, firings, setup)
            bar.clear()
            StandardError.write("report: \(TextTable.safe(report))")
        }
        if !printer.showsSummary { summary.write() }
        if !replay.failures.isEmpty || summary.blindness != nil { throw ExitCode(1) }
        if !firings.isEmpty, !exitZero { throw ExitCode(3) }
    }

    private var selection: ContentSelection {
        if all { return .all }
        return detection.isEmpty ? .enabled : .named(detection)
    }

    private func compareRecords() throws {
        let comparison: OutputComparison
        do {
            comparison = try OutputComparison(before: files[0], after: files[1])
        } catch {
            StandardError.write("error: \(error)")
            throw ExitCode(1)
        }
        var out = StandardOutput()
        let table = ComparisonTable(comparison: comparison)
        for line in table.lines(isColoured: StandardOutput.isTerminal) { out.write(line) }
        out.flush()
        if !comparison.isEqual, !exitZero { throw ExitCode(3) }
    }

    private func writeLayer(_ firings: [Firing], _ setup: Setup, to path: String) throws {
        var builder = setup.configuration.riskBuilder
        let found = Findings(
            firings, setup.content.detections, builder: &builder, filter: findings.filter)
        let layer = NavigatorLayer(found, version: Version.text)
        try ReportFile.write(Array((layer.json.text + "\n").utf8), to: path)
        StandardError.write("layer: \(TextTable.safe(path))")
    }

    private func write(
        report path: String, of files: [String], _ replay: Replay, _ firings: [Firing],
        _ setup: Setup
    ) throws {
        var builder = setup.configuration.riskBuilder
        let maker = ReportMaker(
            replay, detections: setup.content.detections, configuration: setup.configuration,
            paths: files)
        var page = maker.report(of: firings, builder: &builder)
        page.provenance = ReportProvenance(
            version: Version.text, time: DaemonClock.wallTime(),
            command: ["riskd"] + RawArguments.texts,
            configurationPath: config.path(orNoneWith: more.content),
            content: setup.configuration.content + more.content, inputs: files
        ).facts(setup.content.detections)
        try ReportFile.write(page.page, to: path)
    }
}

extension Profile: ExpressibleByArgument {}
