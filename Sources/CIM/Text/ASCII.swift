/// Classes of bytes, and letters of both cases as one.
package enum ASCII {
    /// What XML and JSON call white space: blank, tab, line feed, carriage return.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// What the regular expressions of the add-ons call `\s`: the blanks, vertical tab, form feed.
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_")
    }

    @inlinable @inline(__always)
    package static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Value of a hexadecimal digit, or nil.
    static func hexValue(_ byte: UInt8) -> UInt32? {
        if isDigit(byte) { return UInt32(byte - 0x30) }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? UInt32(letter) + 10 : nil
    }

    /// Whether the bytes at `range` are this text. Letters of either case are the same.
    static func equals(_ bytes: [UInt8], _ range: Range<Int>, _ expected: [UInt8]) -> Bool {
        equals(bytes, range, expected, 0..<expected.count)
    }

    /// Whether two ranges hold the same text. Letters of either case are the same.
    @inline(__always)
    static func equals(
        _ bytes: [UInt8], _ range: Range<Int>, _ others: [UInt8], _ other: Range<Int>
    ) -> Bool {
        range.count == other.count
            && begins(bytes.span, range.lowerBound, with: others.span, other)
    }

    /// Whether the bytes at `range` begin with this text. Letters of either case are the same.
    static func begins(_ bytes: [UInt8], _ range: Range<Int>, with prefix: [UInt8]) -> Bool {
        range.count >= prefix.count
            && begins(bytes.span, range.lowerBound, with: prefix.span, 0..<prefix.count)
    }

    private static func begins(
        _ bytes: Span<UInt8>, _ start: Int, with others: Span<UInt8>, _ other: Range<Int>
    ) -> Bool {
        var place = start
        for index in other {
            let (a, b) = (bytes[place], others[index])
            if a != b, lowercased(a) != lowercased(b) { return false }
            place += 1
        }
        return true
    }
}
