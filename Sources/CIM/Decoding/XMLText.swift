/// Decodes XML character data whose markup the reader has checked.
enum XMLText {
    /// Whether the characters of a content or an attribute's value are read as they are written.
    static func isPlain(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        ByteScan.isPlain(text, range, without: UInt8(ascii: "&"), UInt8(ascii: "<"), 0x0D)
    }

    /// Appends the characters of an element's content, or of an attribute's value.
    ///
    /// Entities and character references are decoded, CDATA sections opened, comments and
    /// processing instructions left out, line ends become LF; bytes that are not UTF-8, and
    /// references to characters that do not exist, become U+FFFD.
    ///
    /// - Returns: Whether all bytes were UTF-8.
    static func append(_ text: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) -> Bool {
        var isSound = true
        out.append(addingCapacity: range.count + range.count * 2) { out in
            isSound = decode(text, range, to: &out)
        }
        return isSound
    }

    /// - Precondition: Room for three bytes for each byte of `range`: what a byte that is not
    ///   UTF-8 grows to. No entity is longer decoded than written.
    private static func decode(
        _ text: Span<UInt8>, _ range: Range<Int>, to out: inout OutputSpan<UInt8>
    ) -> Bool {
        var isSound = true
        var at = range.lowerBound
        let end = range.upperBound
        while at < end {
            let byte = text[at]
            switch byte {
            case UInt8(ascii: "&"):
                at = appendReference(text, at, end, to: &out)
            case UInt8(ascii: "<"):
                at = appendMarkup(text, at, end, to: &out, isSound: &isSound)
            case 0x0D:
                out.append(0x0A)
                at += at + 1 < end && text[at + 1] == 0x0A ? 2 : 1
            case 0..<0x80:
                out.append(byte)
                at += 1
            default:
                if !UTF8Repair.appendSequence(text, &at, end, to: &out) { isSound = false }
            }
        }
        return isSound
    }

    /// The end of the reference that starts at `at` (behind its `;`), or nil when it is none that
    /// XML knows without declarations: `&amp; &lt; &gt; &quot; &apos;`, decimal, hexadecimal.
    static func referenceEnd(_ text: Span<UInt8>, _ at: Int, _ end: Int) -> Int? {
        var stop = at + 1
        while stop < end, stop - at <= referenceBytesMax, text[stop] != UInt8(ascii: ";") {
            stop += 1
        }
        guard stop < end, text[stop] == UInt8(ascii: ";") else { return nil }
        return scalar(text, at + 1..<stop) == nil ? nil : stop + 1
    }

    /// Long enough for `&#x0010FFFF;` with some zeros; a longer one is refused as malformed.
    static let referenceBytesMax = 16

    private static func appendReference(
        _ text: Span<UInt8>, _ at: Int, _ end: Int, to out: inout OutputSpan<UInt8>
    ) -> Int {
        var stop = at + 1
        while stop < end, text[stop] != UInt8(ascii: ";") { stop += 1 }
        UTF8Repair.append(scalar(text, at + 1..<stop) ?? UTF8Repair.replacement, to: &out)
        return min(stop + 1, end)
    }

    /// The character that a reference names, between `&` and `;`.
    ///
    /// NUL and control characters, which XML forbids even as references, are data here; surrogates
    /// and what lies beyond Unicode stand as U+FFFD.
    private static func scalar(_ text: Span<UInt8>, _ name: Range<Int>) -> UInt32? {
        guard name.count >= 2 else { return nil }
        let first = text[name.lowerBound]
        guard first == UInt8(ascii: "#") else {
            let second = text[name.lowerBound + 1]
            switch (name.count, first, second) {
            case (2, UInt8(ascii: "l"), UInt8(ascii: "t")): return 0x3C
            case (2, UInt8(ascii: "g"), UInt8(ascii: "t")): return 0x3E
            case (3, UInt8(ascii: "a"), UInt8(ascii: "m"))
            where text[name.lowerBound + 2] == UInt8(ascii: "p"):
                return 0x26
            case (4, UInt8(ascii: "a"), UInt8(ascii: "p"))
            where text[name.lowerBound + 2] == UInt8(ascii: "o")
                && text[name.lowerBound + 3] == UInt8(ascii: "s"):
                return 0x27
            case (4, UInt8(ascii: "q"), UInt8(ascii: "u"))
            where text[name.lowerBound + 2] == UInt8(ascii: "o")
                && text[name.lowerBound + 3] == UInt8(ascii: "t"):
                return 0x22
            default: return nil
            }
        }
        let isHexadecimal = text[name.lowerBound + 1] == UInt8(ascii: "x")
        let digits = name.lowerBound + (isHexadecimal ? 2 : 1)..<name.upperBound
        guard !digits.isEmpty else { return nil }
        var value: UInt32 = 0
        for index in digits {
            guard let digit = ASCII.hexValue(text[index]), isHexadecimal || digit < 10 else {
                return nil
            }
            value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x11_0000)
        }
        return value > 0x10_FFFF || (0xD800...0xDFFF).contains(value)
            ? UTF8Repair.replacement : value
    }

    /// Opens a CDATA section, leaves out a comment or processing instruction.
    private static func appendMarkup(
        _ text: Span<UInt8>, _ at: Int, _ end: Int, to out: inout OutputSpan<UInt8>,
        isSound: inout Bool
    ) -> Int {
        var index = at + 1
        guard index + 1 < end, text[index] == UInt8(ascii: "!"),
            text[index + 1] == UInt8(ascii: "[")
        else {
            // The reader has checked that a comment ends in `-->` and an instruction in `?>`; an
            // instruction may hold a lone `>`.
            let isComment = index < end && text[index] == UInt8(ascii: "!")
            // The reader looks for the end behind the whole of `<!--`.
            index += isComment ? 5 : 1
            while index < end {
                let isEnd =
                    text[index] == UInt8(ascii: ">")
                    && (isComment
                        ? text[index - 1] == UInt8(ascii: "-")
                            && text[index - 2] == UInt8(ascii: "-")
                        : text[index - 1] == UInt8(ascii: "?"))
                index += 1
                if isEnd { break }
            }
            return min(index, end)
        }
        index = min(at + XMLToken.cdataStart.count, end)
        while index < end {
            let byte = text[index]
            if byte == UInt8(ascii: "]"), index + 2 < end, text[index + 1] == UInt8(ascii: "]"),
                text[index + 2] == UInt8(ascii: ">")
            {
                return index + 3
            }
            if byte == 0x0D {
                out.append(0x0A)
                index += index + 1 < end && text[index + 1] == 0x0A ? 2 : 1
            } else if byte < 0x80 {
                out.append(byte)
                index += 1
            } else if !UTF8Repair.appendSequence(text, &index, end, to: &out) {
                isSound = false
            }
        }
        return index
    }
}
