import SPL

/// Relations that pick, order and repeat rows.
extension QueryTranslator {
    /// `dedup`
    mutating func distinct(
        _ input: Relation, _ rule: Distinction
    ) throws(EngineRefusal) -> SQLTable {
        guard !rule.isConsecutive else {
            throw EngineRefusal(place: "dedup", "`consecutive` has no translation")
        }
        var table = try table(input, isOrdered: true)
        let expressions = expressions(table, "dedup")
        let values = rule.columns.map { expressions.column($0) }
        let known = values.map { "NOT \(dialect.isNull($0))" }.joined(separator: " AND ")
        let keys = (["w"] + values.map(\.sql)).joined(separator: ", ")
        let numbered = step(
            "SELECT t.*, ROW_NUMBER() OVER (PARTITION BY \(keys) ORDER BY n) AS k "
                + "FROM \(table.name) AS t"
                + (rule.keepsEmpty || known.isEmpty ? "" : " WHERE \(known)"))
        let kept =
            rule.keepsEmpty && !known.isEmpty
            ? "k <= \(rule.count) OR NOT (\(known))" : "k <= \(rule.count)"
        table.name = step("\(selection(of: table)) FROM \(numbered) AS t WHERE \(kept)")
        return table
    }

    /// The columns of a table and nothing else, so that helpers of a step do not go on.
    func selection(of table: SQLTable) -> String {
        var names = ["w", "n"]
        for column in table.columns.map(\.value.sql)
        where column.hasPrefix("c") && !names.contains(column) && !column.contains(" ") {
            names.append(column)
        }
        return "SELECT " + names.joined(separator: ", ")
    }

    mutating func sort(
        _ input: Relation, _ keys: [SortKey], _ limit: Int?, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        guard isOrdered || limit != nil else { return try table(input, isOrdered: false) }
        var table = try table(input, isOrdered: true)
        let expressions = expressions(table, "sort")
        var order: [String] = []
        for key in keys where table.column(key.column) != nil {
            order += try expressions.order(by: key)
        }
        let numbered = step(
            "SELECT t.*, \(Self.place(order + ["n"])) AS k FROM \(table.name) AS t")
        table.name = step(
            selection(of: table).replacing("w, n", with: "w, k AS n") + " FROM \(numbered) AS t"
                + (limit.map { " WHERE k <= \($0)" } ?? ""))
        return table
    }

    mutating func limit(
        _ input: Relation, _ count: Int, isFromEnd: Bool
    ) throws(EngineRefusal) -> SQLTable {
        var table = try table(input, isOrdered: true)
        guard isFromEnd else {
            table.name = step("SELECT * FROM \(table.name) AS t WHERE n <= \(count)")
            return table
        }
        let numbered = step(
            "SELECT t.*, ROW_NUMBER() OVER (PARTITION BY w ORDER BY n DESC) AS k "
                + "FROM \(table.name) AS t")
        table.name = step(
            selection(of: table).replacing("w, n", with: "w, k AS n")
                + " FROM \(numbered) AS t WHERE k <= \(count)")
        return table
    }

    mutating func expand(
        _ input: Relation, _ column: String, _ limit: Int?, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        let table = try table(input, isOrdered: isOrdered)
        guard let value = table.column(column), value.kind == .list else { return table }
        guard limit == nil, !isOrdered else {
            throw EngineRefusal(
                place: "mvexpand", "the order of the rows made of several values is read later")
        }
        return unnest(table, value, as: column, keepsNull: true)
    }

    /// A row for each value of a list.
    mutating func unnest(
        _ table: SQLTable, _ value: SQLExpression, as column: String, keepsNull: Bool
    ) -> SQLTable {
        var result = table
        let name = freshColumn()
        var sql = dialect.unnested(table.name, "t.\(value.sql)", as: name)
        if dialect == .clickhouse { sql = dialect.unnested(table.name, value.sql, as: name) }
        if keepsNull {
            sql =
                "SELECT t.*, \(dialect.null(.text)) AS \(name) FROM \(table.name) AS t "
                + "WHERE \(dialect.isNull(value)) UNION ALL \(sql)"
        }
        result.name = step(sql)
        result.set(column, SQLExpression(name, .text))
        return result
    }

