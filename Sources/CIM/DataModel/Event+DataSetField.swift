extension Event {
    mutating func set(_ field: some DataSetField, _ value: String) { set(field.id, value) }

    mutating func set(_ field: some DataSetField, _ value: some Sequence<UInt8>) {
        set(field.id, value)
    }

    mutating func set(_ field: some DataSetField, without byte: UInt8, _ range: Range<Int>) {
        set(field.id, without: byte, range)
    }

    mutating func set<Field: DataSetField>(_ field: Field, sameAs other: Field) {
        set(field.id, sameAs: other.id)
    }

    /// Gives a field the part of another one's value that `cut` finds; where that is null or the
    /// part is empty, the field stays as it is.
    mutating func set<Field: DataSetField>(
        _ field: Field, from other: Field, cut: ([UInt8], Range<Int>) -> Range<Int>
    ) {
        guard let whole = range(of: other.id) else { return }
        let part = cut(bytes, whole)
        if !part.isEmpty { set(field.id, range: part) }
    }

    /// Appends to the value of the field that was set last.
    mutating func extend(_ field: some DataSetField, by more: some Sequence<UInt8>) {
        guard let range = range(of: field.id) else { return }
        precondition(range.upperBound == bytes.count, "\(field) is not the last value")
        append(more)
        set(field.id, range: range.lowerBound..<bytes.count)
    }

    mutating func setNull(_ field: some DataSetField) { setNull(field.id) }

    mutating func lowercase(_ field: some DataSetField) { lowercase(field.id) }

    /// Whether a field is null or the empty string.
    func isMissing(_ field: some DataSetField) -> Bool { range(of: field.id)?.isEmpty ?? true }

    /// Whether a field is a number as ports and sizes are written: digits only.
    func isNumber(_ field: some DataSetField) -> Bool {
        guard let range = range(of: field.id), !range.isEmpty else { return false }
        return bytes[range].allSatisfy(ASCII.isDigit)
    }
}
