/// Finds the XML or JSON within a record: behind a byte order mark, blanks, a syslog header.
enum Envelope {
    /// What the body is written in.
    enum Language { case xml, json }

    /// A body that starts further from the record's start is not looked for. RFC 5424 asks of a
    /// receiver to accept 2,048 bytes in all; headers are seldom longer than 200.
    static let headerBytesMax = 1_024

    /// - Returns: The body without blanks around it and its language; an empty range for a record
    ///   of blanks only; nil when neither XML nor JSON is found. NUL bytes around the body, which
    ///   crashes and truncations leave in files, count as blanks.
    static func body(of record: Span<UInt8>) -> (range: Range<Int>, language: Language)? {
        var start = 0
        var end = record.count
        if end >= 3, record[0] == 0xEF, record[1] == 0xBB, record[2] == 0xBF { start = 3 }
        while start < end, isFiller(record[start]) { start += 1 }
        while end > start, isFiller(record[end - 1]) { end -= 1 }
        if start == end { return (start..<end, .xml) }
        if record[start] == UInt8(ascii: "{") { return (start..<end, .json) }
        for index in start..<min(end, start + headerBytesMax) {
            if record[index] == UInt8(ascii: "<"), beginsXML(record, index + 1, end) {
                return (index..<end, .xml)
            }
            if record[index] == UInt8(ascii: "{"), beginsObject(record, index + 1, end) {
                return (index..<end, .json)
            }
        }
        return nil
    }

    private static func isFiller(_ byte: UInt8) -> Bool { ASCII.isBlank(byte) || byte == 0 }

    /// An element, declaration or comment; not a syslog priority (`<13>`).
    private static func beginsXML(_ record: Span<UInt8>, _ at: Int, _ end: Int) -> Bool {
        guard at < end else { return false }
        switch record[at] {
        case UInt8(ascii: "?"), UInt8(ascii: "!"): return true
        case let byte: return ASCII.isLetter(byte) || byte == UInt8(ascii: "_")
        }
    }

    /// A brace within a header (a GUID, say) is not followed by a key.
    private static func beginsObject(_ record: Span<UInt8>, _ at: Int, _ end: Int) -> Bool {
        var index = at
        while index < end, ASCII.isBlank(record[index]) { index += 1 }
        return index == end || record[index] == UInt8(ascii: "\"")
            || record[index] == UInt8(ascii: "}")
    }
}
