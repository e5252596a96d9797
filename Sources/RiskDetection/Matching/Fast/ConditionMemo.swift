/// Remembered answers of long lists in conditions, for values that have come before.
///
/// Programs and their paths repeat from event to event, and a list of a hundred is asked of each.
struct ConditionMemo: Sendable {
    private static let places = 128
    /// Longer values are not remembered.
    private static let valueBytesMax = 256

    private struct Entry: Sendable {
        var hash: UInt64 = 0
        var value: [UInt8] = []
        var isMatch = false
    }

    /// By list; of a list that has not been asked none.
    private var entries: [[Entry]]
    private var memory = PatternSearch.Memory()

    /// - Parameter lists: They go by their number.
    init(lists: Int) { entries = Array(repeating: [], count: lists) }

    /// Whether a list matches a value.
    ///
    /// - Parameter ask: Asks the list; it may use memory that is there for each value.
    mutating func matches(
        _ list: Int, _ value: Span<UInt8>, _ ask: (inout PatternSearch.Memory) -> Bool
    ) -> Bool {
        guard value.count <= Self.valueBytesMax else { return ask(&memory) }
        let hash = ByteHash.of(value)
        let place = Int(hash & UInt64(Self.places - 1))
        if let known = known(list, place, hash, value) { return known }
        let isMatch = ask(&memory)
        if entries[list].isEmpty {
            entries[list] = Array(repeating: Entry(), count: Self.places)
        }
        entries[list][place].hash = hash
        entries[list][place].value.removeAll(keepingCapacity: true)
        entries[list][place].value.append(value)
        entries[list][place].isMatch = isMatch
        return isMatch
    }

    private func known(
        _ list: Int, _ place: Int, _ hash: UInt64, _ value: Span<UInt8>
    ) -> Bool? {
        let all = entries.span
        let entries = all[list].span
        guard place < entries.count, entries[place].hash == hash,
            entries[place].value.span.hasBytes(of: value)
        else { return nil }
        return entries[place].isMatch
    }
}
