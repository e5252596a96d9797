import SPL

/// `lookup`: columns of a table that is part of the search.
extension QueryTranslator {
    mutating func lookup(
        _ input: Relation, _ lookup: Lookup, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        let source = lookup.table
        let place = "lookup \(source.name)"
        let isSingle = source.matchesMax == 1 || source.hasUniqueKeys(lookup.inputs.map(\.table))
        guard isSingle || dialect.gathered("", order: "") != nil else {
            throw EngineRefusal(
                place: place,
                "several rows of the table may agree with one, and \(dialect.displayName) gathers "
                    + "values in no order")
        }
        guard source.matchesMin <= 1 else {
            throw EngineRefusal(place: place, "`min_matches` of more than one")
        }
        var table = try table(input, isOrdered: isOrdered)
        let constants = try constants(
            source.rows.map { $0.map(Optional.some) }, columns: source.columns
        ).table
        let matches = try matches(of: lookup, &table, constants, place)
        let outputs = lookup.outputs.map { pair in
            (pair.row, constants.column(pair.table)?.sql ?? dialect.null(.text))
        }
        let wanted = Set(outputs.map(\.1)).sorted().filter { $0.hasPrefix("c") }
        let kind: SQLKind
        if isSingle {
            join(&table, matches, wanted)
            kind = .text
        } else {
            joinLists(&table, matches, wanted, max: source.matchesMax)
            kind = .list
        }
        for (name, column) in outputs {
            var sql = isSingle ? "NULLIF(\(column), '')" : column
            if let text = source.defaultMatch, source.matchesMin > 0, !text.isEmpty {
                let value = dialect.converted(
                    SQLExpression(dialect.literal(text), .text), to: kind)
                sql = "CASE WHEN \(matches.known) AND i IS NULL THEN \(value) ELSE \(sql) END"
            }
            let value = SQLExpression("(\(sql))", kind)
            table =
                table.column(name) == nil
                ? adding(value, as: name, to: table)
                : merging(value, as: name, into: table, overwrites: lookup.overwrites)
        }
        // The number of the row must not stand in the way of another lookup.
        table.name = step(
            (isOrdered
                ? selection(of: table) : selection(of: table).replacing("w, n", with: "w"))
                + " FROM \(table.name) AS t")
        return table
    }

    /// The rows of a lookup that agree with values of rows.
    private struct Matches {
        /// Of combinations of values, the rows that agree, with their place `k`.
        var step: String
        /// The columns of those values, in the rows and in the step.
        var values: [String]

        /// Whether a row has all of the values.
        var known: String { values.map { "\($0) IS NOT NULL" }.joined(separator: " AND ") }
    }

    /// What rows have is looked for once for each combination of values.
    private mutating func matches(
        of lookup: Lookup, _ table: inout SQLTable, _ constants: SQLTable, _ place: String
    ) throws(EngineRefusal) -> Matches {
        let expressions = expressions(table, place)
        var matches = Matches(step: "", values: [])
        var conditions: [String] = []
        for pair in lookup.inputs {
            let value = expressions.column(pair.row)
            guard value.kind != .list else {
                throw EngineRefusal(place: "\(place) \(pair.row)", "a column with several values")
            }
            let name = freshColumn()
            table.name = step(
                "SELECT t.*, \(dialect.text(value)) AS \(name) FROM \(table.name) AS t")
            matches.values.append(name)
            let column = constants.column(pair.table)?.sql ?? dialect.null(.text)
            conditions.append(
                try agreement("v.\(name)", "l.\(column)", lookup.table, pair.table, place))
        }
        let names = matches.values.joined(separator: ", ")
        let distinct = step(
            "SELECT DISTINCT \(names) FROM \(table.name) AS t WHERE \(matches.known)")
        let columns =
            matches.values.map { "v.\($0)" } + constants.columns.map { "l.\($0.value.sql)" }
        let pairs = step(
            "SELECT \(columns.joined(separator: ", ")), l.i FROM \(distinct) AS v "
                + "CROSS JOIN \(constants.name) AS l WHERE \(conditions.joined(separator: " AND "))"
        )
        matches.step = step(
            "SELECT t.*, ROW_NUMBER() OVER (PARTITION BY \(names) ORDER BY i) AS k "
                + "FROM \(pairs) AS t")
        return matches
    }

