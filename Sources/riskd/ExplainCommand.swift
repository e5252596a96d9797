import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import RiskDetection
import SPL
import SecurityContent

/// `riskd explain`: what a detection does, or why it does not fire on an event.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a detection, or why it fires or does not fire on one event.",
        discussion: """
            Without --event: the search with its macros expanded, the plan as a tree, what an event \
            must have, the next runs, the risk, and what is needed of which log.
            With --event: every field of the event with where it came from, every condition as true \
            or false, every step of the search.

            Exit status: 0 explained, 1 an error; with --event 3 when the event makes it fire.
            """)

    @OptionGroup var config: ConfigurationOption

    @OptionGroup var more: ContentOption

    @Option(
        help: ArgumentHelp("The detection, by name or id.", valueName: "name"),
        completion: DetectionNames.completion)
    var detection: String?

    @Option(
        help: ArgumentHelp(
            "The event: a log file and a line of it, or - for the first record of standard input.",
            valueName: "file:line"), completion: .file())
    var event: EventPlace?

    @Option(help: "How raw fields become CIM fields: splunk or direct.")
    var profile: Profile?

    @OptionGroup var timezone: TimeZoneOption

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Show the runs after this time; now, unless given.", valueName: "time"),
        transform: EventTime.init(argument:))
    var after: EventTime?

    @Flag(help: "Print one JSON object, with --event one a record.")
    var json = false

    @Argument(
        help: ArgumentHelp("The detection, by name or id.", valueName: "detection"),
        completion: DetectionNames.completion)
    var name: String?

    func validate() throws {
        guard (detection == nil) != (name == nil) else {
            throw ValidationError("name one detection, as an argument or with --detection")
        }
    }

    func run() throws {
        let setup = Setup.load(
            path: config.path(orNoneWith: more.content), extraContent: more.content,
            selecting: .named([name ?? detection ?? ""])
        ) { configuration in
            if let profile { configuration.profile = profile }
        }
        ProblemReport.write(setup.problems)
        guard !setup.hasErrors, let detection = setup.content.detections.first else {
            throw ExitCode(1)
        }
        var out = StandardOutput()
        defer { out.flush() }
        if let event {
            try explain(event, detection, setup, &out)
        } else {
            let compiler = SearchCompiler(macros: setup.content.macros)
            let explanation = DetectionExplanation(
                detection, expanded: compiler.expand(detection.search),
                profile: setup.configuration.profile, now: after?.time ?? DaemonClock.wallTime())
            if json { out.write(explanation.json.text) }
            if !json { Self.write(explanation.lines, &out) }
        }
    }

    private func explain(
        _ place: EventPlace, _ detection: Detection, _ setup: Setup, _ out: inout StandardOutput
    ) throws {
        let records: [RecordFinder.Record]
        do {
            records = try RecordFinder(recordBytesMax: setup.configuration.limits.recordBytes)
                .records(in: place.path, line: place.line)
        } catch {
            StandardError.write("\(error)")
            throw ExitCode(1)
        }
        guard !records.isEmpty else {
            StandardError.write("error: no record stands there")
            throw ExitCode(1)
        }
        var normalizer = timezone.reading(setup).normalizer()
        var fires = false
        for (index, record) in records.enumerated() {
            let explanation = EventExplanation(
                normalizer.inspect(record.bytes.span), detection)
            fires = fires || explanation.fires
            if json {
                out.write(explanation.json.text)
            } else {
                if index > 0 { out.write("") }
                Self.write(explanation.lines, &out)
            }
        }
        if fires {
            out.flush()
            throw ExitCode(3)
        }
    }

    /// Control characters of a log must not reach the terminal.
    private static func write(_ lines: [String], _ out: inout StandardOutput) {
        for line in lines {
            for part in line.split(separator: "\n", omittingEmptySubsequences: false) {
                out.write(TextTable.safe(String(part)))
            }
        }
    }
}

/// `--event`.
struct EventPlace: ExpressibleByArgument {
    let path: String
    /// From 1; nil for the first record.
    let line: Int?

    init?(argument: String) {
        if argument == "-" {
            (path, line) = ("-", nil)
            return
        }
        guard let colon = argument.lastIndex(of: ":"), colon > argument.startIndex,
            let number = Int(argument[argument.index(after: colon)...]), number > 0
        else { return nil }
        (path, line) = (String(argument[..<colon]), number)
    }
}
