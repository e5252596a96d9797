import SPL

/// `stats`, `eventstats`, `streamstats`.
extension QueryTranslator {
    mutating func aggregate(
        _ input: Relation, _ grouping: Grouping, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        var table = try table(input, isOrdered: grouping.readsOrder)
        // A row with several values in a key is in the group of each of them.
        for key in grouping.keys {
            guard let value = table.column(key), value.kind == .list else { continue }
            table = unnest(table, value, as: key, keepsNull: false)
        }
        let groups = try groups(of: table, grouping)
        var result = SQLTable(name: "", columns: groups.keys + groups.aggregates)
        let keys = groups.keys.map(\.value.sql)
        if keys.isEmpty {
            let windows = try windows()
            let columns = groups.aggregates.map { column in
                grouping.countsNothing(column.name)
                    ? "COALESCE(g.\(column.value.sql), 0) AS \(column.value.sql)"
                    : "g.\(column.value.sql)"
            }
            result.name = step(
                "SELECT b.w, \(columns.joined(separator: ", ")) FROM \(windows) AS b "
                    + "LEFT JOIN \(groups.name) AS g ON g.w = b.w")
        } else {
            result.name = groups.name
        }
        if isOrdered {
            let order = keys.isEmpty ? ["1"] : groups.keys.map { dialect.text($0.value) }
            result.name = step(
                keys.isEmpty
                    ? "SELECT t.*, CAST(1 AS BIGINT) AS n FROM \(result.name) AS t"
                    : "SELECT t.*, \(Self.place(order)) AS n FROM \(result.name) AS t")
        }
        return result
    }

    /// The groups of rows without a null key, as a step.
    private mutating func groups(
        of table: SQLTable, _ grouping: Grouping
    ) throws(EngineRefusal) -> (name: String, keys: [SQLColumn], aggregates: [SQLColumn]) {
        let expressions = expressions(table, "stats")
        var inner = ["w"]
        var keys: [SQLColumn] = []
        for key in grouping.keys {
            let value = expressions.column(key)
            guard value.kind != .list else {
                throw EngineRefusal(place: "by \(key)", "a key with several values")
            }
            let name = freshColumn()
            inner.append("\(value.sql) AS \(name)")
            keys.append(SQLColumn(name: key, value: SQLExpression(name, value.kind)))
        }
        let time = table.column("_time").map { time in
            inner.append("\(time.sql) AS row_time")
            return SQLExpression("row_time", time.kind)
        }
        if grouping.readsOrder { inner.append("n AS row_n") }
        var outer: [String] = []
        var aggregates: [SQLColumn] = []
        let translator = AggregateTranslator(dialect: dialect)
        for aggregate in grouping.aggregates {
            let value = try translator.rows(
                aggregate.function,
                try input(of: aggregate, expressions, &inner),
                order: grouping.readsOrder ? "row_n" : nil, time: time,
                place: aggregate.column)
            let name = freshColumn()
            outer.append("\(value.sql) AS \(name)")
            aggregates.append(
                SQLColumn(name: aggregate.column, value: SQLExpression(name, value.kind)))
        }
        let rows = step("SELECT \(inner.joined(separator: ", ")) FROM \(table.name) AS t")
        let names = keys.map(\.value.sql)
        let known = names.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
        let name = step(
            "SELECT \((["w"] + names + outer).joined(separator: ", ")) FROM \(rows) AS t"
                + (known.isEmpty ? "" : " WHERE \(known)")
                + " GROUP BY \((["w"] + names).joined(separator: ", "))")
        return (name, keys, aggregates)
    }

    /// The input of an aggregate as a column of its own.
    private mutating func input(
        of aggregate: RowAggregate, _ expressions: ExpressionTranslator, _ inner: inout [String]
    ) throws(EngineRefusal) -> SQLExpression? {
        guard let input = aggregate.input else { return nil }
        let value: SQLExpression
        if input.isCondition {
            let truth = try expressions.truth(input)
            value = SQLExpression(
                "CASE WHEN \(truth) THEN CAST(1 AS \(dialect.type(.integer))) END", .integer)
        } else {
            value = try expressions.value(input)
        }
        let name = freshColumn()
        inner.append("\(value.sql) AS \(name)")
        return SQLExpression(name, value.kind)
    }

