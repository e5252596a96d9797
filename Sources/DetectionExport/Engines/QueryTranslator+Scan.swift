import CIM
import SPL

/// The leaves: events of windows, grouped.
extension QueryTranslator {
    mutating func scan(_ index: Int, isOrdered: Bool) throws(EngineRefusal) -> SQLTable {
        let scan = plan.scans[index]
        guard !scan.dataSet.isRaw else {
            throw EngineRefusal(
                place: "search",
                "fields of whole records, which the events of data models do not have")
        }
        guard scan.output == .groups else {
            throw EngineRefusal(
                place: "tstats", "`prestats=true`, which hands events to the command behind it")
        }
        guard !scan.keys.isEmpty else {
            throw EngineRefusal(
                place: "tstats",
                "without BY it answers for windows without events, which an engine has no rows of")
        }
        guard scan.dataSet != AllRisk.dataSet else {
            throw EngineRefusal(
                place: "tstats", "risk events, which riskd makes of the rows of other detections")
        }
        var table: SQLTable
        if let known = scans[index] {
            table = known
        } else {
            switch source {
            case .events(let schedule):
                do throws(EngineRefusal) {
                    table = try grouped(scan, schedule)
                } catch {
                    throw error.at("tstats")
                }
            case .groups(let first): table = try FlinkMatcher.table(of: scan, first + index, &self)
            }
            scans[index] = table
        }
        if isOrdered {
            let order = table.columns.prefix(scan.keys.count).map(\.value.sql)
            table.name = step(
                "SELECT t.*, \(Self.place(order)) AS n FROM \(table.name) AS t")
        }
        return table
    }

    private mutating func grouped(
        _ scan: Scan, _ schedule: String
    ) throws(EngineRefusal) -> SQLTable {
        let fields = ScanTranslator(dialect: dialect, dataSet: scan.dataSet, isUTC: zoneIsUTC)
        var inner = ["s.tick_ns AS w", "e.\(dialect.name(EngineNames.time)) AS ns"]
        var result = SQLTable(name: "", columns: [])
        for key in scan.keys {
            let name = freshColumn()
            let value = try fields.key(key, fill: scan.nullFill)
            inner.append("\(value.sql) AS \(name)")
            result.columns.append(
                SQLColumn(name: key.column, value: SQLExpression(name, value.kind)))
        }
        var outer: [String] = []
        for aggregate in scan.aggregates {
            let input = try aggregate.input.map { field throws(EngineRefusal) in
                let value = fields.value(of: field)
                let name = freshColumn()
                inner.append("\(value.sql) AS \(name)")
                return SQLExpression(name, value.kind)
            }
            let value = try AggregateTranslator(dialect: dialect).scanned(
                aggregate.function, input, time: "ns", place: aggregate.column)
            let name = freshColumn()
            outer.append("\(value.sql) AS \(name)")
            result.columns.append(
                SQLColumn(name: aggregate.column, value: SQLExpression(name, value.kind)))
        }
        let conditions = [
            "s.schedule = \(dialect.literal(schedule))",
            "e.\(dialect.name(EngineNames.time)) >= s.start_ns",
            "e.\(dialect.name(EngineNames.time)) < s.end_ns",
            try fields.condition(of: scan),
        ]
        let events = step(
            "SELECT \(inner.joined(separator: ", ")) "
                + "FROM \(EngineNames.events(scan.dataSet)) AS e "
                + "CROSS JOIN \(EngineNames.windows) AS s\n  WHERE "
                + conditions.joined(separator: "\n  AND "))
        let keys = ["w"] + result.columns.prefix(scan.keys.count).map(\.value.sql)
        result.name = step(
            "SELECT \((keys + outer).joined(separator: ", ")) FROM \(events) AS t "
                + "GROUP BY \(keys.joined(separator: ", "))")
        return result
    }

    /// A table of the windows in which the search has rows.
    mutating func windows() throws(EngineRefusal) -> String {
        for index in plan.scans.indices { _ = try scan(index, isOrdered: false) }
        guard !scans.isEmpty else {
            throw EngineRefusal("a search of no events")
        }
        let all = scans.keys.sorted().compactMap { scans[$0]?.name }
        return step(
            "SELECT DISTINCT w FROM ("
                + all.map { "SELECT w FROM \($0) AS t" }.joined(separator: " UNION ALL ")
                + ") AS u")
    }
}
