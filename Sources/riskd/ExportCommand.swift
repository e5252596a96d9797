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

    @OptionGroup var config: ConfigurationOption

    @Option(help: "duckdb, clickhouse, flink, spark or splunk.")
    var engine: Engine

    @Option(
        help: ArgumentHelp(
            "More content, laid out like a security_content checkout; may be repeated.",
            valueName: "dir"), completion: .directory)
    var content: [String] = []

    @Flag(help: "Every detection that compiles.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Files of `riskd normalize`, as the engine names them.", valueName: "pattern"))
    var events = "events/*.ndjson"

    @Option(
        help: ArgumentHelp(
            "Only runs scheduled at or after this time; without it the last one.",
            valueName: "time"))
    var from: EventTime?

    @Option(
        help: ArgumentHelp(
            "Only runs scheduled at or before this time; now, unless given.", valueName: "time"))
    var to: EventTime?

    @Argument(
        help: ArgumentHelp(
            "Detections by name, id or pattern; those that the configuration enables, unless given.",
            valueName: "detection"))
    var detections: [String] = []

    func run() throws {
        let setup = Setup.load(path: config.path, extraContent: content, selecting: selection)
        ProblemReport.write(setup.problems, errorsOnly: all)
        if setup.hasErrors { throw ExitCode(1) }
        var out = StandardOutput()
        let refused: [String]
        let exported: Int
        if let dialect = engine.dialect {
            let script = EngineScript(setup.content.detections, dialect)
            out.write(
                script.text(events: events, windows: windows(of: script.exported.map(\.detection))))
            refused = script.refused.map { "\($0.detection.name): \($0.refusal.description)" }
            exported = script.exported.count
        } else {
            for detection in setup.content.detections {
                out.write(SavedSearchStanza(detection).text)
            }
            refused = []
            exported = setup.content.detections.count
        }
        out.flush()
        for line in refused { StandardError.write("refused: \(line)") }
        StandardError.write("\(exported) detection(s) exported, \(refused.count) refused")
        if exported == 0 || (!detections.isEmpty && !refused.isEmpty) { throw ExitCode(1) }
    }

    private var selection: ContentSelection {
        if all { return .all }
        return detections.isEmpty ? .enabled : .named(detections)
    }

    /// The runs of the schedules that were asked for.
    private func windows(of detections: [Detection]) -> [(schedule: String, window: Window)] {
        var windows: [(schedule: String, window: Window)] = []
        var seen: Set<String> = []
        let last = to?.time ?? DaemonClock.wallTime()
        for detection in detections {
            let schedule = detection.schedule
            let name = EngineNames.schedule(schedule)
            guard seen.insert(name).inserted else { continue }
            guard let from else {
                if let tick = schedule.cron.previous(atOrBefore: last, zone: schedule.zone) {
                    windows.append((name, schedule.window(at: tick)))
                }
                continue
            }
            var before = Timestamp(nanoseconds: from.time.nanoseconds - 1)
            while windows.count < Self.windowsMax,
                let tick = schedule.cron.next(after: before, zone: schedule.zone), tick <= last
            {
                windows.append((name, schedule.window(at: tick)))
                before = tick
            }
        }
        return windows
    }

    /// Eleven years of hourly runs.
    private static let windowsMax = 100_000
}
