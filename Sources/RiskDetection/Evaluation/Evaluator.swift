package import CIM
package import SPL

/// Evaluates the trunk of a plan over the tables that its scans gave for one window, operator by
/// operator and row by row.
///
/// This is what a trunk means. ``RowEvaluator`` says what an expression is of a row, and
/// `RowFunction.result(of:)` what an aggregate is of some rows. ``FrameEvaluator`` gives the same
/// tables sooner.
package struct Evaluator {
    private let scan: (Int) -> Table
    let context: EvaluationContext
    /// The rows that a pipeline within is given; nil outside of one.
    private var given: Table?

    /// - Parameter scans: One table for each scan of the plan.
    package init(scans: [Table], zone: TimeZoneRules, window: Window) {
        self.init(EvaluationContext(zone: zone, window: window)) { scans[$0] }
    }

    /// - Parameter scan: The rows of a scan by its number.
    init(_ context: EvaluationContext, scan: @escaping (Int) -> Table) {
        self.scan = scan
        self.context = context
    }

    package func evaluate(_ relation: Relation) -> Table {
        guard case .piped(let input, let pipeline) = relation else {
            return table(of: relation, over: relation.inputs.map(evaluate))
        }
        let rows = evaluate(input)
        return append(rows, evaluate(pipeline, given: rows))
    }

    /// A pipeline within another one, over rows that are there.
    func evaluate(_ pipeline: Relation, given rows: Table) -> Table {
        var inner = self
        inner.given = rows
        return inner.evaluate(pipeline)
    }

    /// What one operator makes of what its inputs gave.
    func table(of relation: Relation, over inputs: [Table]) -> Table {
        switch relation {
        case .scan(let number): return scan(number)
        case .rows(let table): return table
        case .filter(_, let condition): return filter(inputs[0], condition)
        case .extend(_, let column, let expression):
            return inputs[0].setting(column, to: values(of: expression, inputs[0]))
        case .project(_, let columns): return inputs[0].project(columns)
        case .rename(_, let renamings): return inputs[0].rename(renamings)
        case .aggregate(_, let grouping):
            return TableGrouping(inputs[0], by: grouping, context).aggregated
        case .annotate(_, let grouping, let annotation):
            return TableGrouping(inputs[0], by: grouping, context).annotated(annotation)
        case .distinct(_, let rule): return rule.apply(to: inputs[0])
        case .sort(_, let keys, let limit):
            let rows = SortKey.sort(inputs[0], by: keys)
            return Table(
                columns: inputs[0].columns, rows: limit.map { Array(rows.prefix($0)) } ?? rows)
        case .limit(_, let count, let isFromEnd):
            let rows = inputs[0].rows
            return Table(
                columns: inputs[0].columns,
                rows: isFromEnd ? rows.suffix(count).reversed() : Array(rows.prefix(count)))
        case .expand(_, let column, let limit): return expand(inputs[0], column, limit)
        case .lookup(_, let lookup):
            return LookupEvaluation(lookup).apply(to: inputs[0], context.budget)
        case .join(_, _, let rule): return rule.join(inputs[0], inputs[1], context.budget)
        case .matching(_, _, let isNegated):
            return match(inputs[0], inputs[1], isNegated: isNegated)
        case .append, .piped: return append(inputs[0], inputs[1])
        case .given: return given ?? Table(columns: [])
        case .reshape(_, let reshaping): return reshaping.apply(to: inputs[0], context)
        }
    }

    private func filter(_ input: Table, _ condition: Expression) -> Table {
        let evaluator = RowEvaluator(columns: input.columns, context: context)
        var table = input
        table.rows.removeAll { evaluator.truth(condition, $0) != true }
        return table
    }

    private func values(of expression: Expression, _ input: Table) -> [Value] {
        let evaluator = RowEvaluator(columns: input.columns, context: context)
        return input.rows.map { evaluator.value(expression, $0) }
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

    private func match(_ input: Table, _ rows: Table, isNegated: Bool) -> Table {
        let others = context.budget.first(RowMatching.rowsMax, of: rows)
        let matching = RowMatching(others, in: input)
        var table = input
        table.rows.removeAll { matching.holds(for: $0) == isNegated }
        return table
    }

    /// Rows of the second table have identities of their own, however the first ones are called.
    private func append(_ first: Table, _ second: Table) -> Table {
        let columns = first.columns + second.columns.filter { first.index(of: $0) == nil }
        var table = first.project(columns)
        for var row in second.project(columns).rows {
            row.identity = Array("+".utf8) + row.identity
            context.budget.append(row, to: &table)
        }
        return table
    }
}
