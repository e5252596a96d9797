package import CIM
package import SPL

/// Evaluates the trunk of a plan over the tables that its scans gave for one window.
package struct Evaluator {
    private let tables: any ScanTables
    let context: EvaluationContext

    /// - Parameter scans: One table for each scan of the plan.
    package init(scans: [Table], zone: TimeZoneRules, window: Window) {
        self.init(
            tables: KnownTables(scans), context: EvaluationContext(zone: zone, window: window))
    }

    init(tables: any ScanTables, context: EvaluationContext) {
        self.tables = tables
        self.context = context
    }

    package func evaluate(_ relation: Relation) -> Table { evaluate(relation, isEmpty: false) }

    /// - Parameter isEmpty: Whether only the columns are of interest, and the scans need not be
    ///   asked for rows.
    private func evaluate(_ relation: Relation, isEmpty: Bool) -> Table {
        func evaluate(_ input: Relation) -> Table { self.evaluate(input, isEmpty: isEmpty) }
        switch relation {
        case .scan(let index): return tables.table(index, isEmpty: isEmpty)
        case .rows(let table): return table
        case .filter(let input, let condition): return filter(evaluate(input), condition)
        case .extend(let input, let column, let expression):
            return extend(evaluate(input), column, expression)
        case .project(let input, let columns): return project(evaluate(input), columns)
        case .rename(let input, let renamings): return rename(evaluate(input), renamings)
        case .aggregate(let input, let grouping):
            return GroupingEvaluation(grouping, evaluate(input), context).rows()
        case .annotate(let input, let grouping, let annotation):
            return GroupingEvaluation(grouping, evaluate(input), context).annotated(annotation)
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
            return join(left, right, rule, isEmpty: isEmpty)
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

    /// The side that costs little is asked first: where it has no rows, the other one has none that
    /// would be looked at.
    private func join(
        _ left: Relation, _ right: Relation, _ rule: JoinRule, isEmpty: Bool
    ) -> Table {
        if left.asks(tables.isCostly), !rule.keepsUnmatched {
            let found = evaluate(right, isEmpty: isEmpty)
            return rule.join(
                evaluate(left, isEmpty: isEmpty || found.rows.isEmpty), found, context.budget)
        }
        let rows = evaluate(left, isEmpty: isEmpty)
        return rule.join(
            rows, evaluate(right, isEmpty: isEmpty || rows.rows.isEmpty), context.budget)
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
            let value = evaluator.value(expression, table.rows[index])
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
