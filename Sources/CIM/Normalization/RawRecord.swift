/// The fields of one raw record that mappings read.
///
/// Filled in two steps, because most records are not members: a scanner notes where each value
/// stands in the record, undecoded; only then are the few values that tell membership decoded
/// into the arena, and all others when the record is a member. Memory is kept between records.
struct RawRecord: Sendable {
    /// How the bytes of a slot stand for its value.
    enum Encoding: UInt8 {
        case absent
        /// XML character data: entities, CDATA sections, comments, line ends.
        case xml
        /// The inside of a JSON string: escapes.
        case json
        /// In the arena, as the mappings read it.
        case decoded
    }

    private struct Slot {
        var start: Int32 = 0
        var end: Int32 = 0
        var encoding: Encoding = .absent
    }

    private var slots: [Slot]
    private(set) var arena: [UInt8] = []
    private(set) var repairs: Repairs = []

    init(slotCount: Int) {
        slots = Array(repeating: Slot(), count: slotCount)
        arena.reserveCapacity(8_192)
    }

    mutating func reset() {
        for index in slots.indices { slots[index].encoding = .absent }
        arena.removeAll(keepingCapacity: true)
        repairs = []
    }

    func isAbsent(_ index: Int) -> Bool { slots[index].encoding == .absent }

    /// Notes where a value stands; a later value of the same field takes its place.
    mutating func note(_ index: Int, _ range: Range<Int>, _ encoding: Encoding) {
        slots[index] = Slot(
            start: Int32(range.lowerBound), end: Int32(range.upperBound), encoding: encoding)
    }

    mutating func remove(_ index: Int) { slots[index].encoding = .absent }

    /// Gives a field another value than the record has: for finding out what follows from it.
    mutating func replace(_ field: RawField, by text: String) {
        let start = arena.count
        arena.append(contentsOf: text.utf8)
        note(field.index, start..<arena.count, .decoded)
    }

    // MARK: decoding

    /// Brings one value into the arena, if it is there and not yet decoded.
    mutating func decode(_ field: RawField, from text: Span<UInt8>) {
        let slot = slots[field.index]
        let source = Int(slot.start)..<Int(slot.end)
        let start = arena.count
        let isSound: Bool
        switch slot.encoding {
        case .absent, .decoded: return
        case .xml: isSound = XMLText.append(text, source, to: &arena)
        case .json: isSound = JSONText.append(text, source, to: &arena)
        }
        if !isSound { repairs.insert(.invalidUTF8) }
        note(field.index, start..<arena.count, .decoded)
    }

    mutating func decodeAll(from text: Span<UInt8>) {
        for index in slots.indices { decode(RawField(index: index), from: text) }
    }

    // MARK: reading

    /// The place in the arena of a decoded value; nil where the field is missing or empty, which
    /// Splunk's extractions do not tell apart.
    func range(_ field: RawField) -> Range<Int>? {
        let slot = slots[field.index]
        guard slot.encoding == .decoded, slot.start < slot.end else { return nil }
        return Int(slot.start)..<Int(slot.end)
    }

    func range(_ field: SystemField) -> Range<Int>? { range(field.field) }

    /// Whether a decoded value is this text. ASCII letters of either case are the same.
    func matches(_ field: RawField, _ expected: [UInt8]) -> Bool {
        guard let range = range(field) else { return false }
        return ASCII.equals(arena, range, expected)
    }

    func matches(_ field: SystemField, _ expected: [UInt8]) -> Bool {
        matches(field.field, expected)
    }

    /// Whether a value is missing, or the dash that Windows writes in place of none.
    func isNone(_ field: RawField) -> Bool {
        guard let range = range(field) else { return true }
        return range.count == 1 && arena[range.lowerBound] == UInt8(ascii: "-")
    }

    /// Gives a field of the event a value as it is; a missing one stays null.
    func copy(_ raw: RawField, to field: some DataSetField, of event: inout Event) {
        guard let range = range(raw) else { return }
        event.set(field.id, arena.span.extracting(range))
    }

    func copy(firstOf raws: [RawField], to field: some DataSetField, of event: inout Event) {
        for raw in raws where range(raw) != nil {
            copy(raw, to: field, of: &event)
            return
        }
    }

    /// The computer that a Windows event is from, as logged: `host`, and the field that the data
    /// set has for it.
    func copyComputer<Field: DataSetField>(to field: Field, of event: inout Event) {
        copy(firstOf: SystemField.computers, to: field, of: &event)
        event.set(Field.host, sameAs: field)
    }
}
