/// The values of one event, to look at several of them without counting a reference for each.
package struct EventValues: ~Escapable {
    package let bytes: Span<UInt8>
    @usableFromInline internal let slots: Span<UInt64>
    private let chains: Span<ValueLists.Chain>
    private let listed: Span<ValueLists.Value>

    @_lifetime(borrow event)
    init(_ event: borrowing Event) {
        bytes = event.bytes.span
        slots = event.slots.span
        chains = event.lists.chains.span
        listed = event.lists.values.span
    }

    /// As ``Event/hasLists``.
    package var hasLists: Bool { !chains.isEmpty }

    /// As ``Event/forEachValue(of:_:)``.
    @inline(__always)
    package func forEachValue(of field: FieldID, _ body: (Range<Int>) -> Void) {
        guard let first = range(of: field) else { return }
        for place in chains.indices where chains[place].field == field {
            var number = chains[place].first
            while number >= 0 {
                if let range = Event.range(listed[number].slot) { body(range) }
                number = listed[number].next
            }
            return
        }
        body(first)
    }

    /// As ``Event/range(of:)``.
    @inlinable @inline(__always)
    package func range(of field: FieldID) -> Range<Int>? {
        Event.range(slots[field.index])
    }
}

extension Event {
    package var values: EventValues {
        @_lifetime(borrow self) get { EventValues(self) }
    }
}
