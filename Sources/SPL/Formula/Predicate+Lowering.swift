extension Predicate {
    /// Gives the names of a condition their meaning.
    ///
    /// - Parameters:
    ///   - reference: What a field name stands for; nil leaves a problem that it has reported.
    ///   - term: Called with each word without a field. Gives where the raw text stands; nil where
    ///     there is none, as in rows and normalised events.
    /// - Returns: The condition; without meaning when `reference` gave nil.
    init(
        _ expression: SearchExpression, reference: (SearchField) -> Reference,
        term: (SearchValue) -> Reference?
    ) {
        func lower(_ expression: SearchExpression) -> Predicate {
            switch expression {
            case .all: return .all
            case .and(let operands): return .and(operands.map(lower))
            case .or(let operands): return .or(operands.map(lower))
            case .not(let operand): return .not(lower(operand))
            case .comparison(let field, .equal, let value):
                return .matches(reference(field), [value.pattern])
            case .comparison(let field, .notEqual, let value):
                return .differs(reference(field), value.pattern)
            case .comparison(let field, .ordered(let ordering), let value):
                return .ordered(reference(field), ordering, value.text)
            case .membership(let field, let values):
                return .matches(reference(field), values.map(\.pattern))
            case .term(let value):
                // `search *` keeps every row.
                if value.pattern.matchesEverything { return .all }
                return .term(value.pattern, in: term(value))
            // Resolved before: see `PlanBuilder.resolved`.
            case .subsearch: return .all
            }
        }
        self = lower(expression)
    }

    /// The same condition without parts that are always true.
    package var simplified: Predicate {
        switch self {
        case .and(let operands):
            let needed = operands.map(\.simplified).filter { !$0.isAll }
            return needed.isEmpty ? .all : needed.count == 1 ? needed[0] : .and(needed)
        case .or(let operands):
            let simple = operands.map(\.simplified)
            return simple.contains(where: \.isAll) ? .all : .or(simple)
        case .not(let operand): return .not(operand.simplified)
        case .all, .matches, .differs, .ordered, .passes, .compares, .term: return self
        }
    }

    private var isAll: Bool {
        if case .all = self { true } else { false }
    }
}
