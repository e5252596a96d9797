/// Reads a Windows event in XML, and nothing else: no DTD, no external entity, bounded depth.
///
/// Both quotes around attributes, entities, CDATA, comments and values over several lines are
/// read; of two `Data` of one name the first counts, as in Splunk's extraction. What is not
/// well-formed is refused.
struct XMLEventScanner: ~Escapable {
    /// Elements within elements; a Windows event has five.
    private static let depthMax = 32

    private let text: Span<UInt8>
    private var place: Int
    private let end: Int
    /// The start and end of the names of the open elements.
    private var open: [Range<Int>] = []

    private enum Failure: Error {
        case malformed, truncated, forbidden, tooDeep
    }

    /// - Parameter range: From the `<` of the event on, or from that of a fragment of one.
    @_lifetime(copy text)
    init(_ text: Span<UInt8>, _ range: Range<Int>) {
        self.text = text
        place = range.lowerBound
        end = range.upperBound
    }

    /// Reads the elements into `raw`.
    ///
    /// - Parameter isFragment: Whether the text is a part of an event with several roots, or text
    ///   around them, as Sentinel's `EventData` column.
    /// - Returns: Why it cannot be read; nil when it could.
    mutating func scan(into raw: inout RawRecord, isFragment: Bool = false) -> SkipReason? {
        do throws(Failure) {
            try scanElements(&raw, isFragment: isFragment)
            return nil
        } catch {
            switch error {
            case .malformed: return .malformedXML
            case .truncated: return .truncated
            case .forbidden: return .forbiddenXML
            case .tooDeep: return .tooDeep
            }
        }
    }

    private mutating func scanElements(
        _ raw: inout RawRecord, isFragment: Bool
    ) throws(Failure) {
        var roots = 0
        while place < end {
            guard text[place] == UInt8(ascii: "<") else {
                try skipText(isInside: !open.isEmpty || isFragment)
                continue
            }
            guard place + 1 < end else { throw .truncated }
            switch text[place + 1] {
            case UInt8(ascii: "/"): try closeElement()
            case UInt8(ascii: "?"): try skip(past: "?>")
            case UInt8(ascii: "!"): try skipDeclaration()
            default:
                if open.isEmpty {
                    roots += 1
                    if roots > 1, !isFragment { throw .malformed }
                }
                try element(&raw)
            }
        }
        if !open.isEmpty { throw .truncated }
        if roots == 0, !isFragment { throw .malformed }
    }

    // MARK: - Markup

    /// Reads a start tag, and the content too when it is a value that is wanted.
    private mutating func element(_ raw: inout RawRecord) throws(Failure) {
        place += 1
        let name = try takeName()
        var wanted = wantedField(of: name)
        var isEmpty = false
        attributes: while true {
            skipBlanks()
            guard place < end else { throw .truncated }
            switch text[place] {
            case UInt8(ascii: ">"):
                place += 1
                break attributes
            case UInt8(ascii: "/"):
                guard place + 1 < end else { throw .truncated }
                guard text[place + 1] == UInt8(ascii: ">") else { throw .malformed }
                place += 2
                isEmpty = true
                break attributes
            default:
                if let field = try attribute(of: name, &raw) { wanted = field }
            }
        }
        if isEmpty { return }
        guard open.count < Self.depthMax else { throw .tooDeep }
        open.append(name)
        if let wanted, !raw.has(wanted) {
            let mark = raw.mark
            try value(into: &raw, until: UInt8(ascii: "<"))
            raw.close(wanted, since: mark)
        }
    }

    private mutating func closeElement() throws(Failure) {
        place += 2
        let name = try takeName()
        skipBlanks()
        guard place < end else { throw .truncated }
        guard text[place] == UInt8(ascii: ">"), let last = open.popLast(),
            equal(last, name)
        else { throw .malformed }
        place += 1
    }

