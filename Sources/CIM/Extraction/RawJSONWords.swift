/// Keys and words of the JSON renderings, by what they mean.
struct RawJSONWords: Sendable {
    private let table: NameTable

    private enum Kind: Int, CaseIterable {
        /// Objects that hold the attributes of an element.
        case attributes
        /// The text of an element beside its attributes.
        case text
        case name, data
        case auditType
        case attribute
        case opcode
    }

    enum Attribute: Int { case name, guid, systemTime, userID }

    init() {
        var table = NameTable()
        func add(_ kind: Kind, _ words: [String]) {
            for (place, word) in words.enumerated() {
                table.set(word, in: kind.rawValue, to: place)
            }
        }
        add(.attributes, ["#attributes", "_attributes", "@attributes", "attributes", "$"])
        add(
            .text,
            [
                "#text", "_text", "text", "_", "$t", "Content", "content", "value", "Value",
                "#value", "$",
            ])
        add(.name, ["Name", "@Name", "#Name", "-Name", "_Name", "name"])
        add(.data, ["Data", "data"])
        add(
            .auditType,
            [
                "INFO", "WARNING", "ERROR", "VERBOSE", "CRITICAL", "DEBUG", "AUDIT_SUCCESS",
                "AUDIT_FAILURE",
            ])
        add(.attribute, ["Name", "Guid", "SystemTime", "UserID"])
        table.set("UserId", in: Kind.attribute.rawValue, to: Attribute.userID.rawValue)
        for (word, code) in [("Info", 0), ("Start", 1), ("Stop", 2), ("On create calls", 15)] {
            table.set(word, in: Kind.opcode.rawValue, to: code)
        }
        self.table = table
    }

    private func has(_ kind: Kind, _ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        table.value(text, word, in: kind.rawValue) != nil
    }

    // MARK: keys

    func isAttributes(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
        has(.attributes, text, key)
    }
    func isText(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool { has(.text, text, key) }
    func isName(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool { has(.name, text, key) }
    func isData(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool { has(.data, text, key) }

    /// What no element of the event is called.
    func isMarkup(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
        guard !key.isEmpty else { return false }
        switch text[key.lowerBound] {
        case UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "_"): return true
        default: return isNamespace(text, key)
        }
    }

    func isNamespace(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
        XMLToken.stands(text, key.lowerBound, key.upperBound, "xmlns")
    }

    /// The name of an attribute without what a converter puts before it.
    func bare(_ text: Span<UInt8>, _ key: Range<Int>) -> Range<Int> {
        guard !key.isEmpty else { return key }
        switch text[key.lowerBound] {
        case UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            return key.lowerBound + 1..<key.upperBound
        default: return key
        }
    }

    func attribute(_ text: Span<UInt8>, _ key: Range<Int>) -> Attribute? {
        table.value(text, key, in: Kind.attribute.rawValue).flatMap(Attribute.init)
    }

    func isKeywords(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
        XMLToken.stands(text, key.lowerBound, key.upperBound, "Keywords") && key.count == 8
    }

    /// The field in which Sysmon says when an event was, beside the log.
    func isUTCTime(_ text: Span<UInt8>, _ key: Range<Int>) -> Bool {
        key.count == 7 && XMLToken.stands(text, key.lowerBound, key.upperBound, "UtcTime")
    }

    // MARK: values

    func isAuditType(_ text: Span<UInt8>, _ value: Range<Int>) -> Bool {
        has(.auditType, text, value)
    }

    func isNumber(_ text: Span<UInt8>, _ value: Range<Int>) -> Bool {
        for index in value where !ASCII.isDigit(text[index]) { return false }
        return !value.isEmpty
    }

    func opcode(_ text: Span<UInt8>, _ value: Range<Int>) -> String? {
        table.value(text, value, in: Kind.opcode.rawValue).map { "\($0)" }
    }

    enum Bits {
        /// As XML has them already.
        case written
        case number(UInt64)
    }

    /// The 64 bits that keywords are: written in hexadecimal, as a number with or without a sign, or
    /// as the words for the outcome of an audit.
    func keywords(_ text: Span<UInt8>, _ value: Range<Int>) -> Bits? {
        guard value.count >= 2, value.count <= Self.keywordBytesMax else {
            return value.count == 1 && isNumber(text, value)
                ? .number(UInt64(text[value.lowerBound] - 0x30)) : nil
        }
        if text[value.lowerBound] == UInt8(ascii: "0"), text[value.lowerBound + 1] | 0x20 == 0x78 {
            return .written
        }
        var word = ""
        for index in value { word.unicodeScalars.append(Unicode.Scalar(text[index])) }
        if let number = Int64(word) { return .number(UInt64(bitPattern: number)) }
        if let number = UInt64(word) { return .number(number) }
        switch word.lowercased() {
        case "audit success": return .number(0x8020_0000_0000_0000)
        case "audit failure": return .number(0x8010_0000_0000_0000)
        default: return nil
        }
    }

    /// A number of 64 bits has 20 digits.
    private static let keywordBytesMax = 24
}
