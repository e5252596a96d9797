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

/// Records that some search may match, to be asked of each record: nearly all are told by a bit.
struct WantedIndex: Sendable {
    /// A bit for each event id, which is 16 bits wide.
    private var bits = [UInt64](repeating: 0, count: 1_024)
    /// Channels by event id, in lower case; an id that is wanted of every channel is not among them.
    private var channels: [Int: [[UInt8]]] = [:]

    init(_ wanted: Set<WantedRecords>) {
        var whole: Set<Int> = []
        for records in wanted where (0...0xFFFF).contains(records.eventID) {
            bits[records.eventID >> 6] |= 1 << UInt64(records.eventID & 63)
            if let channel = records.channel {
                channels[records.eventID, default: []].append(
                    channel.utf8.map(ASCII.lowercased))
            } else {
                whole.insert(records.eventID)
            }
        }
        for eventID in whole { channels[eventID] = nil }
    }

    /// - Parameter channel: Nil where the record does not say it: then it may be any.
    func contains(_ eventID: Int, _ text: Span<UInt8>, _ channel: Range<Int>?) -> Bool {
        guard (0...0xFFFF).contains(eventID),
            bits[eventID >> 6] & 1 << UInt64(eventID & 63) != 0
        else { return false }
        guard let channel, let names = channels[eventID] else { return true }
        return names.contains { name in
            guard name.count == channel.count else { return false }
            for index in name.indices
            where ASCII.lowercased(text[channel.lowerBound + index]) != name[index] {
                return false
            }
            return true
        }
    }
}