    mutating func append(
        _ first: Relation, _ second: Relation, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        let left = try table(first, isOrdered: isOrdered)
        let right = try table(second, isOrdered: isOrdered)
        let names =
            left.columns.map(\.name)
            + right.columns.map(\.name).filter { left.column($0) == nil }
        var result = SQLTable(name: "", columns: [])
        var (one, two): ([String], [String]) = ([], [])
        for name in names {
            let kind = Self.common(left.column(name)?.kind, right.column(name)?.kind)
            let column = freshColumn()
            let a = expressions(left, "append").column(name)
            let b = expressions(right, "append").column(name)
            one.append("\(dialect.converted(a, to: kind)) AS \(column)")
            two.append("\(dialect.converted(b, to: kind)) AS \(column)")
            result.columns.append(SQLColumn(name: name, value: SQLExpression(column, kind)))
        }
        let order =
            isOrdered ? [", 0 AS side, n AS inner_n", ", 1 AS side, n AS inner_n"] : ["", ""]
        let both = step(
            "SELECT \((["w"] + one).joined(separator: ", "))\(order[0]) FROM \(left.name) AS t "
                + "UNION ALL SELECT \((["w"] + two).joined(separator: ", "))\(order[1]) "
                + "FROM \(right.name) AS t")
        result.name = both
        if isOrdered {
            result.name = step(
                "SELECT t.*, \(Self.place(["side", "inner_n"])) AS n FROM \(both) AS t")
        }
        return result
    }

    /// The kind that takes values of both.
    static func common(_ a: SQLKind?, _ b: SQLKind?) -> SQLKind {
        guard let a, let b, a != b else { return a ?? b ?? .text }
        return a == .list || b == .list ? .list : .text
    }

    /// Rows that are part of the search, in every window that has any.
    mutating func constant(
        _ table: Table, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        let windows = try windows()
        let rows = try constants(
            table.rows.map { row in
                row.cells.map { cell in
                    let texts = cell.texts
                    return texts.count == 1 ? texts[0] : nil
                }
            }, columns: table.columns)
        guard table.rows.allSatisfy({ $0.cells.allSatisfy { $0.texts.count <= 1 } }) else {
            throw EngineRefusal(place: "inputlookup", "a cell with several values")
        }
        var result = rows.table
        result.name = step(
            "SELECT b.w, t.* FROM \(windows) AS b CROSS JOIN \(rows.table.name) AS t")
        if isOrdered {
            result.name = step("SELECT t.*, i AS n FROM \(result.name) AS t")
        }
        return result
    }

    /// Rows of text with their number in `i`, from 1.
    mutating func constants(
        _ rows: [[String?]], columns: [String]
    ) throws(EngineRefusal) -> (table: SQLTable, rows: Int) {
        guard rows.count <= Self.constantRowsMax else {
            throw EngineRefusal(
                place: "lookup",
                "a table of \(rows.count) rows; at most \(Self.constantRowsMax) go into a query")
        }
        let names = columns.map { _ in freshColumn() }
        let text = dialect.type(.text)
        let null = dialect.null(.text)
        func line(_ number: Int, _ cells: [String?]) -> String {
            "("
                + (["\(number)"] + cells.map { $0.map(dialect.literal) ?? null })
                .joined(separator: ", ") + ")"
        }
        let lines = rows.enumerated().map { line($0 + 1, $1) }
        let list = (["i"] + names).joined(separator: ", ")
        let sql: String
        switch dialect {
        case _ where rows.isEmpty:
            let nothing = (["0 AS i"] + names.map { "\(null) AS \($0)" }).joined(separator: ", ")
            sql = "SELECT * FROM (SELECT \(nothing)) AS v WHERE i > 0"
        case .duckdb, .flink, .spark:
            sql = "SELECT * FROM (VALUES \(lines.joined(separator: ",\n  "))) AS v(\(list))"
        case .clickhouse:
            let structure = (["i Int64"] + names.map { "\($0) \(text)" }).joined(separator: ", ")
            sql =
                "SELECT * FROM values(\(dialect.literal(structure)), "
                + "\(lines.joined(separator: ",\n  ")))"
        }
        let table = SQLTable(
            name: step(sql),
            columns: zip(columns, names).map {
                SQLColumn(name: $0, value: SQLExpression($1, .text))
            })
        return (table, rows.count)
    }

    /// Rows of a lookup that a query takes.
    private static let constantRowsMax = 5_000
}
