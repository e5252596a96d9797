import SPL

extension OverallFunction {
    /// Over the arguments, each value of several among them.
    ///
    /// Source: Splunk Search Reference, "max": texts count as greater than numbers.
    func value(_ arguments: [Value]) -> Value {
        let texts = arguments.flatMap(\.texts)
        let numbers = texts.compactMap(NumericText.number)
        let words = texts.filter { NumericText.number($0) == nil }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        switch self {
        case .max: return words.last.map(Value.string) ?? Self.value(numbers.max())
        case .min: return Self.value(numbers.min(), orElse: words.first)
        case .sum: return Self.value(numbers.isEmpty ? nil : numbers.reduce(0, +))
        case .avg:
            return Self.value(
                numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count))
        }
    }

    private static func value(_ number: Double?, orElse text: String? = nil) -> Value {
        number.map(Value.init(number:)) ?? text.map(Value.string) ?? .null
    }
}
