import SPL

/// Relations of two tables.
extension QueryTranslator {
    mutating func join(
        _ left: Relation, _ right: Relation, _ rule: JoinRule, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        if isOrdered, rule.matchesMax != 1 {
            throw EngineRefusal(
                place: "join", "the order of rows joined with several is read later")
        }
        var table = try table(left, isOrdered: isOrdered)
        let other = try self.table(right, isOrdered: rule.matchesMax != nil)
        let own = expressions(table, "join")
        let others = expressions(other, "join")
        var selected = ["w AS rw"]
        var conditions = ["r.rw = t.w"]
        var keys: [String] = ["w"]
        for column in rule.columns {
            let (a, b) = (own.column(column), others.column(column))
            guard a.kind != .list, b.kind != .list else {
                throw EngineRefusal(place: "join \(column)", "a column with several values")
            }
            let name = freshColumn()
            selected.append("\(dialect.text(b)) AS \(name)")
            keys.append(dialect.text(b))
            conditions.append("r.\(name) = \(Self.qualified(dialect.text(a), a.sql))")
        }
        var columns: [(name: String, value: SQLExpression)] = []
        for column in other.columns {
            let name = freshColumn()
            selected.append("\(column.value.sql) AS \(name)")
            columns.append((column.name, SQLExpression(name, column.value.kind)))
        }
        var rows = other.name
        if let most = rule.matchesMax {
            let numbered = step(
                "SELECT t.*, ROW_NUMBER() OVER (PARTITION BY \(keys.joined(separator: ", ")) "
                    + "ORDER BY n) AS k FROM \(rows) AS t")
            rows = step("SELECT * FROM \(numbered) AS t WHERE k <= \(most)")
        }
        rows = step("SELECT \(selected.joined(separator: ", ")) FROM \(rows) AS t")
        let added = columns.map { "r.\($0.value.sql)" }.joined(separator: ", ")
        table.name = step(
            "SELECT t.*, \(added) FROM \(table.name) AS t "
                + "\(rule.keepsUnmatched ? "LEFT" : "INNER") JOIN \(rows) AS r "
                + "ON \(conditions.joined(separator: " AND "))")
        for (name, value) in columns {
            table = merging(value, as: name, into: table, overwrites: rule.overwrites)
        }
        return table
    }

    /// A column of the left side as it stands in a join, where both sides have names.
    private static func qualified(_ sql: String, _ column: String) -> String {
        sql == column && column.hasPrefix("c") && !column.contains("(") ? "t.\(sql)" : sql
    }

    /// Puts a value into a column that may have one.
    mutating func merging(
        _ value: SQLExpression, as name: String, into table: SQLTable, overwrites: Bool
    ) -> SQLTable {
        guard let known = table.column(name) else {
            var table = table
            table.set(name, value)
            return table
        }
        let kind = Self.common(known.kind, value.kind)
        let old = SQLExpression(dialect.converted(known, to: kind), kind)
        let new = SQLExpression(dialect.converted(value, to: kind), kind)
        let (first, second) = overwrites ? (new, old) : (old, new)
        let sql = "CASE WHEN NOT \(dialect.isNull(first)) THEN \(first.sql) ELSE \(second.sql) END"
        return adding(SQLExpression(sql, kind), as: name, to: table)
    }

    mutating func lookup(
        _ input: Relation, _ lookup: Lookup, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        let source = lookup.table
        let place = "lookup \(source.name)"
        guard source.matchesMax == 1 || source.hasUniqueKeys(lookup.inputs.map(\.table)) else {
            throw EngineRefusal(place: place, "several rows of the table may agree with one")
        }
        var table = try table(input, isOrdered: isOrdered)
        let expressions = expressions(table, place)
        let constants = try constants(
            source.rows.map { $0.map(Optional.some) }, columns: source.columns
        ).table
        // What rows have is looked for once for each combination of values.
        var values: [String] = []
        var conditions: [String] = []
        for pair in lookup.inputs {
            let value = expressions.column(pair.row)
            guard value.kind != .list else {
                throw EngineRefusal(place: "\(place) \(pair.row)", "a column with several values")
            }
            let name = freshColumn()
            table = addingHidden("\(dialect.text(value))", as: name, to: table)
            values.append(name)
            let column = constants.column(pair.table)?.sql ?? dialect.null(.text)
            conditions.append(
                try agreement("v.\(name)", "l.\(column)", source, pair.table, place))
        }
        let outputs = lookup.outputs.map { pair in
            (pair.row, constants.column(pair.table)?.sql ?? dialect.null(.text))
        }
        let wanted = Set(outputs.map(\.1)).sorted().filter { $0.hasPrefix("c") }
        let known = values.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
        let distinct = step(
            "SELECT DISTINCT \(values.joined(separator: ", ")) FROM \(table.name) AS t "
                + "WHERE \(known)")
        let pairs = step(
            "SELECT \((values.map { "v.\($0)" } + wanted.map { "l.\($0)" }).joined(separator: ", "))"
                + ", l.i FROM \(distinct) AS v CROSS JOIN \(constants.name) AS l "
                + "WHERE \(conditions.joined(separator: " AND "))")
        let numbered = step(
            "SELECT t.*, ROW_NUMBER() OVER (PARTITION BY \(values.joined(separator: ", ")) "
                + "ORDER BY i) AS k FROM \(pairs) AS t")
        let renamed = values.map { "\($0) AS v\($0)" } + wanted
        let found = step(
            "SELECT \(renamed.joined(separator: ", ")), i FROM \(numbered) AS t WHERE k = 1")
        let equal = values.map { "l.v\($0) = t.\($0)" }.joined(separator: " AND ")
        let joined = (["t.*"] + wanted.map { "l.\($0)" } + ["l.i"]).joined(separator: ", ")
        table.name = step(
            "SELECT \(joined) FROM \(table.name) AS t LEFT JOIN \(found) AS l ON \(equal)")
        for (name, column) in outputs {
            var sql = "NULLIF(\(column), '')"
            if let text = source.defaultMatch, source.matchesMin > 0, !text.isEmpty {
                sql =
                    "CASE WHEN \(known) AND i IS NULL THEN \(dialect.literal(text)) ELSE \(sql) END"
            }
            let value = SQLExpression("(\(sql))", .text)
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

    private mutating func addingHidden(
        _ sql: String, as name: String, to table: SQLTable
    ) -> SQLTable {
        var table = table
        table.name = step("SELECT t.*, \(sql) AS \(name) FROM \(table.name) AS t")
        return table
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
