/// The bytes that the syntax of searches knows. All are ASCII, so they are never part of another
/// character in UTF-8.
enum CharacterClass {
    static let backslash = UInt8(ascii: "\\")
    static let backtick = UInt8(ascii: "`")
    static let comma = UInt8(ascii: ",")
    static let dollar = UInt8(ascii: "$")
    static let openParen = UInt8(ascii: "(")
    static let closeParen = UInt8(ascii: ")")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let pipe = UInt8(ascii: "|")
    static let quote = UInt8(ascii: "\"")

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether a command may have this byte in its name.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether a backslash before this byte makes it an ordinary character. Before any other byte
    /// the backslash stands for itself.
    ///
    /// Source: Splunk Search Reference, "search", "Backslashes".
    static func isEscapable(_ byte: UInt8) -> Bool {
        byte == quote || byte == backslash || byte == pipe
    }

    /// Whether `bytes[index]` is a backslash that escapes the byte behind it.
    static func isEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index] == backslash && index + 1 < bytes.count && isEscapable(bytes[index + 1])
    }

    /// The range without blanks at both ends; empty at its start when there is nothing else.
    static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        while start < end, isBlank(bytes[start]) { start += 1 }
        return start..<end
    }

    /// Whether what stands in square brackets begins with a pipe.
    static func beginsSearch(_ brackets: Range<Int>, of bytes: [UInt8]) -> Bool {
        let inner = trimmed(brackets.lowerBound + 1..<brackets.upperBound - 1, of: bytes)
        return !inner.isEmpty && bytes[inner.lowerBound] == pipe
    }

    static func text(_ range: Range<Int>, of bytes: [UInt8]) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
