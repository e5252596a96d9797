// Fast: same answers as asking again of each value; held by ScanIndexTests; saves 16,400 instructions for the words of values, and 900 for the lists of conditions, of a made-up Sysmon record with all detections of ESCU.

/// Values that have come before, so that what was found out about them need not be found out again.
///
/// Programs, hosts and users repeat from event to event. A value gets its place when it comes a second
/// time, with none between that shares the place, so that values which never come again cost a number
/// each. The owner keeps the answers, by place: for instance the scans that look for `cmd.exe`.
struct RecentValues: Sendable {
    /// Longer values are not to be noted.
    static let valueBytesMax = 256

    private struct Entry: Sendable {
        /// Of the value that came last.
        var hash: UInt64 = 0
        var value: [UInt8] = []
        var isKnown = false
    }

    let places: Int
    private var entries: [Entry] = []

    /// - Parameter places: A power of two; memory is taken when the first value is noted.
    init(places: Int) {
        precondition(
            places > 0 && places & (places - 1) == 0, "\(places) places are no power of two")
        self.places = places
    }

    /// The place of a value; nil where the value is not known.
    func place(of value: Span<UInt8>, _ hash: UInt64) -> Int? {
        let place = Int(hash & UInt64(places - 1))
        let entries = entries.span
        guard place < entries.count, entries[place].hash == hash, entries[place].isKnown,
            entries[place].value.span.hasBytes(of: value)
        else { return nil }
        return place
    }

    /// Notes a value that is not known.
    ///
    /// - Returns: The place that its answer goes to; nil where the value comes for the first time.
    mutating func note(_ value: Span<UInt8>, _ hash: UInt64) -> Int? {
        if entries.isEmpty { entries = Array(repeating: Entry(), count: places) }
        let place = Int(hash & UInt64(places - 1))
        guard entries[place].hash == hash else {
            entries[place].hash = hash
            entries[place].isKnown = false
            return nil
        }
        entries[place].value.removeAll(keepingCapacity: true)
        entries[place].value.append(value)
        entries[place].isKnown = true
        return place
    }
}
