/// The raw fields of one record, decoded, in one byte array that is used again for the next.
struct RawRecord: Sendable {
    private(set) var bytes: [UInt8] = []
    private var slots: [Range<Int>?] = Array(repeating: nil, count: RawField.count)
    var repairs: Repairs = []

    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = nil }
        repairs = []
    }

    func range(_ field: RawField) -> Range<Int>? { slots[field.rawValue] }

    func has(_ field: RawField) -> Bool { slots[field.rawValue] != nil }

    /// Where the next value will begin: append to it, then `close`.
    var mark: Int { bytes.count }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ span: Span<UInt8>, _ range: Range<Int>) {
        for index in range { bytes.append(span[index]) }
    }

    mutating func append(scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
    }

    /// Gives a field the bytes since `mark`. An empty value is no value; what is not UTF-8 becomes
    /// U+FFFD.
    mutating func close(_ field: RawField, since mark: Int) {
        guard bytes.count > mark else {
            slots[field.rawValue] = nil
            return
        }
        let isPlain = bytes[mark...].allSatisfy { $0 < 0x80 }
        if !isPlain { repair(since: mark) }
        slots[field.rawValue] = mark..<bytes.count
    }

    /// Forgets the bytes since `mark`.
    mutating func discard(since mark: Int) { bytes.removeSubrange(mark...) }

    private mutating func repair(since mark: Int) {
        let text = String(decoding: bytes[mark...], as: UTF8.self)
        guard !text.utf8.elementsEqual(bytes[mark...]) else { return }
        repairs.insert(.invalidUTF8)
        bytes.replaceSubrange(mark..., with: text.utf8)
    }

    /// Whether a field has exactly this value.
    func equals(_ field: RawField, _ text: StaticString) -> Bool {
        guard let range = range(field), range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { unsafe bytes[range].elementsEqual($0) }
    }

    func hasSuffix(_ field: RawField, _ suffix: StaticString) -> Bool {
        guard let range = range(field) else { return false }
        return suffix.withUTF8Buffer {
            unsafe bytes[range].suffix($0.count).elementsEqual($0)
        }
    }
}