    mutating func annotate(
        _ input: Relation, _ grouping: Grouping, _ annotation: Annotation, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        switch annotation {
        case .wholeGroup: try annotate(input, grouping, isOrdered: isOrdered)
        case .running(let window, let includesCurrent):
            try running(input, grouping, window, includesCurrent: includesCurrent)
        case .sliding:
            throw EngineRefusal(
                place: "streamstats", "a window over the rows of all groups, and resets of it")
        }
    }

    /// Rows with what their group comes to, which is grouped first and joined then.
    private mutating func annotate(
        _ input: Relation, _ grouping: Grouping, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        var table = try table(input, isOrdered: isOrdered || grouping.readsOrder)
        let groups = try groups(of: table, grouping)
        let expressions = expressions(table, "eventstats")
        let conditions =
            ["g.w = t.w"]
            + zip(grouping.keys, groups.keys).map { key, column in
                "g.\(column.value.sql) = t.\(expressions.column(key).sql)"
            }
        let columns = groups.aggregates.map { "g.\($0.value.sql)" }.joined(separator: ", ")
        table.name = step(
            "SELECT t.*, \(columns) FROM \(table.name) AS t LEFT JOIN \(groups.name) AS g "
                + "ON \(conditions.joined(separator: " AND "))")
        for column in groups.aggregates { table.set(column.name, column.value) }
        return table
    }

    private mutating func running(
        _ input: Relation, _ grouping: Grouping, _ window: Int, includesCurrent: Bool
    ) throws(EngineRefusal) -> SQLTable {
        guard !grouping.readsOrder else {
            throw EngineRefusal(place: "streamstats", "`first`, `last` and the like")
        }
        var table = try table(input, isOrdered: true)
        let expressions = expressions(table, "streamstats")
        let keys = grouping.keys.map { expressions.column($0) }
        let first =
            window == 0 ? "UNBOUNDED" : "\(includesCurrent ? window - 1 : window)"
        let last = includesCurrent ? "CURRENT ROW" : "1 PRECEDING"
        let partition = (["w"] + keys.map(\.sql)).joined(separator: ", ")
        let translator = AggregateTranslator(
            dialect: dialect,
            suffix: " OVER (PARTITION BY \(partition) ORDER BY n "
                + "ROWS BETWEEN \(first) PRECEDING AND \(last))")
        let known = keys.map { "NOT \(dialect.isNull($0))" }.joined(separator: " AND ")
        for aggregate in grouping.aggregates {
            var inner: [String] = []
            let value = try self.input(of: aggregate, expressions, &inner)
            let named = step(
                "SELECT \((["t.*"] + inner).joined(separator: ", ")) FROM \(table.name) AS t")
            table.name = named
            let result = try translator.rows(
                aggregate.function, value, order: nil, time: table.column("_time"),
                place: aggregate.column)
            let sql = known.isEmpty ? result.sql : "CASE WHEN \(known) THEN \(result.sql) END"
            table = adding(SQLExpression(sql, result.kind), as: aggregate.column, to: table)
        }
        return table
    }
}

extension Grouping {
    /// Whether some function goes by the order of the rows.
    var readsOrder: Bool {
        aggregates.contains {
            switch $0.function {
            case .first, .last, .list, .scanned(.mode), .scanned(.rate): true
            case .scanned: false
            }
        }
    }

    /// Whether a column of no rows is 0 rather than null.
    func countsNothing(_ column: String) -> Bool {
        aggregates.contains { aggregate in
            guard aggregate.column == column else { return false }
            return switch aggregate.function {
            case .scanned(.count), .scanned(.distinctCount): true
            default: false
            }
        }
    }
}
