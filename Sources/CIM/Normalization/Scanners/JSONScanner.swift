/// Reads one JSON object and keeps the raw fields that stand in known places.
///
/// Strict about structure, lenient about control characters in strings (some shippers do not
/// escape them). Of two values of one name the later counts.
struct JSONScanner: ~Escapable {
    /// Objects and lists within each other.
    private static let depthMax = 64
    private static let eventDataPrefix = Spelling("winlog.event_data.")

    private let text: Span<UInt8>
    private var place: Int
    private let end: Int
    /// A value that holds XML (Sentinel's `EventData`), to be read when the object is.
    private var fragment: Range<Int>?

    private enum Failure: Error {
        case malformed, truncated, tooDeep
    }

    @_lifetime(copy text)
    init(_ text: Span<UInt8>, _ range: Range<Int>) {
        self.text = text
        place = range.lowerBound
        end = range.upperBound
    }

    /// - Returns: Why the record cannot be read; nil when it could.
    mutating func scan(into raw: inout RawRecord) -> SkipReason? {
        do throws(Failure) {
            skipBlanks()
            guard place < end, text[place] == UInt8(ascii: "{") else { throw .malformed }
            try object(.root, 1, &raw)
            skipBlanks()
            guard place == end else { throw .malformed }
            return fragment.flatMap { Self.scanFragment($0, &raw) }
        } catch {
            switch error {
            case .malformed: return .malformedJSON
            case .truncated: return .truncated
            case .tooDeep: return .tooDeep
            }
        }
    }

    /// Reads the XML that a JSON value held, which stands decoded in `raw`.
    private static func scanFragment(_ range: Range<Int>, _ raw: inout RawRecord) -> SkipReason? {
        let copy = Array(raw.bytes[range])
        var scanner = XMLEventScanner(copy.span, 0..<copy.count)
        return scanner.scan(into: &raw, isFragment: true)
    }

    // MARK: - Structure

    private mutating func object(
        _ here: JSONPlace, _ depth: Int, _ raw: inout RawRecord
    ) throws(Failure) {
        guard depth <= Self.depthMax else { throw .tooDeep }
        place += 1
        var entry = DataEntry()
        if try takeIf(UInt8(ascii: "}")) { return }
        while true {
            let name = try takeString()
            try take(UInt8(ascii: ":"))
            if case .dataList = here {
                try member(of: &entry, name, depth, &raw)
            } else {
                try value(here, name, depth, &raw)
            }
            if try takeIf(UInt8(ascii: ",")) { continue }
            try take(UInt8(ascii: "}"))
            if case .dataList = here { entry.store(&raw, text) }
            return
        }
    }

    private mutating func list(
        _ here: JSONPlace, _ depth: Int, _ raw: inout RawRecord
    ) throws(Failure) {
        guard depth <= Self.depthMax else { throw .tooDeep }
        place += 1
        if try takeIf(UInt8(ascii: "]")) { return }
        while true {
            skipBlanks()
            guard place < end else { throw .truncated }
            switch text[place] {
            case UInt8(ascii: "{"): try object(here, depth + 1, &raw)
            case UInt8(ascii: "["): try list(.elsewhere, depth + 1, &raw)
            default: _ = try scalar()
            }
            if try takeIf(UInt8(ascii: ",")) { continue }
            return try take(UInt8(ascii: "]"))
        }
    }

    private mutating func value(
        _ here: JSONPlace, _ name: Range<Int>, _ depth: Int, _ raw: inout RawRecord
    ) throws(Failure) {
        skipBlanks()
        guard place < end else { throw .truncated }
        switch text[place] {
        case UInt8(ascii: "{"): try object(here.child(text, name), depth + 1, &raw)
        case UInt8(ascii: "["): try list(here.child(text, name), depth + 1, &raw)
        default:
            let scalar = try scalar()
            if let field = field(here, name) {
                let mark = raw.mark
                decode(scalar, into: &raw)
                raw.close(field, since: mark)
            } else if case .eventData = here.child(text, name), scalar.isString {
                let mark = raw.mark
                decode(scalar, into: &raw)
                fragment = mark..<raw.mark
            }
        }
    }

    private func field(_ here: JSONPlace, _ name: Range<Int>) -> RawField? {
        if let field = here.field(text, name) { return field }
        let prefix = name.lowerBound..<min(name.upperBound, name.lowerBound + 18)
        guard case .root = here, Self.eventDataPrefix.matches(text, prefix) else { return nil }
        return FieldNames.eventData.field(text, prefix.upperBound..<name.upperBound)
    }

    /// Reads one member of an entry of `EventData.Data`.
    private mutating func member(
        of entry: inout DataEntry, _ name: Range<Int>, _ depth: Int, _ raw: inout RawRecord
    ) throws(Failure) {
        skipBlanks()
        guard place < end else { throw .truncated }
        switch text[place] {
        case UInt8(ascii: "{"):
            // `{"#attributes": {"Name": …}, "#text": …}`: the name is one level down.
            try attributes(of: &entry, depth + 1, &raw)
        case UInt8(ascii: "["): try list(.elsewhere, depth + 1, &raw)
        default:
            let scalar = try scalar()
            if JSONPlace.isName(text, name) {
                entry.field = FieldNames.eventData.field(text, scalar.range)
            }
            if JSONPlace.isText(text, name) { entry.value = scalar }
        }
    }

    private mutating func attributes(
        of entry: inout DataEntry, _ depth: Int, _ raw: inout RawRecord
    ) throws(Failure) {
        guard depth <= Self.depthMax else { throw .tooDeep }
        place += 1
        if try takeIf(UInt8(ascii: "}")) { return }
        while true {
            let name = try takeString()
            try take(UInt8(ascii: ":"))
            try member(of: &entry, name, depth, &raw)
            if try takeIf(UInt8(ascii: ",")) { continue }
            return try take(UInt8(ascii: "}"))
        }
    }

