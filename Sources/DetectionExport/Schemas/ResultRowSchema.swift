import CIM
package import RiskDetection
import SPL

/// The result row itself as canonical JSON, for comparing engines: keys `earliest`, `id`,
/// `latest`, `result`, `rule`, `run`, all sorted.
package enum ResultRowSchema {
    package static func line(_ result: ResultRow) -> String {
        let cells = zip(result.columns, result.row.cells)
            .filter { !$0.1.isNull }
            .map { (key: $0.0, value: JSONValue($0.1)) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return JSONValue.object([
            ("earliest", .string(result.window.start.rfc3339)),
            ("id", .string(result.detection.id)),
            ("latest", .string(result.window.end.rfc3339)),
            ("result", .object(cells)),
            ("rule", .string(result.detection.name)),
            ("run", .string(result.window.tick.rfc3339)),
        ]).text
    }
}
