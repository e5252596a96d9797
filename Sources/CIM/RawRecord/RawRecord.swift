/// The fields of one raw record that mappings read.
///
/// Filled in two steps, because most records are not members: a reader notes where each value
/// stands in the record, undecoded; only then are the few values that tell membership decoded,
/// and all others when the record is a member. Memory is kept between records.
///
/// The arena begins with the record itself, so that a value that is written as it is read, as most
/// are, stands in it already; what has to be decoded comes behind.
struct RawRecord: Sendable {
    /// How the bytes of a slot stand for its value.
    enum Encoding: UInt8 {
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
        var encoding: Encoding = .decoded
    }

    /// Raw fields that mappings may read, all source types together. They are named in the sources of
    /// riskd and nowhere else: a start with more stops at once.
    static let slotsMax = 512

    private var slots: [Slot]
    /// A bit for each slot that holds a value.
    private var present = InlineArray<8, UInt64>(repeating: 0)
    private(set) var arena: [UInt8] = []
    private(set) var repairs: Repairs = []
    /// By the provider or channel, once these are decoded.
    private(set) var origin = WindowsOrigin.Finding.unknown

    init(slotCount: Int) {
        precondition(
            slotCount <= Self.slotsMax,
            "mappings read \(slotCount) raw fields, more than \(Self.slotsMax)")
        slots = Array(repeating: Slot(), count: slotCount)
        arena.reserveCapacity(8_192)
    }

    /// Empties it for another record.
    mutating func reset(_ text: Span<UInt8>) {
        for index in present.indices { present[index] = 0 }
        arena.removeAll(keepingCapacity: true)
        arena.append(contentsOf: text)
        repairs = []
        origin = .unknown
    }

    @inline(__always)
    func isAbsent(_ index: Int) -> Bool { present[index >> 6] & 1 << UInt64(index & 63) == 0 }

    /// Notes where a value stands; a later value of the same field takes its place.
    mutating func note(_ index: Int, _ range: Range<Int>, _ encoding: Encoding) {
        slots[index] = Slot(
            start: Int32(range.lowerBound), end: Int32(range.upperBound), encoding: encoding)
        present[index >> 6] |= 1 << UInt64(index & 63)
    }

    mutating func remove(_ index: Int) { present[index >> 6] &= ~(1 << UInt64(index & 63)) }

    /// Gives a field a value that does not stand in the record.
    mutating func put(_ field: RawField, _ value: some Collection<UInt8>) {
        let start = arena.count
        arena.append(contentsOf: value)
        note(field.index, start..<arena.count, .decoded)
    }

    /// Fills a field that is missing from where its value stands instead.
    mutating func fill(_ alternative: Alternative) {
        guard range(alternative.field) == nil,
            let source = alternative.sources.first(where: { range($0) != nil }),
            let value = range(source)
        else { return }
        guard let prefix = alternative.prefix.flatMap(range) else {
            return note(alternative.field.index, value, .decoded)
        }
        put(alternative.field, arena[prefix] + CollectionOfOne(UInt8(ascii: "\\")) + arena[value])
    }

    /// Tells by the decoded provider or channel where the record is from.
    mutating func findOrigin() { origin = WindowsOrigin.find(self) }

    // MARK: decoding

    /// Decodes one value, if it is there and not yet decoded.
    ///
    /// - Parameter text: What the record was reset to, or with `isRecord` false another text.
    mutating func decode(_ field: RawField, from text: Span<UInt8>, isRecord: Bool = true) {
        guard !isAbsent(field.index) else { return }
        let slot = slots[field.index]
        let source = Int(slot.start)..<Int(slot.end)
        let isSound: Bool
        let start = arena.count
        switch slot.encoding {
        case .decoded: return
        case .xml:
            if isRecord, XMLText.isPlain(text, source) {
                slots[field.index].encoding = .decoded
                return
            }
            isSound = XMLText.append(text, source, to: &arena)
        case .json:
            if isRecord, JSONText.isPlain(text, source) {
                slots[field.index].encoding = .decoded
                return
            }
            isSound = JSONText.append(text, source, to: &arena)
        }
        if !isSound { repairs.insert(.invalidUTF8) }
        note(field.index, start..<arena.count, .decoded)
    }

    mutating func decodeAll(from text: Span<UInt8>, isRecord: Bool = true) {
        for place in present.indices {
            var bits = present[place]
            while bits != 0 {
                decode(
                    RawField(index: place * 64 + bits.trailingZeroBitCount), from: text,
                    isRecord: isRecord)
                bits &= bits - 1
            }
        }
    }

    // MARK: reading

    /// The place in the arena of a decoded value; nil where the field is missing or empty, which
    /// Splunk's extractions do not tell apart.
    func range(_ field: RawField) -> Range<Int>? {
        let slot = slots[field.index]
        guard !isAbsent(field.index), slot.encoding == .decoded, slot.start < slot.end else {
            return nil
        }
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

    var isFromWindows: Bool { if case .known = origin { true } else { false } }

    var hasComputer: Bool { SystemField.computers.contains { range($0) != nil } }

    /// Whether a value is missing, or the dash that Windows writes in place of none.
    func isNone(_ field: RawField) -> Bool {
        guard let range = range(field) else { return true }
        return range.count == 1 && arena[range.lowerBound] == UInt8(ascii: "-")
    }
}
