extension Relation {
    /// The same rows without working out columns that nothing above them looks at, or of rows that a
    /// condition above them leaves out.
    ///
    /// Detections format times and then aggregate them away; each such column costs a value a row.
    package var pruned: Relation { pruned(needing: nil) }

    /// The columns of a scan that anything looks at; nil where all are.
    package func columnsRead(ofScan number: Int) -> Set<String>? {
        var read: Set<String>? = []
        collect(needing: nil, ofScan: number, into: &read)
        return read
    }

    private func collect(
        needing needed: Set<String>?, ofScan number: Int, into read: inout Set<String>?
    ) {
        if case .scan(number) = self {
            if let needed { read?.formUnion(needed) } else { read = nil }
        }
        for input in inputs {
            input.collect(needing: self.needed(ofInputs: needed), ofScan: number, into: &read)
        }
    }

    /// - Parameter needed: The columns that are looked at; nil where all are.
    private func pruned(needing needed: Set<String>?) -> Relation {
        let before = self.needed(ofInputs: needed)
        func pruned(_ input: Relation) -> Relation { input.pruned(needing: before) }
        switch self {
        case .scan, .rows: return self
        case .filter(let input, let condition): return pruned(input).filtered(by: condition)
        case .extend(let input, let column, let expression):
            if let needed, !needed.contains(column) { return pruned(input) }
            return .extend(pruned(input), column: column, expression)
        case .project(let input, let columns): return .project(pruned(input), columns)
        case .aggregate(let input, let grouping): return .aggregate(pruned(input), grouping)
        case .annotate(let input, let grouping, let annotation):
            return .annotate(pruned(input), grouping, annotation)
        case .distinct(let input, let rule): return .distinct(pruned(input), rule)
        case .sort(let input, let keys, let limit): return .sort(pruned(input), keys, limit: limit)
        case .limit(let input, let count, let fromEnd):
            return .limit(pruned(input), count, fromEnd: fromEnd)
        case .rename(let input, let renamings): return .rename(pruned(input), renamings)
        case .expand(let input, let column, let limit):
            return .expand(pruned(input), column: column, limit: limit)
        case .lookup(let input, let lookup): return .lookup(pruned(input), lookup)
        case .join(let left, let right, let rule): return .join(pruned(left), pruned(right), rule)
        case .matching(let input, let rows, let isNegated):
            return .matching(pruned(input), pruned(rows), isNegated: isNegated)
        case .append(let first, let second): return .append(pruned(first), pruned(second))
        }
    }

    /// The rows for which a condition is true, asked before columns are worked out that it does not
    /// read.
    private func filtered(by condition: Expression) -> Relation {
        guard case .extend(let input, let column, let expression) = self,
            !condition.columns.contains(column)
        else { return .filter(self, condition) }
        return .extend(input.filtered(by: condition), column: column, expression)
    }

    /// The columns of what it takes rows from that are looked at; nil where all are.
    ///
    /// - Parameter needed: Those of its own.
    private func needed(ofInputs needed: Set<String>?) -> Set<String>? {
        switch self {
        case .scan, .rows: return nil
        case .filter(_, let condition): return needed?.union(condition.columns)
        case .extend(_, let column, let expression):
            guard let needed, needed.contains(column) else { return needed }
            return needed.subtracting([column]).union(expression.columns)
        case .project(_, let columns):
            return Set(needed.map { columns.filter($0.contains) } ?? columns)
        case .rename(_, let renamings):
            return needed.map { Renaming.sources(of: $0, renamings) }
        case .aggregate(_, let grouping): return grouping.columnsRead
        case .annotate(_, let grouping, _): return needed?.union(grouping.columnsRead)
        case .distinct(_, let rule): return needed?.union(rule.columns)
        case .sort(_, let keys, _): return needed?.union(keys.map(\.column))
        case .limit: return needed
        // These look at names that no condition shows: of whatever the other side has.
        case .expand, .lookup, .join, .matching, .append: return nil
        }
    }
}

extension Renaming {
    /// Whatever columns may have some names after the rules; among them those that lose their name
    /// to another one.
    fileprivate static func sources(of names: Set<String>, _ rules: [Renaming]) -> Set<String> {
        rules.reversed().reduce(names) { names, rule in
            let back = Renaming(from: rule.to, to: rule.from)
            return names.union(names.compactMap(back.newName))
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
