import DetectionExport
import Foundation
package import RiskDetection

/// One run of `riskd parity`, from logs to report.
package struct ParityRun {
    /// What the detections are compared in.
    package enum Engine: Sendable {
        case duckdb(python: String)
        case clickhouse(python: String)
        case spark(python: String)
        /// - Parameters:
        ///   - home: The directory whose lib folder has the libraries.
        ///   - settings: `key=value` of Flink's configuration.
        ///   - partitions: Of the stream; nil for a batch over files.
        ///   - repeats: How often the events happen, for a longer stream.
        case flink(home: String, settings: [String], partitions: Int?, repeats: Int)
    }

    package private(set) var report: ParityReport
    package private(set) var result: EngineRun.Result
    package private(set) var failures: [Replay.Failure]
    /// What riskd took, reading and writing the events included.
    package private(set) var seconds: Double
    package private(set) var note = ""

    private static let seed: UInt64 = 0x5EED_0001

    /// - Parameters:
    ///   - detections: Those of `engine`.
    ///   - directory: An empty one.
    ///   - segments: What the engine reads in place of the events of the files; not for a stream.
    /// - Throws: ``EngineRun/Failure``, and what files throw.
    package init(
        _ kind: Engine, files: [String], engine: DetectionEngine, reader: EventReader,
        directory: String, segments: String? = nil
    ) throws {
        func program(_ name: String, _ text: String) throws -> String {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            return "\(directory)/\(name)"
        }
        let started = Date()
        let rows: [ParityCorpus.FoundRow]
        let plan: ParityPlan
        let command: [String]
        let groups = directory + "/groups"
        if case .flink(let home, let settings, let partitions?, let repeats) = kind {
            let stream = try ParityStream(
                files: files, engine: engine, reader: reader, directory: directory,
                partitions: partitions, seed: Self.seed, repeats: repeats)
            (rows, failures) = (stream.rows, stream.reader.failures)
            note =
                "\(partitions) partition(s), \(stream.tooLate) event(s) too late, seed \(Self.seed); "
            plan = try ParityPlan(
                flinkStream: engine.detections, partitions: stream.paths, groups: groups)
            command =
                EngineDriver.java(flinkHome: home)
                + [try program("RunJob.java", EngineDriver.flink), "riskd.mode=STREAMING"]
                + settings
        } else {
            let own = directory + "/events.ndjson"
            let corpus = try ParityCorpus(
                files: files, engine: engine, reader: reader, eventsPath: own)
            let events = segments ?? own
            (rows, failures) = (corpus.rows, corpus.reader.failures)
            switch kind {
            case .duckdb(let python):
                plan = ParityPlan(engine.detections, .duckdb, events: events, corpus.windows)
                command = [python, try program("driver.py", EngineDriver.duckdb)]
            case .clickhouse(let python):
                plan = ParityPlan(engine.detections, .clickhouse, events: events, corpus.windows)
                command = [python, try program("driver.py", EngineDriver.clickhouse)]
            case .spark(let python):
                plan = ParityPlan(engine.detections, .spark, events: events, corpus.windows)
                command = [python, try program("driver.py", EngineDriver.spark)]
            case .flink(let home, let settings, _, _):
                plan = try ParityPlan(
                    flink: engine.detections, events: events, corpus.windows, groups: groups)
                command =
                    EngineDriver.java(flinkHome: home)
                    + [try program("RunJob.java", EngineDriver.flink), "riskd.mode=BATCH"]
                    + settings
            }
        }
        seconds = Date().timeIntervalSince(started)
        result = try EngineRun(directory: directory).run(
            setup: plan.setup, queries: plan.queries, command: command)
        report = ParityReport(plan, rows, result)
    }
}
