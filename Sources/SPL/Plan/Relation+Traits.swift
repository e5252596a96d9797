/// How the rows of an operator come from those of its first input, from the least to the most that
/// it does with them: each kind also does what those before it do.
package enum RowFlow: Int, Comparable, Sendable {
    /// Each row by itself, all of them or those that a condition keeps (`eval`, `where`).
    case each
    /// The same rows in another order (`sort 0`).
    case sorted
    /// Each row by itself, beside rows from elsewhere: of a lookup table or another search.
    case compared
    /// Rows as they are, but which of them stay, or what they get, depends on the others (`dedup`).
    case chosen
    /// Rows of its own making (`stats`).
    case made

    package static func < (a: RowFlow, b: RowFlow) -> Bool { a.rawValue < b.rawValue }
}

/// How the columns of an operator come from those of its first input.
package enum ColumnFlow: Sendable {
    /// As they are; the operator looks at some of them, and may add others.
    case kept(reading: ColumnsRead)
    /// One gets another value, behind the others when it is new.
    case computed(String, Expression)
    /// These alone; one that the input does not have is null.
    case picked([String])
    case renamed([Renaming])
    /// Those of a grouping.
    case grouped(Grouping)
    /// Others, made of these alone.
    case made(of: [String])
    /// Nothing is known of them but from the rows.
    case unknown
}

/// The columns of its first input that an operator looks at itself.
package enum ColumnsRead: Sendable {
    case names([String])
    case condition(Expression)
    case grouping(Grouping)
    case sliding(Grouping, SlidingRows)
    /// Whatever columns the rows from elsewhere have.
    case all
}

/// What all that look at relations ask of one: a new case of ``Relation`` says it here, once.
package struct RelationTraits: Sendable {
    /// The relations that it takes its rows from.
    package let inputs: [Relation]
    package let rows: RowFlow
    package let columns: ColumnFlow
}

extension Relation {
    package var traits: RelationTraits {
        func one(_ input: Relation, _ rows: RowFlow, _ columns: ColumnFlow) -> RelationTraits {
            RelationTraits(inputs: [input], rows: rows, columns: columns)
        }
        switch self {
        case .scan, .rows, .given:
            return RelationTraits(inputs: [], rows: .made, columns: .unknown)
        case .filter(let input, let condition):
            return one(input, .each, .kept(reading: .condition(condition)))
        case .extend(let input, let column, let expression):
            return one(input, .each, .computed(column, expression))
        case .project(let input, let columns): return one(input, .each, .picked(columns))
        case .rename(let input, let renamings): return one(input, .each, .renamed(renamings))
        case .aggregate(let input, let grouping): return one(input, .made, .grouped(grouping))
        case .annotate(let input, let grouping, .sliding(let rule)):
            return one(input, .chosen, .kept(reading: .sliding(grouping, rule)))
        case .annotate(let input, let grouping, _):
            return one(input, .chosen, .kept(reading: .grouping(grouping)))
        case .distinct(let input, let rule):
            return one(input, .chosen, .kept(reading: .names(rule.columns)))
        case .sort(let input, let keys, let limit):
            return one(
                input, limit == nil ? .sorted : .chosen,
                .kept(reading: .names(keys.map(\.column))))
        case .limit(let input, _, _): return one(input, .chosen, .kept(reading: .names([])))
        case .expand(let input, _, _): return one(input, .made, .unknown)
        case .lookup(let input, _): return one(input, .compared, .unknown)
        case .matching(let input, let rows, _):
            return RelationTraits(
                inputs: [input, rows], rows: .compared, columns: .kept(reading: .all))
        case .join(let left, let right, _), .append(let left, let right):
            return RelationTraits(inputs: [left, right], rows: .made, columns: .unknown)
        case .piped(let input, let pipeline):
            let read = pipeline.columnsReadOfGiven.map { ColumnsRead.names($0.sorted()) }
            return RelationTraits(
                inputs: [input, pipeline], rows: .made, columns: .kept(reading: read ?? .all))
        // What it makes of a column has nothing to do with the column of this name before.
        case .reshape(let input, let reshaping): return one(input, .made, reshaping.flow)
        }
    }

    package var inputs: [Relation] { traits.inputs }

    /// The same operator over other inputs.
    package func mappingInputs(_ body: (Relation) -> Relation) -> Relation {
        switch self {
        case .scan, .rows, .given: self
        case .filter(let input, let condition): .filter(body(input), condition)
        case .extend(let input, let column, let expression):
            .extend(body(input), column: column, expression)
        case .project(let input, let columns): .project(body(input), columns)
        case .rename(let input, let renamings): .rename(body(input), renamings)
        case .aggregate(let input, let grouping): .aggregate(body(input), grouping)
        case .annotate(let input, let grouping, let annotation):
            .annotate(body(input), grouping, annotation)
        case .distinct(let input, let rule): .distinct(body(input), rule)
        case .sort(let input, let keys, let limit): .sort(body(input), keys, limit: limit)
        case .limit(let input, let count, let fromEnd):
            .limit(body(input), count, fromEnd: fromEnd)
        case .expand(let input, let column, let limit):
            .expand(body(input), column: column, limit: limit)
        case .lookup(let input, let lookup): .lookup(body(input), lookup)
        case .join(let left, let right, let rule): .join(body(left), body(right), rule)
        case .matching(let input, let rows, let isNegated):
            .matching(body(input), body(rows), isNegated: isNegated)
        case .append(let first, let second): .append(body(first), body(second))
        case .piped(let input, let pipeline): .piped(body(input), body(pipeline))
        case .reshape(let input, let reshaping): .reshape(body(input), reshaping)
        }
    }

    /// Whether the rows are those of one scan, of which operators made no more than this.
    package func isScan(through most: RowFlow) -> Bool {
        if case .scan = self { return true }
        let traits = traits
        return traits.rows <= most && traits.inputs.first?.isScan(through: most) ?? false
    }
}

extension ColumnFlow {
    /// The columns of the input that are looked at; nil where all may be.
    ///
    /// - Parameter needed: Those of the operator that are looked at; nil where all are.
    func needed(ofInput needed: Set<String>?) -> Set<String>? {
        switch self {
        case .kept(let read): return read.columns.flatMap { needed?.union($0) }
        case .computed(let column, let expression):
            guard let needed, needed.contains(column) else { return needed }
            return needed.subtracting([column]).union(expression.columns)
        case .picked(let columns):
            return Set(needed.map { columns.filter($0.contains) } ?? columns)
        case .renamed(let renamings): return needed.map { Renaming.sources(of: $0, renamings) }
        case .grouped(let grouping): return ColumnsRead.grouping(grouping).columns
        case .made(let columns): return Set(columns)
        case .unknown: return nil
        }
    }
}

extension ColumnsRead {
    /// Nil for all.
    var columns: Set<String>? {
        switch self {
        case .all: nil
        case .names(let names): Set(names)
        case .condition(let condition): condition.columns
        // The time of the rows as well, which some aggregates look at.
        case .grouping(let grouping):
            grouping.aggregates.reduce(into: Set(grouping.keys + ["_time"])) { all, aggregate in
                if let input = aggregate.input { all.formUnion(input.columns) }
            }
        case .sliding(let grouping, let rule):
            ColumnsRead.grouping(grouping).columns.map { columns in
                [rule.resetBefore, rule.resetAfter].reduce(into: columns) { all, condition in
                    if let condition { all.formUnion(condition.columns) }
                }
            }
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
