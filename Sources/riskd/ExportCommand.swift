import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import RiskDetection
import SPL
import SecurityContent

/// `riskd export`: detections in the language of another engine.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write detections in the language of another engine.",
        discussion: """
            What an engine cannot say so that it finds the same is refused, by name and place, on \
            standard error. docs/SCALING.md tells how to run what is written.

            Exit status: 0, or 1 when a detection that was asked for by name was refused, or \
            nothing could be exported.
            """)

    enum Engine: String, ExpressibleByArgument, CaseIterable {
        case duckdb, clickhouse, flink, spark, splunk

        /// Nil for Splunk, which takes the search as it is.
        var dialect: EngineDialect? { EngineDialect(rawValue: rawValue) }
    }

    /// For Flink: where events come from.
    enum Transport: String, ExpressibleByArgument, CaseIterable {
        /// A batch over files.
        case files
        /// A stream of topics.
        case kafka
    }

    @OptionGroup var chosen: ContentOptions

    @Option(help: "duckdb, clickhouse, flink, spark or splunk.")
    var engine: Engine

    @Option(
        help: ArgumentHelp(
            "Files of `riskd normalize`, or segments of a spool, as the engine names them.",
            valueName: "pattern"))
    var events = "events/*.ndjson"

    @Option(
        help: """
            For flink: files, a batch over windows that are closed; or kafka, a stream. (A folder \
            that files are added to is no stream: they are not read in the order of time.)
            """)
    var transport: Transport = .files

    @Option(
        help: ArgumentHelp(
            "For flink and files: the directory that groups of events go to.", valueName: "dir"))
    var groups = "riskd-groups"

    @Option(
        help: ArgumentHelp(
            "For kafka: the brokers.", valueName: "host:port"))
    var servers = "localhost:9092"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Only runs scheduled at or after this time (\(EventTime.forms)); without it the last one.
            """, valueName: "time"), transform: EventTime.init(argument:))
    var from: EventTime?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Only runs scheduled at or before this time; now, unless given.", valueName: "time"),
        transform: EventTime.init(argument:))
    var to: EventTime?

    @Argument(
        help: ArgumentHelp(
            "Detections by name, id or pattern; those that the configuration enables, unless given.",
            valueName: "detection"), completion: DetectionNames.completion)
    var detections: [String] = []

    func validate() throws {
        if transport == .kafka, engine != .flink {
            throw ValidationError("--transport kafka goes with --engine flink")
        }
    }

    func run() throws {
        let setup = chosen.setup(detections)
        ProblemReport.write(setup.problems, errorsOnly: chosen.all)
        if setup.hasErrors { throw ExitCode(1) }
        var out = StandardOutput()
        let (text, exported, refused) = try script(of: setup.content.detections)
        out.write(text)
        out.flush()
        for refused in refused {
            StandardError.write(
                "refused: \(refused.detection.name): \(refused.refusal.description)")
        }
        for detection in setup.content.detections where !detection.exceptions.isEmpty {
            StandardError.write(
                "note: \(detection.name): its exceptions are riskd's and not exported")
        }
        if engine != .splunk {
            for detection in setup.content.detections where detection.throttle != nil {
                StandardError.write("note: \(detection.name): its throttling is not exported")
            }
        }
        StandardError.write("\(exported) detection(s) exported, \(refused.count) refused")
        if exported == 0 || (!detections.isEmpty && !refused.isEmpty) { throw ExitCode(1) }
    }

    private func script(
        of detections: [Detection]
    ) throws -> (text: String, exported: Int, refused: [EngineScript.Refused]) {
        switch engine.dialect {
        case nil:
            let stanzas = detections.map { SavedSearchStanza($0).text }
            return (stanzas.joined(separator: "\n"), stanzas.count, [])
        case .flink:
            let script = FlinkScript(detections, isStream: transport == .kafka)
            guard !script.exported.isEmpty else { return ("", 0, script.refused) }
            let text: String
            switch transport {
            case .files:
                text = try script.text(
                    .files(
                        events: events, groups: groups, windows: windows(of: script.exported)))
            case .kafka: text = try script.text(.kafka(servers: servers))
            }
            return (text, script.exported.count, script.refused)
        case let dialect?:
            let script = EngineScript(detections, dialect)
            let windows = windows(of: script.exported.map(\.detection))
            return (
                script.text(events: events, windows: windows), script.exported.count,
                script.refused
            )
        }
    }

    /// The runs of the schedules that were asked for.
    private func windows(of detections: [Detection]) -> [(schedule: String, window: Window)] {
        let runs = ExportedRuns(
            of: detections, from: from?.time, to: to?.time ?? DaemonClock.wallTime())
        if runs.isCut {
            StandardError.write(
                "note: only the first \(ExportedRuns.runsMax) runs are exported: narrow --from and --to"
            )
        }
        return runs.windows
    }
}
