/// A word, value or operator of an `eval` expression.
struct FormulaToken: Equatable {
    enum Kind: Equatable {
        case number(Double)
        case string
        /// A name without quotes; what it is depends on what follows.
        case name
        /// A name in single quotes.
        case quotedName
        case operation(String)
        case openParen, closeParen, comma
        case end
    }

    let kind: Kind
    /// The text of a name or string, quotes and escapes resolved; what is written for the rest.
    let text: String
    let range: Range<Int>

    /// Whether it is the word, in any case, without quotes.
    func isKeyword(_ word: String) -> Bool { kind == .name && text.lowercased() == word }

    /// Whether a value may end with it.
    var endsValue: Bool {
        switch kind {
        case .number, .string, .name, .quotedName, .closeParen: true
        case .operation, .openParen, .comma, .end: false
        }
    }

    var isName: Bool { kind == .name || kind == .quotedName }
}
