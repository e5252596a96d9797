import CIM
import RiskDetection
import SPL

/// The rows that one event gives, after the exceptions and the throttle of the detection.
struct TuningExplanation {
    /// Rows of the search, by the exception that keeps them back.
    private let kept: [(exception: RowException, rows: Int)]
    private let rows: Int
    private let tick: Timestamp
    private let throttle: Throttle?
    /// The values that make rows alike, for each row that no exception covers.
    private let alike: [[(column: String, value: String)]]

    /// Nil where there is nothing to keep back, or nobody who would.
    init?(_ trace: EventTrace, _ detection: Detection) {
        guard !detection.exceptions.isEmpty || detection.throttle != nil,
            let table = trace.steps.last?.table, !table.rows.isEmpty,
            let tick = trace.windows.first?.tick
        else { return nil }
        self.tick = tick
        rows = table.rows.count
        throttle = detection.throttle
        // As in the daemon the first that covers a row is the one that keeps it back.
        let places = table.rows.map { row in
            detection.exceptions.firstIndex { $0.covers(row, table.columns, at: tick) }
        }
        kept = detection.exceptions.enumerated().compactMap { index, exception in
            let count = places.count { $0 == index }
            return count == 0 ? nil : (exception, count)
        }
        let columns = detection.throttle?.columns ?? []
        alike = zip(table.rows, places).filter { $0.1 == nil }.map { row, _ in
            columns.map { column in
                let texts = table.columns.firstIndex(of: column).map { row.cells[$0].texts } ?? []
                return (column, texts.joined(separator: ", "))
            }
        }
    }

    /// Whether exceptions keep all rows back.
    var keepsAllBack: Bool { kept.reduce(0) { $0 + $1.rows } == rows }

    /// Why there is no record, if exceptions keep all rows back.
    var verdict: String {
        "alone the event gives \(rows) row(s) in the run at \(tick.rfc3339), and "
            + kept.map { "an exception of \($0.exception.owner) keeps \($0.rows) back" }
            .joined(separator: ", ")
    }

    var lines: [String] {
        var lines = kept.map { kept in
            "\(kept.rows) row(s) by an exception of \(kept.exception.owner)"
                + " (\(kept.exception.reason))"
                + (kept.exception.expires.map { ", until \($0.rfc3339)" } ?? ", without end")
        }
        if kept.isEmpty { lines.append("no row by an exception") }
        guard let throttle else { return lines }
        if alike.isEmpty { return lines + ["the throttle has no row to look at"] }
        for values in alike {
            let row = values.map { "\($0.column) \"\($0.value)\"" }.joined(separator: ", ")
            lines.append(
                "the throttle would keep a row with \(row) back, where a run after "
                    + "\(told(throttle)) told of one")
        }
        return lines
    }

    /// A row is kept quiet by a run after this instant that reported its like.
    private func told(_ throttle: Throttle) -> String {
        Timestamp(nanoseconds: tick.nanoseconds - throttle.periodSeconds * 1_000_000_000).rfc3339
    }

    var json: [(key: String, value: JSONValue)] {
        var fields: [(key: String, value: JSONValue)] = [
            (
                "exceptions",
                .array(
                    kept.map { kept in
                        .object([
                            ("owner", .string(kept.exception.owner)),
                            ("reason", .string(kept.exception.reason)),
                            (
                                "expires",
                                kept.exception.expires.map { .string($0.rfc3339) } ?? .null
                            ),
                            ("rows", .integer(kept.rows)),
                        ])
                    })
            )
        ]
        guard let throttle else { return fields }
        fields.append(
            (
                "throttle",
                .object([
                    ("period_seconds", .integer(Int(throttle.periodSeconds))),
                    (
                        "kept_back_where_told_after",
                        .string(told(throttle))
                    ),
                    (
                        "rows",
                        .array(
                            alike.map { values in
                                .object(values.map { ($0.column, .string($0.value)) })
                            })
                    ),
                ])
            ))
        return fields
    }
}
