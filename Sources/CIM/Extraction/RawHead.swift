/// What tells a raw record from others: where its event id, its channel, its computer and its time
/// stand, before anything is decoded.
struct RawHead: Sendable {
    struct Place: Sendable {
        var range: Range<Int>
        var encoding: RawRecord.Encoding
    }

    var eventID: Place?
    var channel: Place?
    var provider: Place?
    var providerGUID: Place?
    var computer: Place?
    /// Whether winlogbeat wrote it: then `@timestamp` is the event's own.
    var isWinlogbeat = false
    /// Where a time may stand, by the slot that ``RecordTimes`` looks at.
    private(set) var times: [(field: RawField, place: Place)] = []

    mutating func reset() {
        eventID = nil
        channel = nil
        provider = nil
        providerGUID = nil
        computer = nil
        isWinlogbeat = false
        times.removeAll(keepingCapacity: true)
    }

    mutating func note(time field: RawField, _ range: Range<Int>, _ encoding: RawRecord.Encoding) {
        times.append((field, Place(range: range, encoding: encoding)))
    }
}
