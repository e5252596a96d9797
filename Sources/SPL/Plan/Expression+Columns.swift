extension Expression {
    /// The columns that it reads.
    package var columns: Set<String> {
        var all: Set<String> = []
        collect(into: &all)
        return all
    }

    private func collect(into all: inout Set<String>) {
        switch self {
        case .literal: break
        case .column(let name): all.insert(name)
        case .negative(let operand), .not(let operand), .formatTime(let operand, _),
            .capture(let operand, _, _, _), .bucket(let operand, _), .printed(let operand):
            operand.collect(into: &all)
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right),
            .concatenation(let left, let right), .xor(let left, let right):
            left.collect(into: &all)
            right.collect(into: &all)
        case .and(let parts), .or(let parts), .call(_, let parts):
            for part in parts { part.collect(into: &all) }
        case .search(let predicate): all.formUnion(predicate.columns)
        case .eachValue(let column, let body, _, let values):
            all.insert(column)
            body.collect(into: &all)
            values?.collect(into: &all)
        }
    }
}

extension Predicate<String> {
    /// The columns that it reads.
    package var columns: Set<String> { Set(references) }
}
