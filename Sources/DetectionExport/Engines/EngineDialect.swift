/// The SQL of an engine that detections are exported to. What differs between engines is said
/// here, once for each of them: the translation itself knows only these names.
package enum EngineDialect: String, CaseIterable, Sendable {
    case duckdb
    case clickhouse
    case flink
    case spark

    /// The name as its makers write it.
    package var displayName: String {
        switch self {
        case .duckdb: "DuckDB"
        case .clickhouse: "ClickHouse"
        case .flink: "Apache Flink"
        case .spark: "Apache Spark"
        }
    }

    /// The name of a column or table, in quotes that keep it from being a key word.
    func name(_ text: String) -> String {
        switch self {
        case .duckdb: "\"" + text.replacing("\"", with: "\"\"") + "\""
        case .clickhouse:
            "`" + text.replacing("\\", with: "\\\\").replacing("`", with: "\\`") + "`"
        case .flink, .spark: "`" + text.replacing("`", with: "``") + "`"
        }
    }

    /// A text as it stands in a query.
    func literal(_ text: String) -> String {
        let quoted = text.replacing("'", with: "''")
        return switch self {
        case .duckdb, .flink: "'\(quoted)'"
        // A backslash means itself only when it is doubled.
        case .clickhouse: "'\(quoted.replacing("\\", with: "\\\\"))'"
        case .spark:
            "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
        }
    }

    /// The name of a type, which takes null.
    func type(_ kind: SQLKind) -> String {
        switch (self, kind) {
        case (.duckdb, .text): "VARCHAR"
        case (.duckdb, .integer), (.duckdb, .time): "BIGINT"
        case (.duckdb, .double): "DOUBLE"
        case (.duckdb, .list): "VARCHAR[]"
        case (.clickhouse, .text): "Nullable(String)"
        case (.clickhouse, .integer), (.clickhouse, .time): "Nullable(Int64)"
        case (.clickhouse, .double): "Nullable(Float64)"
        case (.clickhouse, .list): "Array(String)"
        case (.flink, .text), (.spark, .text): "STRING"
        case (.flink, .integer), (.flink, .time), (.spark, .integer), (.spark, .time): "BIGINT"
        case (.flink, .double), (.spark, .double): "DOUBLE"
        case (.flink, .list), (.spark, .list): "ARRAY<STRING>"
        }
    }

    /// Null as a value of a kind.
    func null(_ kind: SQLKind) -> String {
        switch (self, kind) {
        // Arrays are never null here; an empty one stands for it.
        case (.clickhouse, .list): "CAST([] AS Array(String))"
        default: "CAST(NULL AS \(type(kind)))"
        }
    }

    /// Whether the engine's regular expressions are those of RE2, in time linear in the text, rather
    /// than those of Java.
    var usesRE2: Bool {
        switch self {
        case .duckdb, .clickhouse: true
        case .flink, .spark: false
        }
    }
}
