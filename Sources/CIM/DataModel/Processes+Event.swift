extension Event {
    mutating func set(_ field: Processes.Field, _ value: String) { set(field.id, value.utf8) }

    mutating func set(_ field: Processes.Field, sameAs other: Processes.Field) {
        set(field.id, sameAs: other.id)
    }

    /// Gives a field the part of another one's value that `cut` finds; where that is null or the
    /// part is empty, the field stays as it is.
    mutating func set(
        _ field: Processes.Field, from other: Processes.Field,
        cut: ([UInt8], Range<Int>) -> Range<Int>
    ) {
        guard let whole = range(of: other.id) else { return }
        let part = cut(bytes, whole)
        if !part.isEmpty { set(field.id, range: part) }
    }

    /// Appends to the value of the field that was set last.
    mutating func extend(_ field: Processes.Field, by more: some Sequence<UInt8>) {
        guard let range = range(of: field.id) else { return }
        precondition(range.upperBound == bytes.count, "\(field) is not the last value")
        append(more)
        set(field.id, range: range.lowerBound..<bytes.count)
    }

    /// Whether a field is null or the empty string.
    func isMissing(_ field: Processes.Field) -> Bool { range(of: field.id)?.isEmpty ?? true }
}