    /// Reads one attribute.
    ///
    /// - Returns: The field that the element's content is the value of, when the attribute names
    ///   it (`<Data Name='Image'>`).
    private mutating func attribute(
        of element: Range<Int>, _ raw: inout RawRecord
    ) throws(Failure) -> RawField? {
        let name = try takeName()
        skipBlanks()
        guard place < end else { throw .truncated }
        guard text[place] == UInt8(ascii: "=") else { throw .malformed }
        place += 1
        skipBlanks()
        guard place < end else { throw .truncated }
        let quote = text[place]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw .malformed }
        place += 1
        let start = place
        if let field = attributeField(name, of: element), !raw.has(field) {
            let mark = raw.mark
            try value(into: &raw, until: quote)
            raw.close(field, since: mark)
        } else {
            while place < end, text[place] != quote { place += 1 }
        }
        guard place < end else { throw .truncated }
        let range = start..<place
        place += 1
        guard equals(element, "Data"), equals(name, "Name") else { return nil }
        return FieldNames.eventData.field(text, range)
    }

    private mutating func takeName() throws(Failure) -> Range<Int> {
        let start = place
        while place < end, isNameByte(text[place]) { place += 1 }
        guard place < end else { throw .truncated }
        guard place > start else { throw .malformed }
        return start..<place
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...0xFF:
            true
        default: false
        }
    }

    private mutating func skipBlanks() {
        while place < end, isBlank(text[place]) { place += 1 }
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Skips text between tags, checking the entities in it.
    private mutating func skipText(isInside: Bool) throws(Failure) {
        while place < end, text[place] != UInt8(ascii: "<") {
            if !isInside, !isBlank(text[place]) { throw .malformed }
            if text[place] == UInt8(ascii: "&") {
                _ = try entity()
            } else {
                place += 1
            }
        }
    }

    private mutating func skip(past marker: StaticString) throws(Failure) {
        while place < end {
            if starts(with: marker) {
                place += marker.utf8CodeUnitCount
                return
            }
            place += 1
        }
        throw .truncated
    }

    private mutating func skipDeclaration() throws(Failure) {
        if starts(with: "<!--") { return try skip(past: "-->") }
        if starts(with: "<![CDATA[") { return try skip(past: "]]>") }
        throw end - place < 9 ? .truncated : .forbidden
    }

    // MARK: - Values

    /// Appends a value up to its delimiter, decoded, with CDATA taken in.
    private mutating func value(
        into raw: inout RawRecord, until delimiter: UInt8
    ) throws(Failure) {
        while place < end {
            let start = place
            while place < end, text[place] != delimiter, text[place] != UInt8(ascii: "&"),
                text[place] != 0x0D
            {
                place += 1
            }
            raw.append(text, start..<place)
            guard place < end else { throw .truncated }
            if text[place] == UInt8(ascii: "&") {
                raw.append(scalar: try entity())
            } else if text[place] == 0x0D {
                // XML 1.0, 2.11: a line break is one LF, however it was written.
                raw.append(0x0A)
                place += place + 1 < end && text[place + 1] == 0x0A ? 2 : 1
            } else if delimiter == UInt8(ascii: "<"), starts(with: "<![CDATA[") {
                let start = place + 9
                try skip(past: "]]>")
                raw.append(text, start..<(place - 3))
            } else if delimiter == UInt8(ascii: "<"), starts(with: "<!--") {
                try skip(past: "-->")
            } else {
                return
            }
        }
        throw .truncated
    }

    /// Reads `&name;`, `&#n;` or `&#xh;`.
    private mutating func entity() throws(Failure) -> Unicode.Scalar {
        let start = place + 1
        place = start
        while place < end, place - start < 12, text[place] != UInt8(ascii: ";") { place += 1 }
        guard place < end else { throw .truncated }
        guard text[place] == UInt8(ascii: ";"), place > start else { throw .malformed }
        let name = start..<place
        place += 1
        if text[start] == UInt8(ascii: "#") { return try character(name) }
        switch name.count {
        case 2 where equals(name, "lt"): return "<"
        case 2 where equals(name, "gt"): return ">"
        case 3 where equals(name, "amp"): return "&"
        case 4 where equals(name, "quot"): return "\""
        case 4 where equals(name, "apos"): return "'"
        default: throw .malformed
        }
    }

    private func character(_ name: Range<Int>) throws(Failure) -> Unicode.Scalar {
        let isHexadecimal = name.count > 1 && text[name.lowerBound + 1] | 0x20 == 0x78
        let first = name.lowerBound + (isHexadecimal ? 2 : 1)
        guard first < name.upperBound else { throw .malformed }
        var value: UInt32 = 0
        for index in first..<name.upperBound {
            guard let digit = Character(Unicode.Scalar(text[index])).hexDigitValue,
                isHexadecimal || digit < 10
            else { throw .malformed }
            value = value &* (isHexadecimal ? 16 : 10) &+ UInt32(digit)
            guard value <= 0x10FFFF else { throw .malformed }
        }
        guard let scalar = Unicode.Scalar(value) else { throw .malformed }
        return scalar
    }

    // MARK: - Names

    /// The field that an element's content is, for elements that are named after it.
    private func wantedField(of name: Range<Int>) -> RawField? {
        switch name.count {
        case 7 where equals(name, "EventID"): .eventID
        case 7 where equals(name, "Channel"): .channel
        case 8 where equals(name, "Computer"): .computer
        case 8 where equals(name, "Keywords") && parentIs("System"): .keywords
        default: nil
        }
    }

    private func attributeField(_ name: Range<Int>, of element: Range<Int>) -> RawField? {
        switch element.count {
        case 8 where equals(element, "Provider") && equals(name, "Name"): .provider
        case 8 where equals(element, "Security") && equals(name, "UserID"): .securityUserID
        case 11 where equals(element, "TimeCreated") && equals(name, "SystemTime"): .timeCreated
        default: nil
        }
    }

    private func parentIs(_ name: StaticString) -> Bool {
        open.last.map { equals($0, name) } ?? false
    }

    private func equals(_ range: Range<Int>, _ name: StaticString) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        return matches(name, at: range.lowerBound)
    }

    private func starts(with marker: StaticString) -> Bool {
        end - place >= marker.utf8CodeUnitCount && matches(marker, at: place)
    }

    private func matches(_ name: StaticString, at start: Int) -> Bool {
        name.withUTF8Buffer { buffer in
            for index in 0..<buffer.count where unsafe text[start + index] != buffer[index] {
                return false
            }
            return true
        }
    }

    private func equal(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        guard a.count == b.count else { return false }
        for index in 0..<a.count
        where text[a.lowerBound + index] != text[b.lowerBound + index] { return false }
        return true
    }
}
