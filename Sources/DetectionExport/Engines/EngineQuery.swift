package import RiskDetection
import SPL

/// The search of one detection as a query of an engine.
package struct EngineQuery: Sendable {
    /// What the cells of the result are.
    package enum Cells: Sendable {
        /// Numbers, texts and lists, for people and programs; times as epoch seconds in text.
        case values
        /// The texts of a cell as a list, for comparing; none for null.
        case texts
    }

    /// The columns of the search, in order; the query gives them behind the time of the run.
    package let columns: [String]
    /// The query, without a semicolon. Its first column is ``tickColumn``.
    package let sql: String

    /// Whether each row of the result comes of one group of events, whatever the others are; so
    /// that the queries of detections that do the same to their groups can be one.
    package let isRowwise: Bool

    /// The scheduled time of the run that a row belongs to, in nanoseconds since the epoch.
    package static let tickColumn = "riskd_tick_ns"

    /// - Throws: ``EngineRefusal`` where the engine cannot say the same.
    package init(
        _ detection: Detection, _ dialect: EngineDialect, source: ScanSource, cells: Cells
    ) throws(EngineRefusal) {
        var translator = QueryTranslator(
            dialect, plan: detection.plan, zone: detection.schedule.zone, source: source)
        let table = try translator.table(detection.plan.root, isOrdered: false)
        columns = table.columns.map(\.name)
        isRowwise = detection.plan.root.isScan(through: .each)
        let selected = table.columns.enumerated().map { index, column in
            switch cells {
            case .values:
                "\(dialect.output(column.value)) AS \(dialect.name(column.name))"
            case .texts: "\(dialect.list(column.value)) AS \(dialect.name("v\(index)"))"
            }
        }
        var head = ["w AS \(dialect.name(Self.tickColumn))"]
        if isRowwise, case .groups = source { head.append("rule") }
        let output = (head + selected)
            .joined(separator: ",\n  ")
        let steps = translator.steps.map { "\($0.name) AS (\n  \($0.sql))" }
            .joined(separator: ",\n")
        sql = "WITH\n\(steps)\nSELECT \(output)\nFROM \(table.name) AS t"
    }
}

extension EngineDialect {
    /// A cell as a reader of the engine expects it.
    fileprivate func output(_ value: SQLExpression) -> String {
        value.kind == .time ? "(\(text(value)))" : value.sql
    }
}
