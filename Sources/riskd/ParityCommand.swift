import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import Foundation
import RiskDetection
import SecurityContent

/// `riskd parity`: the same detections over the same logs, by riskd and by another engine.
struct ParityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parity",
        abstract: "Compare what riskd finds in log files with what another engine finds.",
        discussion: """
            Runs every detection that can be exported over the files, in riskd and in the engine, \
            and compares all rows of all windows.

            duckdb, clickhouse and spark need the Python packages duckdb, chdb and pyspark (and Java); \
            --python names a Python that has them.

            Exit status: 0 equal, 1 a difference or an error, 77 the engine is not installed.
            """)

    enum Engine: String, ExpressibleByArgument, CaseIterable {
        case duckdb, clickhouse, spark, flink
    }

    @OptionGroup var chosen: ContentOptions

    @Option(help: "duckdb, clickhouse, spark or flink.")
    var engine: Engine

    @Option(
        help: ArgumentHelp(
            "A detection by name, id or pattern; may be repeated.", valueName: "name"))
    var detection: [String] = []

    @Option(help: "How raw fields become CIM fields: splunk or direct.")
    var profile: Profile?

    @Option(help: ArgumentHelp("The Python to run the engine with.", valueName: "path"))
    var python = "python3"

    @Option(
        help: ArgumentHelp(
            "For flink: the directory whose lib folder has its libraries.", valueName: "dir"),
        completion: .directory)
    var flinkHome: String?

    @Flag(
        help: """
            For flink: as a stream, whose events arrive late now and then, rather than as a batch.
            """)
    var stream = false

    @Option(help: ArgumentHelp("Of the stream: so many sources.", valueName: "count"))
    var partitions = 2

    @Option(
        help: ArgumentHelp(
            "Of the stream: the events happen so often, a day after each other.",
            valueName: "count"))
    var repeats = 1

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "For flink: a setting of its configuration; may be repeated.", valueName: "key=value"))
    var settings: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the engine reads in place of the events of the log files: segments of them.",
            valueName: "pattern"))
    var events: String?

    @Option(
        name: .customLong("input"), parsing: .upToNextOption,
        help: ArgumentHelp("Log files.", valueName: "files"), completion: .file())
    var files: [String]

    func validate() throws {
        if engine == .flink, flinkHome == nil {
            throw ValidationError("--engine flink needs --flink-home")
        }
        if stream, engine != .flink { throw ValidationError("--stream goes with --engine flink") }
        if stream, events != nil {
            throw ValidationError("--events and --stream do not go together")
        }
        guard (1...64).contains(partitions), (1...10_000).contains(repeats) else {
            throw ValidationError("--partitions takes 1 to 64, --repeats 1 to 10000")
        }
    }

    func run() throws {
        var setup = chosen.setup(detection) { configuration in
            if let profile { configuration.profile = profile }
            // What is too late is not looked at again, as in an engine.
            if stream { configuration.lateEvents.policy = .count }
        }
        ProblemReport.write(setup.problems, errorsOnly: true)
        if setup.hasErrors { throw ExitCode(1) }
        // What a search finds is compared, rather than what of it is told.
        for index in setup.content.detections.indices {
            setup.content.detections[index].exceptions = []
            setup.content.detections[index].throttle = nil
        }
        let directory = NSTemporaryDirectory() + "/riskd-parity-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }  // only a scratch folder
        do {
            try run(setup, in: directory)
        } catch let failure as EngineRun.Failure {
            StandardError.write(failure.description)
            if case .missing = failure { throw ExitCode(77) }
            throw ExitCode(1)
        }
    }

    private var kind: ParityRun.Engine {
        switch engine {
        case .duckdb: .duckdb(python: python)
        case .clickhouse: .clickhouse(python: python)
        case .spark: .spark(python: python)
        case .flink:
            .flink(
                home: flinkHome ?? "", settings: settings, partitions: stream ? partitions : nil,
                repeats: repeats)
        }
    }

    private func run(_ setup: Setup, in directory: String) throws {
        let run = try ParityRun(
            kind, files: files, engine: setup.engine,
            reader: EventReader(
                reading: setup.reading().reading,
                recordBytesMax: setup.configuration.limits.recordBytes), directory: directory,
            segments: events)
        for failure in run.failures { StandardError.write("error: \(failure.description)") }
        for line in run.report.lines { StandardError.write(line) }
        StandardError.write(
            "\(run.result.version): \(run.note)\(run.report.summary), riskd "
                + "\((run.seconds * 100).rounded() / 100) s with reading, the engine "
                + "\((run.result.seconds * 100).rounded() / 100) s with loading")
        if !run.report.isEqual || !run.failures.isEmpty { throw ExitCode(1) }
    }
}
