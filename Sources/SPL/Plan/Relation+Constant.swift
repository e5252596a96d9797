extension Relation {
    /// Whether the rows are the same in every run: they come from lookup tables, and no expression
    /// asks for the time or for a random number.
    var isConstant: Bool {
        let own: [Expression]
        switch self {
        case .scan, .given, .piped, .reshape, .annotate(_, _, .sliding): return false
        case .filter(_, let condition): own = [condition]
        case .extend(_, _, let expression): own = [expression]
        case .aggregate(_, let grouping), .annotate(_, let grouping, _):
            own = grouping.aggregates.compactMap(\.input)
        case .rows, .project, .rename, .distinct, .sort, .limit, .expand, .lookup, .join, .matching,
            .append:
            own = []
        }
        return own.allSatisfy(\.isTimeless) && inputs.allSatisfy(\.isConstant)
    }
}

extension Expression {
    /// Whether it has neither to do with the time of the run nor with a time zone, and is not random.
    fileprivate var isTimeless: Bool {
        switch self {
        case .call(.time, _), .call(.number(.random), _), .formatTime, .bucket(_, .time): false
        case .literal, .column, .search: true
        case .negative(let operand), .not(let operand), .capture(let operand, _, _, _),
            .bucket(let operand, .number), .printed(let operand):
            operand.isTimeless
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b),
            .concatenation(let a, let b), .xor(let a, let b):
            a.isTimeless && b.isTimeless
        case .and(let parts), .or(let parts), .call(_, let parts): parts.allSatisfy(\.isTimeless)
        case .eachValue(_, let body, _, let values):
            body.isTimeless && values?.isTimeless != false
        }
    }
}
