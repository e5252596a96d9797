import CIM
package import SPL

/// The table of windows that queries evaluate, written by riskd: an engine knows no cron.
package enum EngineWindows {
    /// A statement that makes the table.
    ///
    /// - Parameter windows: Of each schedule, by ``EngineNames/schedule(_:)``.
    package static func statement(
        _ dialect: EngineDialect, _ windows: [(schedule: String, window: Window)]
    ) -> String {
        let rows = windows.map { schedule, window in
            "(\(dialect.literal(schedule)), \(window.tick.nanoseconds), "
                + "\(window.start.nanoseconds), \(window.end.nanoseconds))"
        }.joined(separator: ",\n  ")
        let names = "schedule, tick_ns, start_ns, end_ns"
        let table = EngineNames.windows
        let integer = dialect.type(.integer)
        let nothing =
            "SELECT CAST('' AS \(dialect.type(.text))) AS schedule, CAST(0 AS \(integer)) AS tick_ns, "
            + "CAST(0 AS \(integer)) AS start_ns, CAST(0 AS \(integer)) AS end_ns"
        switch dialect {
        case .duckdb:
            let query = rows.isEmpty ? nothing : "SELECT * FROM (VALUES \(rows)) AS v(\(names))"
            return "CREATE OR REPLACE TABLE \(table) AS \(query)"
        case .clickhouse:
            let structure = "schedule String, tick_ns Int64, start_ns Int64, end_ns Int64"
            let query = rows.isEmpty ? nothing : "SELECT * FROM values('\(structure)', \(rows))"
            return "CREATE OR REPLACE TABLE \(table) ENGINE = Memory AS \(query)"
        case .flink, .spark:
            let query = rows.isEmpty ? nothing : "SELECT * FROM (VALUES \(rows)) AS v(\(names))"
            let replace = dialect == .spark ? "OR REPLACE " : ""
            return "CREATE \(replace)TEMPORARY VIEW \(table) AS \(query)"
        }
    }
}
