/// Sysmon event 22.
///
/// A query has many answers and an event one text for a field, so answers and their types stand
/// below one another, as Splunk shows a field of many values.
///
/// Source: Splunk_TA_microsoft_sysmon 5.0 for the answers, 4.0 for the fields that an event gets.
struct SysmonDNSQuery: Sourcetype {
    typealias Target = DNS

    static let sourceEvents = SysmonEvent.types([22])

    var times: RecordTimes { sysmon.times }
    private let sysmon: SysmonEvent
    private let queryName: RawField
    private let queryStatus: RawField
    private let queryResults: RawField
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        sysmon = SysmonEvent(names: &names)
        queryName = names.data("QueryName")
        queryStatus = names.data("QueryStatus")
        queryResults = names.data("QueryResults")
        required = [queryName]
        alternatives =
            sysmon.alternatives
            + ECSFields(["QueryName": ["dns.question.name"]], names: &names).alternatives
    }

    func rules(_ profile: Profile) -> [Rule] {
        Rule.computer(.src)
            + [
                .copy(queryName, .query), .copy(queryStatus, .reply_code_id),
                .computed(.answer, from: [queryResults], "the answers, one a line") { record in
                    let parts = Self.answers(record, queryResults).map(\.answer)
                    return Self.lines(parts.map(MappedValue.Part.text))
                },
                .computed(.answer_count, from: [queryResults], "how many answers") { record in
                    let count = Self.answers(record, queryResults).reduce(0) { sum, _ in sum + 1 }
                    return count > 0 ? .number(count) : .unchanged
                },
                .computed(.record_type, from: [queryResults], "their types, one a line") { record in
                    let types = Self.answers(record, queryResults).compactMap(\.type)
                    return Self.lines(types.map { Self.type(record, $0) })
                },
            ] + sysmon.origin()
    }

    /// Every match of `(type:\s+(\d+)\s+|)([^;]+);`: `type:  5 a.example.test;::ffff:192.0.2.1;`
    /// holds an answer of type 5 and one whose type is not told. What no semicolon follows is none.
    private static func answers(
        _ record: borrowing RawRecord, _ field: RawField
    ) -> Answers {
        Answers(record.arena, record.range(field) ?? 0..<0)
    }

    /// The answers within a text, without their types.
    static func values(of bytes: [UInt8], _ results: Range<Int>) -> [Range<Int>] {
        Answers(bytes, results).map(\.answer)
    }

    private static func lines(_ values: [MappedValue.Part]) -> MappedValue {
        var parts: [MappedValue.Part] = []
        for value in values {
            if !parts.isEmpty { parts.append(.separator(.lineFeed)) }
            parts.append(value)
        }
        return parts.isEmpty ? .unchanged : .joined(parts)
    }

    private static func type(
        _ record: borrowing RawRecord, _ number: Range<Int>
    ) -> MappedValue.Part {
        for (text, name) in recordTypeNames where ASCII.equals(record.arena, number, text) {
            return .produced(name)
        }
        return .text(number)
    }

    /// Source: IANA, "Resource Record (RR) TYPEs". A type without a name here stays a number.
    private static let recordTypeNames = [
        ("1", Produced.recordA), ("2", .recordNS), ("5", .recordCNAME), ("6", .recordSOA),
        ("12", .recordPTR), ("13", .recordHINFO), ("15", .recordMX), ("16", .recordTXT),
        ("28", .recordAAAA), ("33", .recordSRV), ("35", .recordNAPTR), ("39", .recordDNAME),
        ("43", .recordDS), ("46", .recordRRSIG), ("47", .recordNSEC), ("48", .recordDNSKEY),
        ("64", .recordSVCB), ("65", .recordHTTPS), ("255", .recordAny), ("257", .recordCAA),
    ].map { (text: Array($0.0.utf8), name: $0.1) }
}

/// The answers within the text that Sysmon makes of them, one after the other.
private struct Answers: Sequence, IteratorProtocol {
    struct Answer {
        /// The number of the record's type, where it is told.
        var type: Range<Int>?
        var answer: Range<Int>
    }

    private let bytes: [UInt8]
    private var rest: Range<Int>

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        rest = range
    }

    mutating func next() -> Answer? {
        while !rest.isEmpty {
            let part = Cut.leading(bytes, rest) { $0 == UInt8(ascii: ";") }
            guard part.upperBound < rest.upperBound else { return nil }
            rest = part.upperBound + 1..<rest.upperBound
            if !part.isEmpty { return answer(part) }
        }
        return nil
    }

    private func answer(_ part: Range<Int>) -> Answer {
        // Case counts, as in the expression of the add-on.
        guard bytes[part].starts(with: Self.prefix) else { return Answer(answer: part) }
        let digits = skipSpace(part.lowerBound + Self.prefix.count..<part.upperBound)
        let type = Cut.leading(bytes, digits) { !ASCII.isDigit($0) }
        let answer = skipSpace(type.upperBound..<part.upperBound)
        guard digits.lowerBound > part.lowerBound + Self.prefix.count, !type.isEmpty,
            answer.lowerBound > type.upperBound, !answer.isEmpty
        else { return Answer(answer: part) }
        return Answer(type: type, answer: answer)
    }

    private func skipSpace(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound, ASCII.isSpace(bytes[start]) { start += 1 }
        return start..<range.upperBound
    }

    private static let prefix = Array("type:".utf8)
}
