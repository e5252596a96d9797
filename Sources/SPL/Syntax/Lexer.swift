/// Cuts the text behind a command name into tokens.
///
/// Source: Splunk Search Reference, "search": quotes are needed around values with blanks, commas,
/// pipes, brackets and equals signs; within values `\"`, `\\` and `\|` stand for the character.
struct Lexer {
    private let bytes: [UInt8]
    private let end: Int
    private var index: Int
    private var tokens: [Token] = []

    /// - Parameter budget: How many more tokens the search may have; reduced by those found.
    static func tokens(
        of body: Range<Int>, in bytes: [UInt8], budget: inout Int
    ) throws(Problem) -> [Token] {
        var lexer = Lexer(bytes: bytes, end: body.upperBound, index: body.lowerBound)
        while try lexer.scanToken() {
            budget -= 1
            guard budget >= 0 else {
                throw Problem(
                    .tooComplex,
                    "the search has more than \(SearchLimits.tokensMax) words and values.",
                    at: body)
            }
        }
        return lexer.tokens
    }

    private init(bytes: [UInt8], end: Int, index: Int) {
        self.bytes = bytes
        self.end = end
        self.index = index
    }

    /// - Returns: False when the end of the text has been reached.
    private mutating func scanToken() throws(Problem) -> Bool {
        while index < end, CharacterClass.isBlank(bytes[index]) { index += 1 }
        guard index < end else { return false }
        let start = index
        switch bytes[index] {
        case CharacterClass.openParen: append(.openParen, from: start, to: start + 1)
        case CharacterClass.closeParen: append(.closeParen, from: start, to: start + 1)
        case CharacterClass.comma: append(.comma, from: start, to: start + 1)
        case CharacterClass.openBracket:
            append(.subsearch, from: start, to: try BracketScanner(bytes).bracketEnd(from: start))
        case CharacterClass.quote:
            let close = try BracketScanner(bytes).quoteEnd(from: start)
            append(.quoted, from: start, to: close, text: unescaped(start + 1..<close - 1))
        default:
            if let (comparison, length) = comparison(at: start) {
                append(.comparison(comparison), from: start, to: start + length)
            } else {
                try scanWord()
            }
        }
        return true
    }

    private mutating func scanWord() throws(Problem) {
        let start = index
        var wordEnd = start
        while wordEnd < end, isWord(at: wordEnd) {
            wordEnd += CharacterClass.isEscape(bytes, at: wordEnd) ? 2 : 1
        }
        wordEnd = min(wordEnd, end)
        let text = unescaped(start..<wordEnd)
        if wordEnd < end, bytes[wordEnd] == CharacterClass.openParen,
            text == "CASE" || text == "TERM"
        {
            return try scanDirective(text == "CASE" ? .caseSensitive : .exactTerm, start, wordEnd)
        }
        append(.word, from: start, to: wordEnd, text: text)
    }

    /// `CASE(…)` or `TERM(…)`: everything up to the closing bracket is the value.
    private mutating func scanDirective(
        _ kind: Token.Kind, _ start: Int, _ open: Int
    ) throws(Problem) {
        var close = open + 1
        while close < end, bytes[close] != CharacterClass.closeParen {
            close =
                bytes[close] == CharacterClass.quote
                ? try BracketScanner(bytes).quoteEnd(from: close) : close + 1
        }
        guard close < end else {
            throw Problem(.syntax, "this bracket is not closed.", at: open..<open + 1)
        }
        var content = CharacterClass.trimmed(open + 1..<close, of: bytes)
        if content.count >= 2, bytes[content.lowerBound] == CharacterClass.quote {
            content = content.lowerBound + 1..<content.upperBound - 1
        }
        append(kind, from: start, to: close + 1, text: unescaped(content))
    }

    private mutating func append(
        _ kind: Token.Kind, from start: Int, to end: Int, text: String? = nil
    ) {
        tokens.append(
            Token(
                kind: kind, text: text ?? CharacterClass.text(start..<end, of: bytes),
                range: start..<end, isAdjacent: tokens.last?.range.upperBound == start))
        index = end
    }

    private func comparison(at index: Int) -> (Comparison, length: Int)? {
        let hasEqual = index + 1 < end && bytes[index + 1] == UInt8(ascii: "=")
        switch bytes[index] {
        case UInt8(ascii: "="): return (.equal, 1)
        case UInt8(ascii: "!") where hasEqual: return (.notEqual, 2)
        case UInt8(ascii: "<"):
            return hasEqual ? (.ordered(.lessOrEqual), 2) : (.ordered(.less), 1)
        case UInt8(ascii: ">"):
            return hasEqual ? (.ordered(.greaterOrEqual), 2) : (.ordered(.greater), 1)
        default: return nil
        }
    }

    private func isWord(at index: Int) -> Bool {
        switch bytes[index] {
        case CharacterClass.openParen, CharacterClass.closeParen, CharacterClass.comma,
            CharacterClass.openBracket, CharacterClass.closeBracket, CharacterClass.quote,
            CharacterClass.pipe:
            false
        default:
            !CharacterClass.isBlank(bytes[index]) && comparison(at: index) == nil
        }
    }

    /// Resolves `\"`, `\\` and `\|`; any other backslash stays.
    private func unescaped(_ range: Range<Int>) -> String {
        guard bytes[range].contains(CharacterClass.backslash) else {
            return CharacterClass.text(range, of: bytes)
        }
        var text: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if CharacterClass.isEscape(bytes, at: index), index + 1 < range.upperBound {
                index += 1
            }
            text.append(bytes[index])
            index += 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}
