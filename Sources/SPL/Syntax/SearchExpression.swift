/// A condition of the search language as written, before its names mean anything.
indirect enum SearchExpression: Equatable {
    /// Nothing is written, which everything fulfils.
    case all
    case and([SearchExpression])
    case or([SearchExpression])
    case not(SearchExpression)
    case comparison(SearchField, Comparison, SearchValue)
    /// `field IN (…)`; never empty.
    case membership(SearchField, [SearchValue])
    /// A value without field.
    case term(SearchValue)
    /// `[ … ]`: its rows stand for the condition that some of them agree in all columns.
    case subsearch(Range<Int>)
}

extension SearchExpression {
    /// The names of all fields in it, in their order.
    var fieldNames: [String] {
        switch self {
        case .all, .term, .subsearch: []
        case .and(let operands), .or(let operands): operands.flatMap(\.fieldNames)
        case .not(let operand): operand.fieldNames
        case .comparison(let field, _, _), .membership(let field, _): [field.name]
        }
    }

    /// Whether it holds only for events that have a field with this prefix: all comparisons are
    /// false of a field that is missing.
    func needsField(withPrefix prefix: String) -> Bool {
        switch self {
        case .all, .term, .subsearch, .not: false
        case .and(let operands): operands.contains { $0.needsField(withPrefix: prefix) }
        case .or(let operands): operands.allSatisfy { $0.needsField(withPrefix: prefix) }
        case .comparison(let field, _, _), .membership(let field, _):
            field.name.hasPrefix(prefix)
        }
    }
}

/// A field name in a condition.
struct SearchField: Equatable {
    let name: String
    let range: Range<Int>
}

/// A value in a condition; stars in it are wildcards, also those in quotes.
struct SearchValue: Equatable {
    let text: String
    let isCaseSensitive: Bool
    let range: Range<Int>

    var pattern: TextPattern {
        TextPattern(text, isCaseSensitive: isCaseSensitive, readsNetworks: true)
    }
}
