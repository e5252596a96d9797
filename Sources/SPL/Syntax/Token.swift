/// A word, value, operator or bracket of a command.
struct Token: Equatable {
    enum Kind: Equatable {
        /// Text without quotes.
        case word
        /// Text in double quotes.
        case quoted
        /// `CASE(text)`
        case caseSensitive
        /// `TERM(text)`
        case exactTerm
        case comparison(Comparison)
        case openParen
        case closeParen
        case comma
        /// `[ … ]`
        case subsearch
        case end
    }

    let kind: Kind
    /// The text of a word or value, quotes and escapes resolved; what is written for the rest.
    let text: String
    let range: Range<Int>
    /// Whether the token before it ends where this one begins.
    let isAdjacent: Bool

    /// Whether the token can stand for a value or a field.
    var isText: Bool { kind == .word || kind == .quoted }

    /// Whether it is the word, in any case, without quotes.
    func isKeyword(_ word: String) -> Bool { kind == .word && text.lowercased() == word }

    /// Whether it is `AND`, `OR`, `NOT` or `IN`, which only count in upper case.
    func isOperator(_ word: String) -> Bool { kind == .word && text == word }
}

/// The operators between a field and a value.
enum Comparison: Equatable {
    case equal
    case notEqual
    case ordered(Ordering)
}
