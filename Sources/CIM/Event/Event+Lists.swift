extension Event {
    /// Whether any field has several values.
    @inlinable @inline(__always)
    package var hasLists: Bool { !lists.isEmpty }

    /// Whether a field has several values.
    package func isList(_ field: FieldID) -> Bool { hasLists && lists.place(of: field) != nil }

    /// How many values a field has: none where it is null.
    package func valueCount(of field: FieldID) -> Int {
        guard hasLists, let place = lists.place(of: field) else {
            return range(of: field) == nil ? 0 : 1
        }
        return lists.chains[place].count
    }

    /// Calls `body` with the place in `bytes` of each value of a field, in their order: of a field that
    /// is null with none.
    package func forEachValue(of field: FieldID, _ body: (Range<Int>) -> Void) {
        values.forEachValue(of: field, body)
    }

    /// The values of a field as texts, in their order. Allocates.
    package func strings(_ field: FieldID) -> [String] {
        var strings: [String] = []
        forEachValue(of: field) { strings.append(String(decoding: bytes[$0], as: UTF8.self)) }
        return strings
    }

    /// Gives a field the values that stand in some ranges of `bytes`: none makes it null, and only
    /// several make a list.
    package mutating func set(_ field: FieldID, values: some Sequence<Range<Int>>) {
        setNull(field)
        for range in values { add(field, range: range) }
    }

    /// Gives a field one value more, behind those that it has.
    ///
    /// - Parameter range: A range within `bytes`.
    package mutating func add(_ field: FieldID, range: Range<Int>) {
        precondition(range.upperBound <= bytes.count, "range \(range) of \(bytes.count) bytes")
        let first = slots[field.index]
        if first == .max { return set(field, range: range) }
        let slot = UInt64(UInt32(range.lowerBound)) << 32 | UInt64(UInt32(range.upperBound))
        lists.append(slot, to: field, behind: first)
    }

    /// Gives a field one value more, which is copied.
    package mutating func add(_ field: FieldID, _ value: some Sequence<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: value)
        add(field, range: start..<bytes.count)
    }
}
