extension Event {
    mutating func set(_ field: some DataSetField, _ value: String) { set(field.id, value.utf8) }

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

    /// Whether a field is null or the empty string.
    func isMissing(_ field: some DataSetField) -> Bool { range(of: field.id)?.isEmpty ?? true }

    /// `if(isnull(f) OR f="","unknown",f)` for each of the fields; the word stands once in an event.
    mutating func fillUnknown(_ fields: [some DataSetField]) {
        var unknown: Range<Int>?
        for field in fields { fillUnknown(field, &unknown) }
    }

    mutating func fillUnknown(_ field: some DataSetField, _ unknown: inout Range<Int>?) {
        guard isMissing(field) else { return }
        if let unknown {
            set(field.id, range: unknown)
        } else {
            set(field, "unknown")
            unknown = range(of: field.id)
        }
    }
}
