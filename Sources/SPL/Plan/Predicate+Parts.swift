extension Predicate {
    /// What it looks at, in its order.
    package var references: [Reference] {
        switch self {
        case .all: []
        case .term(_, let reference): reference.map { [$0] } ?? []
        case .not(let part): part.references
        case .and(let parts), .or(let parts): parts.flatMap(\.references)
        case .matches(let field, _), .differs(let field, _), .ordered(let field, _, _),
            .passes(let field, _):
            [field]
        case .compares(let field, _, let other): [field, other]
        }
    }

    /// The same condition over other references.
    package func mapping<Other>(_ move: (Reference) -> Other) -> Predicate<Other> {
        switch self {
        case .all: .all
        case .and(let parts): .and(parts.map { $0.mapping(move) })
        case .or(let parts): .or(parts.map { $0.mapping(move) })
        case .not(let part): .not(part.mapping(move))
        case .matches(let field, let patterns): .matches(move(field), patterns)
        case .differs(let field, let pattern): .differs(move(field), pattern)
        case .ordered(let field, let ordering, let text): .ordered(move(field), ordering, text)
        case .passes(let field, let test): .passes(move(field), test)
        case .compares(let field, let comparison, let other):
            .compares(move(field), comparison, move(other))
        case .term(let pattern, let field): .term(pattern, in: field.map(move))
        }
    }

    /// How many texts a value may have to be compared with.
    package var patternCount: Int {
        switch self {
        case .all, .term: 0
        case .not(let part): part.patternCount
        case .and(let parts), .or(let parts): parts.reduce(0) { $0 + $1.patternCount }
        case .matches(_, let patterns): patterns.count
        case .differs, .ordered, .passes, .compares: 1
        }
    }
}
