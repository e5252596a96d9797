package import CIM
package import RiskDetection
package import SPL

/// Detections as a script of an engine: tables of events and windows, and a view for each
/// detection.
package struct EngineScript: Sendable {
    /// A detection that the engine cannot say.
    package struct Refused: Sendable {
        package var detection: Detection
        package var refusal: EngineRefusal
    }

    package private(set) var exported: [(detection: Detection, query: EngineQuery)] = []
    package private(set) var refused: [Refused] = []
    private let dialect: EngineDialect

    package init(_ detections: [Detection], _ dialect: EngineDialect) {
        self.dialect = dialect
        for detection in detections {
            do {
                let query = try EngineQuery(
                    detection, dialect,
                    source: .events(schedule: EngineNames.schedule(detection.schedule)),
                    cells: .values)
                exported.append((detection, query))
            } catch {
                refused.append(Refused(detection: detection, refusal: error))
            }
        }
    }

    /// The data sets that the exported detections read.
    package var dataSets: [DataSet] {
        let used = exported.flatMap { $0.detection.plan.scans.map(\.dataSet) }
        return DataModel.all.filter(used.contains)
    }

    /// The script.
    ///
    /// - Parameters:
    ///   - events: Path or pattern of the files with events.
    ///   - windows: The windows to evaluate.
    package func text(
        events: String, windows: [(schedule: String, window: Window)]
    ) -> String {
        var text = header
        for dataSet in dataSets {
            for statement in EngineEvents(dialect, dataSet).statements(files: events) {
                text += "\n\(statement);\n"
            }
        }
        text += "\n\(EngineWindows.statement(dialect, windows));\n"
        for (detection, query) in exported {
            text += "\n-- \(Self.comment(detection.name)) (\(Self.comment(detection.id)))\n"
            text += "\(view(detection.searchName)) AS\n\(query.sql);\n"
        }
        return text
    }

    private var header: String {
        var lines = [
            "-- Detections for \(dialect.displayName), written by `riskd export`.",
            "-- Events are those of `riskd normalize`; riskd_windows says which runs to evaluate,",
            "-- each over [start_ns, end_ns). Evaluate a window when its events are complete.",
        ]
        switch dialect {
        case .duckdb: break
        case .clickhouse:
            lines += [
                "SET join_use_nulls = 1, input_format_skip_unknown_fields = 1,",
                "  input_format_json_read_numbers_as_strings = 1;",
            ]
        case .flink: lines += ["SET 'table.local-time-zone' = 'UTC';"]
        case .spark: lines += ["SET TIME ZONE 'UTC';", "SET spark.sql.ansi.enabled = false;"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func view(_ name: String) -> String {
        switch dialect {
        case .duckdb, .clickhouse: "CREATE OR REPLACE VIEW \(dialect.name(name))"
        case .spark: "CREATE OR REPLACE TEMPORARY VIEW \(dialect.name(name))"
        case .flink: "CREATE TEMPORARY VIEW \(dialect.name(name))"
        }
    }

    /// A text that ends no comment.
    static func comment(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
