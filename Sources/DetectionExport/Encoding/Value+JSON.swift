package import SPL

extension JSONValue {
    /// A cell: counts as numbers, times as epoch seconds, fields as strings, several values as a
    /// list.
    package init(_ value: Value) {
        self =
            switch value {
            case .null: .null
            case .string(let text): .string(text)
            case .integer(let number): .integer(number)
            case .double, .time: .number(value.texts[0])
            case .multivalue(let texts): .strings(texts)
            }
    }
}
