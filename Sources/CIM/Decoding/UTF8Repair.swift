/// Copies UTF-8 and puts U+FFFD where it is broken.
enum UTF8Repair {
    /// U+FFFD REPLACEMENT CHARACTER
    static let replacement: UInt32 = 0xFFFD

    /// Copies the sequence that starts at `at` with a byte beyond ASCII, and moves behind it; a
    /// broken one becomes a single U+FFFD for its longest beginning that could have been good.
    ///
    /// - Returns: Whether the sequence was good.
    ///
    /// Source: The Unicode Standard, table 3-7 and "U+FFFD Substitution of Maximal Subparts".
    static func appendSequence(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, to out: inout OutputSpan<UInt8>
    ) -> Bool {
        let lead = text[at]
        var second: ClosedRange<UInt8> = 0x80...0xBF
        let length: Int
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: length = 0
        }
        var good = 1
        while good < length, at + good < end {
            let allowed = good == 1 ? second : 0x80...0xBF
            guard allowed.contains(text[at + good]) else { break }
            good += 1
        }
        defer { at += good }
        guard good == length else {
            append(replacement, to: &out)
            return false
        }
        for index in at..<at + length { out.append(text[index]) }
        return true
    }

    /// Appends one character. A surrogate, or what lies beyond Unicode, becomes U+FFFD.
    static func append(_ scalar: UInt32, to out: inout OutputSpan<UInt8>) {
        switch scalar {
        case 0..<0x80:
            out.append(UInt8(scalar))
        case 0x80..<0x800:
            out.append(0xC0 | UInt8(scalar >> 6))
            out.append(0x80 | UInt8(scalar & 0x3F))
        case 0x800..<0xD800, 0xE000..<0x1_0000:
            out.append(0xE0 | UInt8(scalar >> 12))
            out.append(0x80 | UInt8(scalar >> 6 & 0x3F))
            out.append(0x80 | UInt8(scalar & 0x3F))
        case 0x1_0000..<0x11_0000:
            out.append(0xF0 | UInt8(scalar >> 18))
            out.append(0x80 | UInt8(scalar >> 12 & 0x3F))
            out.append(0x80 | UInt8(scalar >> 6 & 0x3F))
            out.append(0x80 | UInt8(scalar & 0x3F))
        default:
            append(replacement, to: &out)
        }
    }
}
