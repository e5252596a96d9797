package import CIM
package import SPL

/// Evaluates the trunk of a plan over the tables that its scans gave for one window.
package struct Evaluator {
    private let tables: any ScanTables
    /// Of the plan; none where nothing is to be left out of them.
    private let scans: [Scan]
    let context: EvaluationContext

    /// - Parameter scans: One table for each scan of the plan.
    package init(scans: [Table], zone: TimeZoneRules, window: Window) {
        self.init(
            tables: KnownTables(scans), context: EvaluationContext(zone: zone, window: window))
    }

    init(tables: any ScanTables, scans: [Scan] = [], context: EvaluationContext) {
        self.tables = tables
        self.scans = scans
        self.context = context
    }

    package func evaluate(_ relation: Relation) -> Table { evaluate(relation, .all) }

    /// - Parameter wanted: What is wanted of the scans; of some of their rows only where relations
    ///   in between are of ``ScanRows``.
    private func evaluate(_ relation: Relation, _ wanted: WantedRows) -> Table {
        func evaluate(_ input: Relation) -> Table { self.evaluate(input, wanted) }
        switch relation {
        case .scan(let index): return tables.table(index, wanted)
        case .rows(let table): return table
        case .filter(let input, let condition): return filter(evaluate(input), condition)
        case .extend(let input, let column, let expression):
            return extend(evaluate(input), column, expression)
        case .project(let input, let columns): return project(evaluate(input), columns)
        case .rename(let input, let renamings): return rename(evaluate(input), renamings)
        case .aggregate(let input, let grouping):
            return GroupingEvaluation.rows(of: evaluate(input), by: grouping, context)
        case .annotate(let input, let grouping, let annotation):
            return GroupingEvaluation.annotate(evaluate(input), by: grouping, annotation, context)
        case .distinct(let input, let rule): return rule.apply(to: evaluate(input))
        case .sort(let input, let keys, let limit):
            var table = evaluate(input)
            table.rows = SortKey.sort(table, by: keys)
            if let limit { table.rows = Array(table.rows.prefix(limit)) }
            return table
        case .limit(let input, let count, let isFromEnd):
            var table = evaluate(input)
            table.rows =
                isFromEnd ? table.rows.suffix(count).reversed() : Array(table.rows.prefix(count))
            return table
        case .expand(let input, let column, let limit):
            return expand(evaluate(input), column, limit)
        case .lookup(let input, let lookup):
            return LookupEvaluation(lookup).apply(to: evaluate(input))
        case .join(let left, let right, let rule):
            return join(left, right, rule, wanted)
        case .matching(let input, let rows, let isNegated):
            var table = evaluate(input)
            let others = context.budget.first(RowMatching.rowsMax, of: evaluate(rows))
            let matching = RowMatching(others, in: table)
            table.rows.removeAll { matching.holds(for: $0) == isNegated }
            return table
        case .append(let first, let second):
            return append(evaluate(first), evaluate(second))
        }
    }

    /// The side that costs little is asked first: of the other one only rows are looked at that
    /// agree with some of its rows.
    private func join(
        _ left: Relation, _ right: Relation, _ rule: JoinRule, _ wanted: WantedRows
    ) -> Table {
        if left.asks(tables.isCostly), !rule.keepsUnmatched {
            let found = evaluate(right, wanted)
            return rule.join(
                evaluate(left, agreeing(with: found, rule, left, wanted)), found, context.budget)
        }
        let rows = evaluate(left, wanted)
        return rule.join(
            rows, evaluate(right, agreeing(with: rows, rule, right, wanted)), context.budget)
    }

    /// What is wanted of one side of a join when the other one is known.
    private func agreeing(
        with table: Table, _ rule: JoinRule, _ relation: Relation, _ wanted: WantedRows
    ) -> WantedRows {
        if case .none = wanted { return .none }
        if table.rows.isEmpty { return .none }
        guard relation.asks(tables.isCostly), let rows = ScanRows(relation, in: scans) else {
            return .all
        }
        var texts: [Int: Set<[UInt8]>] = [:]
        for column in rule.columns {
            guard let key = rows.key(of: column), let place = table.index(of: column) else {
                continue
            }
            texts[key] = Set(table.rows.flatMap { $0.cells[place].texts.map { Array($0.utf8) } })
        }
        return .having(texts)
    }

    private func filter(_ input: consuming Table, _ condition: Expression) -> Table {
        var table = input
        let evaluator = RowEvaluator(columns: table.columns, context: context)
        guard !table.rows.isEmpty else { return table }
        table.rows.removeAll { evaluator.truth(condition, $0) != true }
        return table
    }

    private func extend(
        _ input: consuming Table, _ column: String, _ expression: Expression
    ) -> Table {
        // Taken over, not copied: rows change in place.
        var table = input
        let evaluator = RowEvaluator(columns: table.columns, context: context)
        let place = table.index(of: column)
        if place == nil { table.columns.append(column) }
        for index in table.rows.indices {
            // In a span: a row taken out of an array is copied.
            let value = evaluator.value(expression, table.rows.span[index])
            if let place {
                table.rows[index].cells[place] = value
            } else {
                table.rows[index].cells.append(value)
            }
        }
        return table
    }

    private func project(_ input: consuming Table, _ columns: [String]) -> Table {
        var table = input
        let places = columns.map { table.index(of: $0) }
        table.columns = columns
        for index in table.rows.indices {
            let cells = table.rows[index].cells
            table.rows[index].cells = places.map { $0.map { cells[$0] } ?? .null }
        }
        return table
    }

    private func rename(_ input: consuming Table, _ renamings: [Renaming]) -> Table {
        var table = input
        let columns = Renaming.apply(renamings, to: table.columns)
        let isInPlace =
            columns.count == table.columns.count
            && columns.enumerated().allSatisfy { $0.offset == $0.element.source }
        table.columns = columns.map(\.name)
        guard !isInPlace else { return table }
        for index in table.rows.indices {
            let cells = table.rows[index].cells
            table.rows[index].cells = columns.map { cells[$0.source] }
        }
        return table
    }

    private func expand(_ input: Table, _ column: String, _ limit: Int?) -> Table {
        guard let place = input.index(of: column) else { return input }
        var table = Table(columns: input.columns)
        for row in input.rows {
            guard case .multivalue(let values) = row.cells[place] else {
                context.budget.append(row, to: &table)
                continue
            }
            for (number, value) in values.prefix(limit ?? .max).enumerated() {
                var one = row
                one.cells[place] = .string(value)
                one.identity += Array("#\(number)".utf8)
                context.budget.append(one, to: &table)
            }
        }
        return table
    }

    /// Rows of the second table have identities of their own, however the first ones are called.
    private func append(_ first: Table, _ second: Table) -> Table {
        let columns = first.columns + second.columns.filter { first.index(of: $0) == nil }
        var table = project(first, columns)
        for var row in project(second, columns).rows {
            row.identity = Array("+".utf8) + row.identity
            context.budget.append(row, to: &table)
        }
        return table
    }
}
