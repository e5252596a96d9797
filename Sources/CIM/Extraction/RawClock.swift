/// Reads the time of a raw record by the rules that events of data models have.
struct RawClock: Sendable {
    /// As feeds of portals call it.
    static let timestamp = RawFieldNames.raw.timestamp
    /// Of Sysmon, beside the time of the log.
    static let witness = RawFieldNames.raw.witness

    private var record = RawRecord(slotCount: RawFieldNames.raw.slotCount)
    private let times: RecordTimes
    private let later: [RawField]

    init() {
        var times = RecordTimes.windows
        times.witness = Self.witness
        self.times = times
        later = [Self.timestamp] + SystemField.times + [SystemField.envelopeTime.field]
    }

    enum Reading {
        case time(Timestamp, shiftSeconds: Int)
        case missing, invalid
    }

    /// - Parameters:
    ///   - outer: The time of a document around the record, for where it has none.
    ///   - zone: Of the clock that times without a zone were read off.
    mutating func read(
        _ text: Span<UInt8>, _ head: borrowing RawHead, outer: [UInt8]?, zone: TimeZoneRules?
    ) -> Reading {
        // What Windows itself writes counts before all others, and names no other zone.
        if head.times.count == 1, head.times[0].field == SystemField.timeCreated.field,
            XMLText.isPlain(text, head.times[0].place.range)
        {
            guard let time = Timestamp.parse(text.extracting(head.times[0].place.range)),
                Timestamp.recordTimes.contains(time)
            else { return .invalid }
            return .time(time, shiftSeconds: 0)
        }
        note(text, head)
        var field = times.field(of: record)
        if field == nil { field = later.first { record.range($0) != nil } }
        if field == nil, let outer {
            record.put(SystemField.envelopeTime.field, outer)
            field = SystemField.envelopeTime.field
        }
        guard let field else { return .missing }
        guard let read = times.time(in: field, of: record, zone: zone),
            Timestamp.recordTimes.contains(read.time)
        else { return .invalid }
        return .time(read.time, shiftSeconds: read.shiftSeconds)
    }

    /// The text of the time, for a record within this one.
    mutating func text(of text: Span<UInt8>, _ head: borrowing RawHead) -> [UInt8]? {
        note(text, head)
        let field = times.field(of: record) ?? later.first { record.range($0) != nil }
        return field.flatMap { record.range($0) }.map { Array(record.arena[$0]) }
    }

    private mutating func note(_ text: Span<UInt8>, _ head: borrowing RawHead) {
        record.reset(text.extracting(0..<0))
        for (field, place) in head.times {
            var value: [UInt8] = []
            switch place.encoding {
            case .xml: _ = XMLText.append(text, place.range, to: &value)
            case .json: _ = JSONText.append(text, place.range, to: &value)
            case .decoded: for index in place.range { value.append(text[index]) }
            }
            record.put(field, value)
        }
        if head.isWinlogbeat { record.put(SystemField.winlogbeatMark.field, "x".utf8) }
    }
}

extension RawFieldNames {
    /// The slots that the time of a raw record is looked for in.
    fileprivate static let raw: (slotCount: Int, timestamp: RawField, witness: RawField) = {
        var names = RawFieldNames()
        let timestamp = names.data("timestamp")
        let witness = names.data("UtcTime")
        return (names.slotCount, timestamp, witness)
    }()
}
