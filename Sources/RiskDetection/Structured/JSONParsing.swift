/// Reads one JSON value out of bytes.
struct JSONParsing {
    /// Deeper texts are taken for none.
    static let depthMax = 100

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value that the whole text is.
    mutating func document() -> JSONNode? {
        guard let node = value(depth: 0) else { return nil }
        skipBlanks()
        return place == bytes.count ? node : nil
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) -> JSONNode? {
        guard depth <= Self.depthMax else { return nil }
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map(JSONNode.string)
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func word(_ text: String, _ node: JSONNode) -> JSONNode? {
        guard bytes[place...].starts(with: text.utf8) else { return nil }
        place += text.utf8.count
        return node
    }

    private mutating func object(depth: Int) -> JSONNode? {
        place += 1
        skipBlanks()
        if accept("}") { return .object([]) }
        var members: [JSONNode.Member] = []
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\""), let key = string() else { return nil }
            skipBlanks()
            guard accept(":"), let value = value(depth: depth + 1) else { return nil }
            members.append(JSONNode.Member(key: key, value: value))
            skipBlanks()
        } while accept(",")
        return accept("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONNode? {
        place += 1
        skipBlanks()
        if accept("]") { return .array([]) }
        var elements: [JSONNode] = []
        repeat {
            guard let element = value(depth: depth + 1) else { return nil }
            elements.append(element)
            skipBlanks()
        } while accept(",")
        return accept("]") ? .array(elements) : nil
    }

    private mutating func number() -> JSONNode? {
        let start = place
        _ = accept("-")
        guard let first = next, isDigit(first) else { return nil }
        if first == UInt8(ascii: "0") { place += 1 } else { skipDigits() }
        if accept(".") {
            guard let digit = next, isDigit(digit) else { return nil }
            skipDigits()
        }
        if accept("e") || accept("E") {
            if !accept("+") { _ = accept("-") }
            guard let digit = next, isDigit(digit) else { return nil }
            skipDigits()
        }
        return .number(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private mutating func skipDigits() {
        while let byte = next, isDigit(byte) { place += 1 }
    }

    private mutating func string() -> String? {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escaped() else { return nil }
                text += Array(String(Character(scalar)).utf8)
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escaped() -> Unicode.Scalar? {
        guard let byte = next else { return nil }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let unit = unit() else { return nil }
            guard (0xD800..<0xDC00).contains(unit) else {
                // Half of a pair stands for no character.
                return Unicode.Scalar(unit) ?? "\u{FFFD}"
            }
            guard accept("\\"), accept("u"), let low = self.unit(),
                (0xDC00..<0xE000).contains(low)
            else { return nil }
            return Unicode.Scalar(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        default: return nil
        }
    }

    private mutating func unit() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        let digits = bytes[place..<place + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        place += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

extension JSONNode {
    /// Nil for a text that is no JSON, or nested deeper than ``JSONParsing/depthMax``.
    init?(_ text: String) {
        var parsing = JSONParsing(Array(text.utf8))
        guard let node = parsing.document() else { return nil }
        self = node
    }
}
