/// Walks over a text from left to right, and knows which parts stand within quotes and square
/// brackets.
struct BracketScanner {
    private let bytes: [UInt8]
    private let end: Int
    /// The next byte to look at.
    var index = 0

    init(_ bytes: [UInt8], end: Int? = nil) {
        self.bytes = bytes
        self.end = end ?? bytes.count
    }

    /// The offset of the next pipe outside quotes and brackets, then going on behind it; nil at the
    /// end of the text.
    mutating func nextPipe() throws(Problem) -> Int? {
        while index < end {
            switch bytes[index] {
            case _ where CharacterClass.isEscape(bytes, at: index): index += 2
            case CharacterClass.quote: index = try quoteEnd(from: index)
            case CharacterClass.openBracket: index = try bracketEnd(from: index)
            case CharacterClass.closeBracket:
                throw Problem(
                    .syntax,
                    "this `]` ends nothing. If it is part of a value, put the value in quotes.",
                    at: index..<index + 1)
            case CharacterClass.pipe:
                index += 1
                return index - 1
            default: index += 1
            }
        }
        return nil
    }

    /// - Parameter start: Offset of an opening quote.
    /// - Returns: The offset behind the closing quote.
    func quoteEnd(from start: Int) throws(Problem) -> Int {
        var index = start + 1
        while index < bytes.count {
            if CharacterClass.isEscape(bytes, at: index) {
                index += 2
            } else if bytes[index] == CharacterClass.quote {
                return index + 1
            } else {
                index += 1
            }
        }
        throw Problem(
            .unterminatedQuote,
            "this quote is not closed. A quote within a value is written \\\", and a backslash "
                + "at its end \\\\.", at: start..<bytes.count)
    }

    /// - Parameter start: Offset of an opening square bracket.
    /// - Returns: The offset behind the bracket that closes it.
    func bracketEnd(from start: Int) throws(Problem) -> Int {
        var (index, depth) = (start, 0)
        while index < bytes.count {
            switch bytes[index] {
            case _ where CharacterClass.isEscape(bytes, at: index): index += 1
            case CharacterClass.quote: index = try quoteEnd(from: index) - 1
            case CharacterClass.openBracket:
                depth += 1
                guard depth <= SearchLimits.nestingMax else {
                    throw Problem(
                        .tooComplex,
                        "subsearches are nested more than \(SearchLimits.nestingMax) deep.",
                        at: index..<index + 1)
                }
            case CharacterClass.closeBracket:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        throw Problem(
            .syntax,
            "this `[` begins a subsearch that no `]` ends. If it is part of a value, put the value "
                + "in quotes.", at: start..<start + 1)
    }
}
