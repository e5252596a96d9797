/// Sysmon event 22.
///
/// A query has many answers and an event one text for a field, so answers and their types stand
/// below one another, as Splunk shows a field of many values.
///
/// Source: Splunk_TA_microsoft_sysmon 5.0 for the answers, 4.0 for the fields that an event gets.
struct SysmonDNSQuery: Sourcetype {
    typealias Target = DNS

    static let recordTypes = SysmonEvent.types([22])

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

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.src, of: &event)
        record.copy(queryName, to: Field.query, of: &event)
        record.copy(queryStatus, to: Field.reply_code_id, of: &event)
        setAnswers(record, of: &event)
        sysmon.setOrigin(Field.self, record, of: &event)
    }

    /// Every match of `(type:\s+(\d+)\s+|)([^;]+);`: `type:  5 a.example.test;::ffff:192.0.2.1;`
    /// holds an answer of type 5 and one whose type is not told. What no semicolon follows is none.
    private func setAnswers(_ record: borrowing RawRecord, of event: inout Event) {
        guard let results = record.range(queryResults) else { return }
        let bytes = record.arena
        var count = 0
        for part in Answers(bytes, results) {
            append(bytes[part.answer], to: .answer, isFirst: count == 0, of: &event)
            count += 1
        }
        guard count > 0 else { return }
        event.set(Field.answer_count, "\(count)")
        var isFirst = true
        for part in Answers(bytes, results) {
            guard let type = part.type else { continue }
            if let known = Self.recordTypeNames.first(where: {
                ASCII.equals(bytes, type, $0.number)
            }) {
                append(known.name[...], to: .record_type, isFirst: isFirst, of: &event)
            } else {
                append(bytes[type], to: .record_type, isFirst: isFirst, of: &event)
            }
            isFirst = false
        }
    }

    private func append(
        _ value: ArraySlice<UInt8>, to field: Field, isFirst: Bool, of event: inout Event
    ) {
        if isFirst {
            event.set(field, value)
        } else {
            event.extend(field, by: CollectionOfOne(0x0A))
            event.extend(field, by: value)
        }
    }

    /// Source: IANA, "Resource Record (RR) TYPEs". A type without a name here stays a number.
    private static let recordTypeNames = [
        ("1", "A"), ("2", "NS"), ("5", "CNAME"), ("6", "SOA"), ("12", "PTR"), ("13", "HINFO"),
        ("15", "MX"), ("16", "TXT"), ("28", "AAAA"), ("33", "SRV"), ("35", "NAPTR"),
        ("39", "DNAME"), ("43", "DS"), ("46", "RRSIG"), ("47", "NSEC"), ("48", "DNSKEY"),
        ("64", "SVCB"), ("65", "HTTPS"), ("255", "*"), ("257", "CAA"),
    ].map { (number: Array($0.0.utf8), name: Array($0.1.utf8)) }
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
        guard ASCII.begins(bytes, part, with: Self.prefix) else { return Answer(answer: part) }
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
