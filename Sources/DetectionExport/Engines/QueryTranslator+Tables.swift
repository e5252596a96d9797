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
}
