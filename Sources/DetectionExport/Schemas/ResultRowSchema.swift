import CIM
package import RiskDetection
import SPL

/// The result row itself as canonical JSON, for comparing engines: keys `earliest`, `id`,
/// `latest`, `result`, `rule`, `run`, all sorted.
package enum ResultRowSchema {
    package static func line(_ result: ResultRow) -> String {
        line(result, order(of: result.columns))
    }

    /// Rows of one firing, which share their columns.
    package static func lines(_ results: [ResultRow]) -> [String] {
        let order = order(of: results.first?.columns ?? [])
        return results.map { line($0, order) }
    }

    /// The places of columns in the order of their names.
    private static func order(of columns: [String]) -> [Int] {
        columns.indices.sorted {
            columns[$0].utf8.lexicographicallyPrecedes(columns[$1].utf8)
        }
    }

    private static func line(_ result: ResultRow, _ order: [Int]) -> String {
        var cells: [(key: String, value: JSONValue)] = []
        for place in order where result.row.cells[place] != .null {
            cells.append((result.columns[place], JSONValue(result.row.cells[place])))
        }
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
