/// Lists of texts.
extension EngineDialect {
    /// One text as a list; null where it is null.
    func list(ofText text: String) -> String {
        switch self {
        case .duckdb: "CASE WHEN \(text) IS NOT NULL THEN [\(text)] END"
        case .clickhouse: "if(isNull(\(text)), \(null(.list)), [assumeNotNull(\(text))])"
        case .flink: "CASE WHEN \(text) IS NOT NULL THEN ARRAY[\(text)] END"
        case .spark: "CASE WHEN \(text) IS NOT NULL THEN array(\(text)) END"
        }
    }

    func isNull(_ value: SQLExpression) -> String {
        switch (self, value.kind) {
        case (.clickhouse, .list): "empty(\(value.sql))"
        default: "(\(value.sql) IS NULL)"
        }
    }

    /// How many values; null for null.
    func count(ofList list: String) -> String {
        switch self {
        case .duckdb: "len(\(list))"
        case .clickhouse: "nullIf(CAST(length(\(list)) AS Nullable(Int64)), 0)"
        case .flink: "CAST(CARDINALITY(\(list)) AS BIGINT)"
        // Of null `size` is -1 there.
        case .spark: "CAST(array_size(\(list)) AS BIGINT)"
        }
    }

    /// An element, counted from 1; null beyond the end.
    func element(_ list: String, _ place: String) -> String {
        switch self {
        case .duckdb: "\(list)[\(place)]"
        case .clickhouse:
            "if(\(place) BETWEEN 1 AND length(\(list)), \(list)[\(place)], NULL)"
        case .flink:
            "CASE WHEN CARDINALITY(\(list)) >= \(place) THEN \(list)[\(place)] END"
        case .spark: "try_element_at(\(list), CAST(\(place) AS INT))"
        }
    }

    /// A list made null where it is empty.
    func nonEmpty(_ list: String) -> String {
        switch self {
        case .duckdb: "CASE WHEN len(\(list)) > 0 THEN \(list) END"
        case .clickhouse: list
        case .flink: "CASE WHEN CARDINALITY(\(list)) > 0 THEN \(list) END"
        case .spark: "CASE WHEN array_size(\(list)) > 0 THEN \(list) END"
        }
    }

    /// Whether a condition holds for some value of a list, which stands for `x`; nil where the
    /// engine has no conditions over lists.
    func any(_ list: String, _ condition: (String) -> String) -> String? {
        switch self {
        case .duckdb: "len(list_filter(\(list), lambda x: \(condition("x")))) > 0"
        case .clickhouse: "arrayExists(x -> \(condition("x")), \(list))"
        case .spark: "exists(\(list), x -> \(condition("x")))"
        case .flink: nil
        }
    }

    /// Whether a list has a text.
    func contains(_ list: String, _ text: String) -> String {
        switch self {
        case .duckdb: "list_contains(\(list), \(text))"
        case .clickhouse: "has(\(list), \(text))"
        case .flink: "ARRAY_CONTAINS(\(list), \(text))"
        case .spark: "array_contains(\(list), \(text))"
        }
    }

    func joined(_ list: String, _ separator: String) -> String {
        switch self {
        case .duckdb: "array_to_string(\(list), \(separator))"
        case .clickhouse:
            "if(empty(\(list)), NULL, arrayStringConcat(\(list), \(separator)))"
        case .flink: "ARRAY_JOIN(\(list), \(separator))"
        case .spark: "array_join(\(list), \(separator))"
        }
    }

    func concatenated(_ first: String, _ second: String) -> String {
        switch self {
        case .duckdb: "list_concat(\(first), \(second))"
        case .clickhouse: "arrayConcat(\(first), \(second))"
        case .flink:
            "CASE WHEN \(first) IS NULL THEN \(second) WHEN \(second) IS NULL THEN \(first) "
                + "ELSE ARRAY_CONCAT(\(first), \(second)) END"
        case .spark:
            "CASE WHEN \(first) IS NULL THEN \(second) WHEN \(second) IS NULL THEN \(first) "
                + "ELSE concat(\(first), \(second)) END"
        }
    }

    /// In order of bytes.
    func sorted(_ list: String) -> String {
        switch self {
        case .duckdb: "list_sort(\(list))"
        case .clickhouse: "arraySort(\(list))"
        case .flink: "ARRAY_SORT(\(list))"
        case .spark: "array_sort(\(list))"
        }
    }

    /// Each text once, in the order of its first place.
    func distinct(_ list: String) -> String {
        switch self {
        case .duckdb: "list_filter(\(list), lambda x, i: list_position(\(list), x) = i)"
        case .clickhouse:
            "arrayFilter((x, i) -> indexOf(\(list), x) = i, \(list), arrayEnumerate(\(list)))"
        case .flink: "ARRAY_DISTINCT(\(list))"
        case .spark: "array_distinct(\(list))"
        }
    }

    /// The texts of a group in an order; nil where the engine gathers them in none.
    func gathered(_ text: String, order: String) -> String? {
        switch self {
        case .duckdb: "list(\(text) ORDER BY \(order))"
        case .clickhouse:
            "arrayMap(p -> p.2, arraySort(groupArray((\(order), assumeNotNull(\(text))))))"
        case .flink: nil
        case .spark:
            "transform(array_sort(collect_list(struct(\(order) AS o, \(text) AS t))), p -> p.t)"
        }
    }

    /// A text cut at a separator.
    func split(_ text: String, _ separator: String) -> String {
        switch self {
        case .duckdb: "string_split(\(text), \(literal(separator)))"
        case .clickhouse:
            "if(isNull(\(text)), \(null(.list)), "
                + "splitByString(\(literal(separator)), assumeNotNull(\(text))))"
        case .flink: "SPLIT(\(text), \(literal(separator)))"
        case .spark: "split(\(text), \(literal("\\Q\(separator)\\E")))"
        }
    }

    /// Distinct texts of a group, in order of bytes; null where there is none.
    func distinctValues(_ text: String) -> String {
        switch self {
        case .duckdb:
            "list_sort(list(DISTINCT \(text)) FILTER (WHERE \(text) IS NOT NULL))"
        case .clickhouse: "arraySort(groupUniqArray(\(text)))"
        case .flink:
            "ARRAY_SORT(ARRAY_AGG(DISTINCT \(text)) FILTER (WHERE \(text) IS NOT NULL))"
        case .spark: nonEmpty("sort_array(collect_set(\(text)))")
        }
    }

    /// Rows that repeat those of a table for each value of a list, which becomes `column`.
    func unnested(_ table: String, _ list: String, as column: String) -> String {
        switch self {
        case .duckdb:
            "SELECT t.*, u.\(column) FROM \(table) AS t, unnest(\(list)) AS u(\(column))"
        case .clickhouse:
            "SELECT t.*, \(column) FROM \(table) AS t ARRAY JOIN \(list) AS \(column)"
        case .flink:
            "SELECT t.*, u.\(column) FROM \(table) AS t "
                + "CROSS JOIN UNNEST(\(list)) AS u(\(column))"
        case .spark:
            "SELECT t.*, u.\(column) FROM \(table) AS t "
                + "LATERAL VIEW explode(\(list)) u AS \(column)"
        }
    }
}