    /// Joins the first row that agrees.
    private mutating func join(
        _ table: inout SQLTable, _ matches: Matches, _ wanted: [String]
    ) {
        let renamed = matches.values.map { "\($0) AS v\($0)" } + wanted
        let found = step(
            "SELECT \(renamed.joined(separator: ", ")), i FROM \(matches.step) AS t WHERE k = 1")
        let joined = (["t.*"] + wanted.map { "l.\($0)" } + ["l.i"]).joined(separator: ", ")
        table.name = step(
            "SELECT \(joined) FROM \(table.name) AS t LEFT JOIN \(found) AS l "
                + "ON \(Self.equality(matches.values))")
    }

    /// Joins for each column the distinct texts of the rows that agree, in the order of the table.
    private mutating func joinLists(
        _ table: inout SQLTable, _ matches: Matches, _ wanted: [String], max: Int
    ) {
        let names = matches.values.joined(separator: ", ")
        let renamed = matches.values.map { "\($0) AS v\($0)" }.joined(separator: ", ")
        let found = step(
            "SELECT DISTINCT \(renamed), k AS i FROM \(matches.step) AS t WHERE k = 1")
        let equality = Self.equality(matches.values)
        table.name = step(
            "SELECT t.*, l.i FROM \(table.name) AS t LEFT JOIN \(found) AS l ON \(equality)")
        for column in wanted {
            let texts = step(
                "SELECT \(names), \(column), MIN(i) AS place FROM \(matches.step) AS t "
                    + "WHERE k <= \(max) AND \(column) <> '' GROUP BY \(names), \(column)")
            let list = dialect.gathered(column, order: "place") ?? ""
            let lists = step(
                "SELECT \(renamed), \(list) AS l\(column) FROM \(texts) AS t GROUP BY \(names)")
            table.name = step(
                "SELECT t.*, l.l\(column) AS \(column) FROM \(table.name) AS t "
                    + "LEFT JOIN \(lists) AS l ON \(equality)")
        }
    }

    private static func equality(_ values: [String]) -> String {
        values.map { "l.v\($0) = t.\($0)" }.joined(separator: " AND ")
    }

    private func agreement(
        _ value: String, _ column: String, _ table: LookupTable, _ name: String, _ place: String
    ) throws(EngineRefusal) -> String {
        let (a, b) =
            table.isCaseSensitive
            ? (value, column) : (dialect.lower(value), dialect.lower(column))
        switch table.matchTypes[name] ?? .exact {
        case .exact: return "\(a) = \(b)"
        case .wildcard: return dialect.wildcardMatch(a, b)
        case .network:
            throw EngineRefusal(place: place, "networks in a table have no translation")
        }
    }
}

extension EngineDialect {
    /// Whether a text is of a pattern that stands in a column.
    func wildcardMatch(_ text: String, _ pattern: String) -> String {
        func escaped(_ text: String) -> String {
            let slash = literal("\\")
            let double = literal("\\\\")
            let one = "replace(\(text), \(slash), \(double))"
            let two = "replace(\(one), '%', \(literal("\\%")))"
            let three = "replace(\(two), '_', \(literal("\\_")))"
            return "replace(\(three), '*', '%')"
        }
        return switch self {
        case .duckdb, .flink: "\(text) LIKE \(escaped(pattern)) ESCAPE '\\'"
        case .clickhouse, .spark: "\(text) LIKE \(escaped(pattern))"
        }
    }
}

extension LookupTable {
    /// Whether no two rows agree in columns that are all compared exactly.
    func hasUniqueKeys(_ names: [String]) -> Bool {
        guard names.allSatisfy({ (matchTypes[$0] ?? .exact) == .exact }) else { return false }
        let places = names.compactMap { columns.firstIndex(of: $0) }
        let keys = rows.map { row in
            places.map { isCaseSensitive ? row[$0] : row[$0].lowercased() }
        }
        return Set(keys).count == keys.count
    }
}
