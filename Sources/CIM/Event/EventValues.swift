/// The values of one event, to look at several of them without counting a reference for each.
package struct EventValues: ~Escapable {
    package let bytes: Span<UInt8>
    @usableFromInline internal let slots: Span<UInt64>

    @_lifetime(copy bytes, copy slots)
    init(bytes: Span<UInt8>, slots: Span<UInt64>) {
        self.bytes = bytes
        self.slots = slots
    }

    /// As ``Event/range(of:)``.
    @inlinable @inline(__always)
    package func range(of field: FieldID) -> Range<Int>? {
        Event.range(slots[field.index])
    }
}

extension Event {
    package var values: EventValues {
        @_lifetime(borrow self) get { EventValues(bytes: bytes.span, slots: slots.span) }
    }
}
