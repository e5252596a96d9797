/// The fields of one event that have several values, and where these stand.
///
/// - Shape: the values of a field are chained in their order; the chains of several fields lie among
///   one another. Fields are few, so they are looked through.
package struct ValueLists: Sendable {
    struct Chain {
        var field: FieldID
        /// Numbers of values.
        var first: Int
        var last: Int
        var count: Int
    }

    struct Value {
        /// As in ``Event/slots``.
        var slot: UInt64
        /// Number of the next value of the field; -1 behind the last.
        var next: Int
    }

    package var isEmpty: Bool { chains.isEmpty }
    private(set) var chains: [Chain] = []
    private(set) var values: [Value] = []

    package mutating func removeAll() {
        chains.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    /// The place of a field in `chains`; nil where it has one value or none.
    func place(of field: FieldID) -> Int? {
        for place in chains.indices where chains[place].field == field { return place }
        return nil
    }

    /// The values stay, unreachable, until all are removed.
    package mutating func remove(_ field: FieldID) {
        if let place = place(of: field) { chains.remove(at: place) }
    }

    /// Adds a value behind the others of a field.
    ///
    /// - Parameter first: The value that the field has so far, where it is no list yet.
    mutating func append(_ slot: UInt64, to field: FieldID, behind first: UInt64) {
        let number = values.count
        if let place = place(of: field) {
            values[chains[place].last].next = number
            values.append(Value(slot: slot, next: -1))
            chains[place].last = number
            chains[place].count += 1
            return
        }
        values.append(Value(slot: first, next: number + 1))
        values.append(Value(slot: slot, next: -1))
        chains.append(Chain(field: field, first: number, last: number + 1, count: 2))
    }
}