    /// One `{"@Name": "Image", "#text": "C:\\…"}`.
    private struct DataEntry {
        var field: RawField?
        var value: JSONScalar?

        func store(_ raw: inout RawRecord, _ text: Span<UInt8>) {
            guard let field, let value else { return }
            let mark = raw.mark
            JSONScanner.decode(value, of: text, into: &raw)
            raw.close(field, since: mark)
        }
    }

    // MARK: - Tokens

    private mutating func skipBlanks() {
        while place < end,
            text[place] == 0x20 || text[place] == 0x09 || text[place] == 0x0A || text[place] == 0x0D
        { place += 1 }
    }

    private mutating func take(_ byte: UInt8) throws(Failure) {
        guard try takeIf(byte) else { throw .malformed }
    }

    private mutating func takeIf(_ byte: UInt8) throws(Failure) -> Bool {
        skipBlanks()
        guard place < end else { throw .truncated }
        guard text[place] == byte else { return false }
        place += 1
        return true
    }

    /// Reads a string.
    ///
    /// - Returns: What stands between its quotes.
    private mutating func takeString() throws(Failure) -> Range<Int> {
        try take(UInt8(ascii: "\""))
        let start = place
        while place < end {
            switch text[place] {
            case UInt8(ascii: "\""):
                place += 1
                return start..<(place - 1)
            case UInt8(ascii: "\\"): try escape()
            default: place += 1
            }
        }
        throw .truncated
    }

    /// Checks one escape and goes past it.
    private mutating func escape() throws(Failure) {
        guard place + 1 < end else { throw .truncated }
        switch text[place + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            place += 2
        case UInt8(ascii: "u"):
            for index in (place + 2)..<(place + 6) {
                guard index < end else { throw .truncated }
                guard Self.hexDigit(text[index]) != nil else { throw .malformed }
            }
            place += 6
        default: throw .malformed
        }
    }

    private mutating func scalar() throws(Failure) -> JSONScalar {
        if text[place] == UInt8(ascii: "\"") {
            return JSONScalar(range: try takeString(), isString: true)
        }
        let start = place
        while place < end, isLiteralByte(text[place]) { place += 1 }
        let range = start..<place
        if place == end { throw .truncated }
        guard isNumber(range) || Self.literals.contains(where: { $0.matches(text, range) }) else {
            throw .malformed
        }
        return JSONScalar(
            range: Self.null.matches(text, range) ? start..<start : range, isString: false)
    }

    private static let null = Spelling("null")
    private static let literals = [Spelling("true"), Spelling("false"), Spelling("null")]

    private func isLiteralByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// RFC 8259, section 6.
    private func isNumber(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        func digits() -> Bool {
            let start = index
            while index < range.upperBound, (0x30...0x39).contains(text[index]) { index += 1 }
            return index > start
        }
        if index < range.upperBound, text[index] == UInt8(ascii: "-") { index += 1 }
        let whole = index
        guard digits(), text[whole] != UInt8(ascii: "0") || index == whole + 1 else { return false }
        if index < range.upperBound, text[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() else { return false }
        }
        if index < range.upperBound, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < range.upperBound, [0x2B, 0x2D].contains(text[index]) { index += 1 }
            guard digits() else { return false }
        }
        return index == range.upperBound
    }

    // MARK: - Decoding

    private func decode(_ scalar: JSONScalar, into raw: inout RawRecord) {
        Self.decode(scalar, of: text, into: &raw)
    }

    private static func decode(
        _ scalar: JSONScalar, of text: Span<UInt8>, into raw: inout RawRecord
    ) {
        var index = scalar.range.lowerBound
        while index < scalar.range.upperBound {
            let start = index
            while index < scalar.range.upperBound, text[index] != UInt8(ascii: "\\") { index += 1 }
            raw.append(text, start..<index)
            guard index < scalar.range.upperBound else { return }
            let kind = text[index + 1]
            index += 2
            switch kind {
            case UInt8(ascii: "b"): raw.append(0x08)
            case UInt8(ascii: "f"): raw.append(0x0C)
            case UInt8(ascii: "n"): raw.append(0x0A)
            case UInt8(ascii: "r"): raw.append(0x0D)
            case UInt8(ascii: "t"): raw.append(0x09)
            case UInt8(ascii: "u"):
                raw.append(scalar: codePoint(text, &index, scalar.range.upperBound))
            default: raw.append(kind)
            }
        }
    }

    /// Reads the four digits behind `\u`, and the second half of a pair; a half alone is U+FFFD.
    private static func codePoint(
        _ text: Span<UInt8>, _ index: inout Int, _ end: Int
    ) -> Unicode.Scalar {
        let first = codeUnit(text, index)
        index += 4
        if (0xD800..<0xDC00).contains(first), index + 6 <= end, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u")
        {
            let second = codeUnit(text, index + 2)
            if (0xDC00..<0xE000).contains(second) {
                index += 6
                let value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
                return Unicode.Scalar(value) ?? "\u{FFFD}"
            }
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    private static func codeUnit(_ text: Span<UInt8>, _ start: Int) -> UInt32 {
        (start..<(start + 4)).reduce(0) { $0 << 4 | UInt32(hexDigit(text[$1]) ?? 0) }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

/// A plain value: what stands between the quotes of a string, or the number or literal itself.
struct JSONScalar {
    let range: Range<Int>
    let isString: Bool
}
