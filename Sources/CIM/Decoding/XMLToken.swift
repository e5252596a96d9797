/// The tokens of XML: each function moves behind one, or says why there is none.
enum XMLToken {
    enum Attribute {
        /// Where the name and the undecoded value stand.
        case found(name: Range<Int>, value: Range<Int>)
        case refused(SkipReason)
    }

    /// What may stand in a start tag behind the name.
    enum TagPart {
        case attribute(name: Range<Int>, value: Range<Int>)
        /// `>`
        case opened
        /// `/>`
        case empty
        case refused(SkipReason)
    }

    enum EndTag {
        /// Where the text goes on.
        case closes(end: Int)
        case refused(SkipReason)
    }

    static let cdataStart = Array("<![CDATA[".utf8)
    private static let forbidden = ["DOCTYPE", "ENTITY"].map { Array($0.utf8) }

    /// Moves to the next `<`. Outside the root only blanks may stand.
    static func skipCharacters(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, isInRoot: Bool
    ) -> SkipReason? {
        var index = at
        defer { at = index }
        if !isInRoot {
            while index < end, ASCII.isBlank(text[index]) { index += 1 }
            return index < end && text[index] != UInt8(ascii: "<") ? .malformedXML : nil
        }
        while true {
            index = nextMarkup(text, index, end)
            guard index < end, text[index] == UInt8(ascii: "&") else { return nil }
            guard let next = XMLText.referenceEnd(text, index, end) else {
                return brokenReference(text, index, end)
            }
            index = next
        }
    }

    /// The next `<` or `&`.
    @inline(__always)
    static func nextMarkup(_ text: Span<UInt8>, _ at: Int, _ end: Int) -> Int {
        let (tag, reference) = (UInt8(ascii: "<"), UInt8(ascii: "&"))
        return ByteScan.first(tag, reference, tag, in: text, at, end)
    }

    /// Reads `name="value"` or `name='value'`.
    @inline(__always)
    static func attribute(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int
    ) -> Attribute {
        let name = name(text, at, end).range
        var index = name.upperBound
        while index < end, ASCII.isBlank(text[index]) { index += 1 }
        guard index < end else { return .refused(.truncated) }
        guard text[index] == UInt8(ascii: "="), !name.isEmpty else {
            return .refused(.malformedXML)
        }
        index += 1
        while index < end, ASCII.isBlank(text[index]) { index += 1 }
        guard index < end else { return .refused(.truncated) }
        let quote = text[index]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return .refused(.malformedXML)
        }
        index += 1
        let start = index
        while true {
            index = ByteScan.first(
                quote, UInt8(ascii: "<"), UInt8(ascii: "&"), in: text, index, end)
            guard index < end, text[index] != quote else { break }
            if text[index] == UInt8(ascii: "<") { return .refused(.malformedXML) }
            guard let next = XMLText.referenceEnd(text, index, end) else {
                return .refused(brokenReference(text, index, end))
            }
            index = next
        }
        guard index < end else { return .refused(.truncated) }
        at = index + 1
        return .found(name: name, value: start..<index)
    }

    /// Reads the next attribute of a start tag, or the tag's end. Blanks stand before an attribute.
    @inline(__always)
    static func tagPart(_ text: Span<UInt8>, _ at: inout Int, _ end: Int) -> TagPart {
        let before = at
        while at < end, ASCII.isBlank(text[at]) { at += 1 }
        guard at < end else { return .refused(.truncated) }
        let byte = text[at]
        if byte == UInt8(ascii: ">") {
            at += 1
            return .opened
        }
        if byte == UInt8(ascii: "/") {
            guard at + 1 < end else { return .refused(.truncated) }
            guard text[at + 1] == UInt8(ascii: ">") else { return .refused(.malformedXML) }
            at += 2
            return .empty
        }
        guard at > before else { return .refused(.malformedXML) }
        switch attribute(text, &at, end) {
        case .refused(let reason): return .refused(reason)
        case .found(let name, let value): return .attribute(name: name, value: value)
        }
    }

    /// Reads the end tag at `at`.
    ///
    /// - Parameter name: Where the name of the element stands in its start tag.
    @inline(__always)
    static func endTag(
        _ text: Span<UInt8>, _ at: Int, _ end: Int, of name: Range<Int>
    ) -> EndTag {
        var index = at + 2
        for position in name {
            guard index < end else { return .refused(.truncated) }
            guard text[index] == text[position] else { return .refused(.malformedXML) }
            index += 1
        }
        while index < end, ASCII.isBlank(text[index]) { index += 1 }
        guard index < end else { return .refused(.truncated) }
        guard text[index] == UInt8(ascii: ">") else { return .refused(.malformedXML) }
        return .closes(end: index + 1)
    }

    /// A reference that is cut off by the end of the record is not yet a wrong one.
    static func brokenReference(_ text: Span<UInt8>, _ at: Int, _ end: Int) -> SkipReason {
        for index in at..<min(end, at + XMLText.referenceBytesMax)
        where text[index] == UInt8(ascii: ";") || text[index] == UInt8(ascii: "<") {
            return .malformedXML
        }
        return end - at < XMLText.referenceBytesMax ? .truncated : .malformedXML
    }

    /// `<!--…-->` and `<![CDATA[…]]>`; declarations are refused.
    static func skipDeclaration(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, isInRoot: Bool
    ) -> SkipReason? {
        if stands(text, at, end, "<!--") {
            at += 4
            return skip(text, &at, end, to: "-->")
        }
        if stands(text, at, end, "<![CDATA[") {
            return isInRoot ? skip(text, &at, end, to: "]]>") : .malformedXML
        }
        for word in forbidden where matches(text, at + 2, end, word) { return .forbiddenXML }
        return end - at < cdataStart.count ? .truncated : .malformedXML
    }

    static func matches(_ text: Span<UInt8>, _ at: Int, _ end: Int, _ word: [UInt8]) -> Bool {
        guard at + word.count <= end else { return false }
        for offset in 0..<word.count where text[at + offset] & 0xDF != word[offset] { return false }
        return true
    }

    static func stands(
        _ text: Span<UInt8>, _ at: Int, _ end: Int, _ mark: String
    ) -> Bool {
        var index = at
        for byte in mark.utf8 {
            guard index < end, text[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// Moves behind the next `mark`.
    static func skip(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, to mark: String
    ) -> SkipReason? {
        while at < end {
            if stands(text, at, end, mark) {
                at += mark.utf8.count
                return nil
            }
            at += 1
        }
        return .truncated
    }

    /// From `at` to the next byte that no name contains, and where the local part begins.
    @inline(__always)
    static func name(
        _ text: Span<UInt8>, _ at: Int, _ end: Int
    ) -> (range: Range<Int>, local: Int) {
        var index = at
        var local = at
        while index < end {
            let byte = text[index]
            if byte <= UInt8(ascii: ">") {
                switch byte {
                case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: ">"), UInt8(ascii: "="),
                    UInt8(ascii: "<"), UInt8(ascii: "'"), UInt8(ascii: "\""):
                    return (at..<index, local)
                case UInt8(ascii: ":"): local = index + 1
                default: break
                }
            }
            index += 1
        }
        return (at..<index, local)
    }

    static func canBeginName(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
