extension Event {
    /// Whether a field is null or the empty string.
    func isMissing(_ field: FieldID) -> Bool { range(of: field)?.isEmpty ?? true }

    /// Whether a field is a number as ports and sizes are written: digits only.
    func isNumber(_ field: FieldID) -> Bool {
        guard let range = range(of: field), !range.isEmpty else { return false }
        return bytes[range].allSatisfy(ASCII.isDigit)
    }
}
