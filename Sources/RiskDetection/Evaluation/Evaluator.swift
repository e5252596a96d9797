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

    package func evaluate(_ relation: Relation) -> Table { evaluate(relation, .all).table }

    /// - Parameter wanted: What is wanted of the scans; of some of their rows only where relations
    ///   in between are of ``ScanRows``.
    private func evaluate(_ relation: Relation, _ wanted: WantedRows) -> Frame {
        func evaluate(_ input: Relation) -> Frame { self.evaluate(input, wanted) }
        switch relation {
        case .scan(let index): return tables.frame(index, wanted)
        case .rows(let table): return Frame(table)
        case .filter(let input, let condition): return filter(evaluate(input), condition)
        case .extend(let input, let column, let expression):
            var frame = evaluate(input)
            frame.set(column, ColumnEvaluator(frame, context).column(expression))
            return frame
        case .project(let input, let columns): return evaluate(input).project(columns)
        case .rename(let input, let renamings): return evaluate(input).rename(renamings)
        case .aggregate(let input, let grouping):
            return GroupingEvaluation.rows(of: evaluate(input), by: grouping, context)
        case .annotate(let input, let grouping, let annotation):
            return GroupingEvaluation.annotate(evaluate(input), by: grouping, annotation, context)
        case .limit(let input, let count, let isFromEnd):
            let frame = evaluate(input)
            let rows = 0..<Int32(frame.count)
            return frame.gather(
                isFromEnd ? rows.suffix(count).reversed() : Array(rows.prefix(count)))
        case .join(let left, let right, let rule):
            return Frame(join(left, right, rule, wanted))
        case .distinct, .sort, .expand, .lookup, .matching, .append:
            return Frame(rows(of: relation, wanted))
        }
    }

    /// What goes from row to row.
    private func rows(of relation: Relation, _ wanted: WantedRows) -> Table {
        let tables = relation.inputs.map { evaluate($0, wanted).table }
        switch relation {
        case .distinct(_, let rule): return rule.apply(to: tables[0])
        case .sort(_, let keys, let limit):
            let sorted = SortKey.sort(tables[0], by: keys)
            return Table(
                columns: tables[0].columns, rows: limit.map { Array(sorted.prefix($0)) } ?? sorted)
        case .expand(_, let column, let limit): return expand(tables[0], column, limit)
        case .lookup(_, let lookup):
            return LookupEvaluation(lookup).apply(to: tables[0], context.budget)
        case .matching(_, _, let isNegated):
            var table = tables[0]
            let others = context.budget.first(RowMatching.rowsMax, of: tables[1])
            let matching = RowMatching(others, in: table)
            table.rows.removeAll { matching.holds(for: $0) == isNegated }
            return table
        case .append: return append(tables[0], tables[1])
        case .scan, .rows, .filter, .extend, .project, .rename, .aggregate, .annotate, .limit,
            .join:
            return evaluate(relation, wanted).table
        }
    }

    /// The side with fewer rows is asked first: where it gives none nothing is looked at of the other
    /// one, and where that one's rows are yet to be made, only those that agree with some of its rows.
    private func join(
        _ left: Relation, _ right: Relation, _ rule: JoinRule, _ wanted: WantedRows
    ) -> Table {
        if !rule.keepsUnmatched,
            right.leafRows(tables.rowsAtMost) < left.leafRows(tables.rowsAtMost)
        {
            let found = evaluate(right, wanted).table
            return rule.join(
                evaluate(left, agreeing(with: found, rule, left, wanted)).table, found,
                context.budget)
        }
        let rows = evaluate(left, wanted).table
        return rule.join(
            rows, evaluate(right, agreeing(with: rows, rule, right, wanted)).table,
            context.budget)
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

    private func filter(_ frame: Frame, _ condition: Expression) -> Frame {
        let rows = ColumnEvaluator(frame, context).rows(where: condition)
        return rows.count == frame.count ? frame : frame.gather(rows)
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
        var table = Frame(first).project(columns).table
        for var row in Frame(second).project(columns).table.rows {
            row.identity = Array("+".utf8) + row.identity
            context.budget.append(row, to: &table)
        }
        return table
    }
}
