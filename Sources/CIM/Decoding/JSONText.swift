/// Decodes the inside of a JSON string whose escapes the reader has checked.
enum JSONText {
    /// Whether the inside of a string is read as it is written.
    static func isPlain(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let escape = UInt8(ascii: "\\")
        return ByteScan.isPlain(text, range, without: escape, escape, escape)
    }

    /// Appends the characters; lone surrogates and bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Returns: Whether all bytes were UTF-8.
    static func append(_ text: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) -> Bool {
        var isSound = true
        // A byte that is not UTF-8 grows to three; an escape is never longer decoded.
        out.append(addingCapacity: range.count * 3 + 16) { out in
            var at = range.lowerBound
            let end = range.upperBound
            while true {
                ByteScan.unescape(text, &at, end, to: &out)
                guard at < end else { break }
                if text[at] == UInt8(ascii: "\\") {
                    UTF8Repair.append(scalar(text, &at, end), to: &out)
                } else if !UTF8Repair.appendSequence(text, &at, end, to: &out) {
                    isSound = false
                }
            }
        }
        return isSound
    }

    /// The character of the escape at `at`; two escapes where they are a surrogate pair.
    private static func scalar(_ text: Span<UInt8>, _ at: inout Int, _ end: Int) -> UInt32 {
        guard at + 1 < end else {
            at = end
            return UTF8Repair.replacement
        }
        let letter = text[at + 1]
        guard letter == UInt8(ascii: "u") else {
            at += 2
            switch letter {
            case UInt8(ascii: "n"): return 0x0A
            case UInt8(ascii: "r"): return 0x0D
            case UInt8(ascii: "t"): return 0x09
            case UInt8(ascii: "b"): return 0x08
            case UInt8(ascii: "f"): return 0x0C
            default: return UInt32(letter)
            }
        }
        let unit = codeUnit(text, at, end) ?? UTF8Repair.replacement
        at = min(at + 6, end)
        guard (0xD800..<0xDC00).contains(unit), let low = codeUnit(text, at, end),
            (0xDC00..<0xE000).contains(low)
        else { return unit }
        at += 6
        return 0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }

    /// The UTF-16 code unit of `\uXXXX` at `at`; nil when something else stands there.
    static func codeUnit(_ text: Span<UInt8>, _ at: Int, _ end: Int) -> UInt32? {
        guard at + 6 <= end, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for index in at + 2..<at + 6 {
            guard let digit = ASCII.hexValue(text[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }
}
