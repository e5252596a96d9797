/// A normalised event: its time and the CIM field values of one data set.
///
/// Values lie one behind the other in one byte array, so an event that is filled again for each
/// record allocates nothing once its array has grown to the size of the largest. Text is made
/// (`string(_:)`) only for what a row needs.
///
/// - Shape: `slots[f]` is the byte range of field `f` of the data set, its start above its end, or
///   all ones where it is null. Of a field with several values, as raw records have, that is the
///   first; all of them stand in `lists`.
package struct Event: Sendable {
    /// Bytes that the values of an event may hold, as a slot counts with four: one behind them stops
    /// the run. No record comes to that: ``Normalizer/recordBytesMax`` is an eighth of it, and values
    /// are parts of their record.
    static let bytesMax = 4_294_967_294

    package var time: Timestamp
    package private(set) var dataSet: DataSet
    @usableFromInline package internal(set) var bytes: [UInt8]
    @usableFromInline internal var slots: [UInt64]
    package internal(set) var lists = ValueLists()

    package init(dataSet: DataSet, time: Timestamp = Timestamp(nanoseconds: 0)) {
        self.dataSet = dataSet
        self.time = time
        self.bytes = []
        self.slots = Array(repeating: .max, count: dataSet.fields.count)
    }

    /// Empties the event for another record, keeping its memory.
    ///
    /// - Parameter text: What its bytes begin with, of which ``set(_:range:)`` makes values.
    package mutating func reset(dataSet: DataSet, time: Timestamp, _ text: [UInt8] = []) {
        self.dataSet = dataSet
        self.time = time
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: text)
        clearSlots()
    }

    /// Empties the event for another record, which its bytes begin with.
    mutating func reset(dataSet: DataSet, time: Timestamp, _ text: Span<UInt8>) {
        self.dataSet = dataSet
        self.time = time
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: text)
        clearSlots()
    }

    /// Takes the fields of a data set from an event of more fields, whose bytes it is given.
    ///
    /// - Parameter sources: Of each field the one of `other`.
    mutating func take(_ other: borrowing Event, _ sources: [FieldID], _ dataSet: DataSet) {
        self.dataSet = dataSet
        time = other.time
        clearSlots()
        for place in sources.indices { slots[place] = other.slots[sources[place].index] }
        guard other.hasLists else { return }
        for place in sources.indices where other.isList(sources[place]) {
            let field = FieldID(index: place)
            slots[place] = .max
            other.forEachValue(of: sources[place]) { range in
                let slot = UInt64(UInt32(range.lowerBound)) << 32 | UInt64(UInt32(range.upperBound))
                if slots[place] == .max {
                    slots[place] = slot
                } else {
                    lists.append(slot, to: field, behind: slots[place])
                }
            }
        }
    }

    /// Has the values of events to come stand in some bytes.
    package mutating func share(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func clearSlots() {
        if hasLists { lists.removeAll() }
        if slots.count == dataSet.fields.count {
            for index in slots.indices { slots[index] = .max }
        } else {
            slots = Array(repeating: .max, count: dataSet.fields.count)
        }
    }

    /// Where the value of a field stands in `bytes`; nil where the field is null.
    ///
    /// An empty range is a value (the empty string), not null.
    @inlinable @inline(__always)
    package func range(of field: FieldID) -> Range<Int>? {
        Self.range(slots[field.index])
    }

    /// What a slot stands for.
    @inlinable @inline(__always)
    static func range(_ slot: UInt64) -> Range<Int>? {
        guard slot != .max else { return nil }
        return Int(slot >> 32)..<Int(slot & 0xFFFF_FFFF)
    }

    @inlinable @inline(__always)
    mutating func set(_ field: FieldID, _ start: Int, _ end: Int) {
        if hasLists { lists.remove(field) }
        slots[field.index] = UInt64(UInt32(start)) << 32 | UInt64(UInt32(end))
    }

    /// The value as text; bytes that are not UTF-8 become U+FFFD. Allocates.
    package func string(_ field: FieldID) -> String? {
        range(of: field).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    package mutating func set(_ field: FieldID, _ value: some Sequence<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: value)
        set(field, start, bytes.count)
    }

    package mutating func set(_ field: FieldID, _ value: Span<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: value)
        set(field, start, bytes.count)
    }

    package mutating func set(_ field: FieldID, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: value.utf8Span.span)
        set(field, start, bytes.count)
    }

    /// Gives a field what stands in a range of other bytes.
    mutating func set(_ field: FieldID, _ other: [UInt8], _ range: Range<Int>) {
        let start = bytes.count
        bytes.append(contentsOf: other.span.extracting(range))
        set(field, start, bytes.count)
    }

    /// Gives one field the value of another without copying its bytes.
    package mutating func set(_ field: FieldID, sameAs other: FieldID) {
        guard isList(other) else {
            if hasLists { lists.remove(field) }
            return slots[field.index] = slots[other.index]
        }
        var values: [Range<Int>] = []
        forEachValue(of: other) { values.append($0) }
        set(field, values: values)
    }

    /// Gives a field a part of the value of another without copying its bytes.
    ///
    /// - Parameter range: A range within `bytes`.
    @inlinable
    package mutating func set(_ field: FieldID, range: Range<Int>) {
        precondition(range.upperBound <= bytes.count, "range \(range) of \(bytes.count) bytes")
        set(field, range.lowerBound, range.upperBound)
    }

    /// Appends bytes that belong to no field yet; ``set(_:range:)`` gives them to one.
    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Lowers the ASCII letters of a value.
    mutating func lowercase(_ field: FieldID) {
        guard let range = range(of: field) else { return }
        let start = bytes.count
        for index in range { bytes.append(ASCII.lowercased(bytes[index])) }
        set(field, range: start..<bytes.count)
    }

    /// Gives a field what stands in a range of `bytes`, less each occurrence of one byte.
    mutating func set(_ field: FieldID, without byte: UInt8, _ range: Range<Int>) {
        if ByteScan.first(byte, byte, byte, in: bytes.span, range.lowerBound, range.upperBound)
            == range.upperBound
        {
            return set(field, range: range)
        }
        let start = bytes.count
        for index in range where bytes[index] != byte { bytes.append(bytes[index]) }
        set(field, range: start..<bytes.count)
    }

    @inlinable
    package mutating func setNull(_ field: FieldID) {
        if hasLists { lists.remove(field) }
        slots[field.index] = .max
    }
}
