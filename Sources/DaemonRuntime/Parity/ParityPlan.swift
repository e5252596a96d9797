import CIM
package import DetectionExport
package import RiskDetection
package import SPL

/// What is asked of an engine to compare it with riskd.
package struct ParityPlan {
    /// Statements that make the tables.
    package private(set) var setup: [String]
    package private(set) var queries: [String] = []
    /// By the number that a row gives for its query, the detection.
    package private(set) var detections: [Int] = []
    package private(set) var refused: [(detection: Int, refusal: EngineRefusal)] = []
    package let all: [Detection]

    /// A query for each detection.
    package init(
        _ detections: [Detection], _ dialect: EngineDialect, events: String,
        _ windows: [(schedule: String, window: Window)]
    ) {
        all = detections
        setup =
            DataModel.all.flatMap { EngineEvents(dialect, $0).statements(files: events) }
            + [EngineWindows.statement(dialect, windows)]
        for (number, detection) in detections.enumerated() {
            do {
                let query = try EngineQuery(
                    detection, dialect,
                    source: .events(schedule: EngineNames.schedule(detection.schedule)),
                    cells: .texts)
                queries.append(query.sql)
                self.detections.append(number)
            } catch {
                refused.append((number, error))
            }
        }
    }

    /// Two jobs of Apache Flink for all detections.
    ///
    /// - Parameter groups: A directory for what the first leaves to the second.
    package init(
        flink detections: [Detection], events: String,
        _ windows: [(schedule: String, window: Window)], groups: String
    ) throws(EngineRefusal) {
        let job = FlinkJob(detections)
        all = detections
        setup = try job.batch(events: events, windows: windows, groups: groups)
        queries = try job.rows()
        self.detections = job.detectionsByRule
        refused = job.matcher.refused
    }

    /// The same over a stream, of files that are ordered by arrival.
    package init(
        flinkStream detections: [Detection], partitions: [String], groups: String
    ) throws(EngineRefusal) {
        let job = FlinkJob(detections)
        all = detections
        setup = try job.stream(.files(partitions), groups: groups)
        queries = try job.rows()
        self.detections = job.detectionsByRule
        refused = job.matcher.refused
    }

    /// The detections that are compared.
    package var compared: [Int] {
        let left = Set(refused.map(\.detection))
        return all.indices.filter { !left.contains($0) }
    }
}
