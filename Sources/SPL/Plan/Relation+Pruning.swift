extension Relation {
    /// The same rows without working out columns that nothing above them looks at.
    ///
    /// Detections format times and then aggregate them away; each such column costs a value a row.
    package var pruned: Relation { pruned(needing: nil) }

    /// - Parameter needed: The columns that are looked at; nil where all are.
    private func pruned(needing needed: Set<String>?) -> Relation {
        switch self {
        case .scan, .rows: return self
        case .filter(let input, let condition):
            return .filter(input.pruned(needing: needed?.union(condition.columns)), condition)
        case .extend(let input, let column, let expression):
            if let needed, !needed.contains(column) { return input.pruned(needing: needed) }
            return .extend(
                input.pruned(needing: needed?.subtracting([column]).union(expression.columns)),
                column: column, expression)
        case .project(let input, let columns):
            let read = needed.map { columns.filter($0.contains) } ?? columns
            return .project(input.pruned(needing: Set(read)), columns)
        case .aggregate(let input, let grouping):
            return .aggregate(input.pruned(needing: grouping.columnsRead), grouping)
        case .annotate(let input, let grouping, let annotation):
            return .annotate(
                input.pruned(needing: needed?.union(grouping.columnsRead)), grouping, annotation)
        case .distinct(let input, let rule):
            return .distinct(input.pruned(needing: needed?.union(rule.columns)), rule)
        case .sort(let input, let keys, let limit):
            return .sort(
                input.pruned(needing: needed?.union(keys.map(\.column))), keys, limit: limit)
        case .limit(let input, let count, let fromEnd):
            return .limit(input.pruned(needing: needed), count, fromEnd: fromEnd)
        // These look at names that no condition shows: by pattern, or of whatever the other side
        // has.
        case .rename(let input, let renamings): return .rename(input.pruned, renamings)
        case .expand(let input, let column, let limit):
            return .expand(input.pruned, column: column, limit: limit)
        case .lookup(let input, let lookup): return .lookup(input.pruned, lookup)
        case .join(let left, let right, let rule): return .join(left.pruned, right.pruned, rule)
        case .matching(let input, let rows, let isNegated):
            return .matching(input.pruned, rows.pruned, isNegated: isNegated)
        case .append(let first, let second): return .append(first.pruned, second.pruned)
        }
    }
}

extension Grouping {
    /// The columns that groups and aggregates are made of, and the time of the rows, which some
    /// aggregates look at.
    fileprivate var columnsRead: Set<String> {
        aggregates.reduce(into: Set(keys + ["_time"])) { all, aggregate in
            if let input = aggregate.input { all.formUnion(input.columns) }
        }
    }
}
