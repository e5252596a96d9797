import CIM
package import DetectionExport
package import RiskDetection
package import SPL

/// What is asked of an engine to compare it with riskd.
package struct ParityPlan {
    /// By number, the detection of each query.
    package private(set) var detections: [Int] = []
    package private(set) var queries: [String] = []
    package private(set) var refused: [(detection: Int, refusal: EngineRefusal)] = []
    package let all: [Detection]
    private let dialect: EngineDialect

    package init(_ detections: [Detection], _ dialect: EngineDialect) {
        all = detections
        self.dialect = dialect
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

    /// Statements that make the tables.
    package func setup(
        events: String, _ windows: [(schedule: String, window: Window)]
    ) -> [String] {
        DataModel.all.flatMap { EngineEvents(dialect, $0).statements(files: events) }
            + [EngineWindows.statement(dialect, windows)]
    }
}
