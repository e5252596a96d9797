package import CIM
package import SPL

/// Evaluates the trunk of a plan over the tables that its scans gave for one window.
package struct Evaluator {
    /// One table for each scan of the plan.
    let scans: [Table]
    let context: EvaluationContext

    package init(scans: [Table], zone: TimeZoneRules, window: Window) {
        self.scans = scans
        context = EvaluationContext(zone: zone, window: window)
    }

    package func evaluate(_ relation: Relation) -> Table {
        switch relation {
        case .scan(let index): return scans[index]
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
            return rule.join(evaluate(left), evaluate(right))
        case .matching(let input, let rows, let isNegated):
            var table = evaluate(input)
            let matching = RowMatching(evaluate(rows), in: table)
            table.rows.removeAll { matching.holds(for: $0) == isNegated }
            return table
        case .append(let first, let second):
            return append(evaluate(first), evaluate(second))
        }
    }

    private func filter(_ input: Table, _ condition: Expression) -> Table {
        var table = input
        let evaluator = RowEvaluator(columns: table.columns, context: context)
        table.rows.removeAll { evaluator.truth(condition, $0) != true }
        return table
    }

    private func extend(_ input: Table, _ column: String, _ expression: Expression) -> Table {
        var table = input
        let evaluator = RowEvaluator(columns: input.columns, context: context)
        let place = input.index(of: column)
        if place == nil { table.columns.append(column) }
        for index in table.rows.indices {
            let value = evaluator.value(expression, input.rows[index])
            if let place {
                table.rows[index].cells[place] = value
            } else {
                table.rows[index].cells.append(value)
            }
        }
        return table
    }

    private func project(_ input: Table, _ columns: [String]) -> Table {
        let places = columns.map(input.index(of:))
        var table = Table(columns: columns, rows: input.rows)
        for index in table.rows.indices {
            let cells = table.rows[index].cells
            table.rows[index].cells = places.map { $0.map { cells[$0] } ?? .null }
        }
        return table
    }

    private func rename(_ input: Table, _ renamings: [Renaming]) -> Table {
        var table = input
        for renaming in renamings {
            let columns = renaming.apply(to: table.columns)
            table.columns = columns.map(\.name)
            for index in table.rows.indices {
                let cells = table.rows[index].cells
                table.rows[index].cells = columns.map { cells[$0.source] }
            }
        }
        return table
    }

    private func expand(_ input: Table, _ column: String, _ limit: Int?) -> Table {
        guard let place = input.index(of: column) else { return input }
        var table = Table(columns: input.columns)
        for row in input.rows {
            guard case .multivalue(let values) = row.cells[place] else {
                table.rows.append(row)
                continue
            }
            for (number, value) in values.prefix(limit ?? .max).enumerated() {
                var one = row
                one.cells[place] = .string(value)
                one.identity += Array("#\(number)".utf8)
                table.rows.append(one)
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
            table.rows.append(row)
        }
        return table
    }
}
