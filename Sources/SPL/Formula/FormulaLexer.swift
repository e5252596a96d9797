/// Cuts `eval` expressions into tokens.
///
/// Source: Splunk Search Reference, "eval": strings stand in double quotes, field names with other
/// characters than letters, digits and underscores in single ones.
struct FormulaLexer {
    private let bytes: [UInt8]
    private let end: Int
    private var index: Int
    /// Whether a value was read last, so that a point puts texts together: `"a".5`.
    private var isBehindValue = false

    static func tokens(
        of range: Range<Int>, in bytes: [UInt8]
    ) throws(Problem) -> [FormulaToken] {
        var lexer = FormulaLexer(bytes: bytes, end: range.upperBound, index: range.lowerBound)
        var tokens: [FormulaToken] = []
        while let token = try lexer.next() {
            tokens.append(token)
            lexer.isBehindValue = token.endsValue
            guard tokens.count <= SearchLimits.tokensMax else {
                throw Problem(.tooComplex, "the expression is too long.", at: range)
            }
        }
        return tokens
    }

    private init(bytes: [UInt8], end: Int, index: Int) {
        self.bytes = bytes
        self.end = end
        self.index = index
    }

    private static let operations = ["==", "!=", "<>", "<=", ">=", "=", "<", ">"]
        .map { (text: $0, bytes: Array($0.utf8)) }
    private static let signs = Array("+-*/%.".utf8)

    private mutating func next() throws(Problem) -> FormulaToken? {
        while index < end, CharacterClass.isBlank(bytes[index]) { index += 1 }
        guard index < end else { return nil }
        let start = index
        let byte = bytes[start]
        switch byte {
        case CharacterClass.openParen: return token(.openParen, to: start + 1)
        case CharacterClass.closeParen: return token(.closeParen, to: start + 1)
        case CharacterClass.comma: return token(.comma, to: start + 1)
        case CharacterClass.quote:
            let close = try BracketScanner(bytes).quoteEnd(from: start)
            return token(.string, to: close, text: unescaped(start + 1..<close - 1))
        case UInt8(ascii: "'"): return try quotedName()
        case _
        where isDigit(start) || (byte == UInt8(ascii: ".") && !isBehindValue && isDigit(start + 1)):
            return number()
        case _ where isNameByte(byte): return name()
        case _ where Self.signs.contains(byte):
            return token(.operation(String(UnicodeScalar(byte))), to: start + 1)
        case UInt8(ascii: "!") where start + 1 >= end || bytes[start + 1] != UInt8(ascii: "="):
            return token(.operation("!"), to: start + 1)
        default:
            for operation in Self.operations
            where bytes[start..<end].starts(with: operation.bytes) {
                return token(.operation(operation.text), to: start + operation.bytes.count)
            }
            throw Problem(
                .syntax,
                "this character has no meaning in an expression; text stands in double quotes, a "
                    + "field name with such a character in single ones.", at: start..<start + 1)
        }
    }

    private mutating func token(
        _ kind: FormulaToken.Kind, to end: Int, text: String? = nil
    ) -> FormulaToken {
        let range = index..<end
        index = end
        return FormulaToken(
            kind: kind, text: text ?? CharacterClass.text(range, of: bytes), range: range)
    }

    private func isDigit(_ place: Int) -> Bool {
        place < end && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place])
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        CharacterClass.isNameByte(byte) || byte >= 0x80
            || [UInt8(ascii: ":"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "@")]
                .contains(byte)
    }

    private mutating func name() -> FormulaToken {
        var close = index
        while close < end, isNameByte(bytes[close]) { close += 1 }
        return token(.name, to: close)
    }

    private mutating func number() -> FormulaToken {
        var close = index
        while isDigit(close) { close += 1 }
        // A point with no digit behind it puts texts together.
        if close < end, bytes[close] == UInt8(ascii: "."), isDigit(close + 1) {
            close += 1
            while isDigit(close) { close += 1 }
        }
        // Names such as 4688_count begin with a digit.
        if close < end, isNameByte(bytes[close]) { return name() }
        let text = CharacterClass.text(index..<close, of: bytes)
        return token(.number(Double(text) ?? 0), to: close)
    }

    private mutating func quotedName() throws(Problem) -> FormulaToken {
        var close = index + 1
        while close < end, bytes[close] != UInt8(ascii: "'") { close += 1 }
        guard close < end else {
            throw Problem(.unterminatedQuote, "this quote is not closed.", at: index..<index + 1)
        }
        let text = CharacterClass.text(index + 1..<close, of: bytes)
        return token(.quotedName, to: close + 1, text: text)
    }

    /// Resolves `\"` and `\\`; any other backslash stays, for regular expressions.
    private func unescaped(_ range: Range<Int>) -> String {
        var text: [UInt8] = []
        var place = range.lowerBound
        while place < range.upperBound {
            if bytes[place] == CharacterClass.backslash, place + 1 < range.upperBound,
                [CharacterClass.quote, CharacterClass.backslash].contains(bytes[place + 1])
            {
                place += 1
            }
            text.append(bytes[place])
            place += 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}
