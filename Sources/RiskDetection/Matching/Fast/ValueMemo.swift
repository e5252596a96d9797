/// Remembered scans by value: those that look for a word of a value that has come before.
///
/// Programs, hosts and users repeat from event to event. A value gets its place when it comes a
/// second time, with none between that shares the place, so that values which never come again cost
/// a number each.
struct ValueMemo: Sendable {
    private static let places = 512
    /// Longer values are not to be noted.
    static let valueBytesMax = 256

    private struct Entry: Sendable {
        /// Of the value that came last.
        var hash: UInt64 = 0
        var value: [UInt8] = []
        var owners: [Int32] = []
        var isKnown = false
    }

    private var entries: [Entry] = []

    /// Takes the scans that look for what a value has.
    ///
    /// - Returns: False where the value is not known.
    func take(_ value: Span<UInt8>, _ hash: UInt64, into: inout ScanCandidates) -> Bool {
        let place = Int(hash & UInt64(Self.places - 1))
        let entries = entries.span
        guard place < entries.count, entries[place].hash == hash, entries[place].isKnown,
            entries[place].value.span.hasBytes(of: value)
        else { return false }
        let owners = entries[place].owners.span
        for index in owners.indices { into.take(owners[index]) }
        return true
    }

    /// - Parameter owners: Of a value that is not known; one may be there several times.
    mutating func note(_ value: Span<UInt8>, _ hash: UInt64, owners: [Int32]) {
        if entries.isEmpty { entries = Array(repeating: Entry(), count: Self.places) }
        let place = Int(hash & UInt64(Self.places - 1))
        if entries[place].hash == hash {
            entries[place] = Entry(
                hash: hash, value: value.array, owners: Set(owners).sorted(), isKnown: true)
        } else {
            entries[place].hash = hash
            entries[place].isKnown = false
        }
    }
}
