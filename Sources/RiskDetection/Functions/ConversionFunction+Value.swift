import SPL

extension ConversionFunction {
    /// Source: Splunk Search Reference, "Conversion functions", "Comparison and Conditional
    /// functions", "Informational functions".
    func value(_ arguments: [Value]) -> Value {
        switch self {
        case .null: .null
        case .nullif:
            EvalComparison.equal.holds(arguments[0], arguments[1]) == true ? .null : arguments[0]
        case .typeof: .string(Self.typeName(arguments[0]))
        case .tonumber: Self.number(arguments)
        case .todouble: arguments[0].number.map(Value.init(number:)) ?? .null
        case .toint: arguments[0].number.map { Value(number: $0.rounded(.towardZero)) } ?? .null
        case .tostring: Self.text(arguments)
        case .printf: PrintFormat.text(arguments).map(Value.string) ?? .null
        }
    }

    private static func typeName(_ value: Value) -> String {
        switch value {
        case .null: "Invalid"
        case .integer, .double, .time: "Number"
        case .string(let text): NumericText.number(text) == nil ? "String" : "Number"
        case .multivalue: "Multivalue"
        }
    }

    /// A base from 2 to 36 as the second argument.
    private static func number(_ arguments: [Value]) -> Value {
        guard let text = arguments[0].texts.first, arguments[0].texts.count == 1 else {
            return .null
        }
        guard arguments.count > 1 else {
            return arguments[0].number.map(Value.init(number:)) ?? .null
        }
        guard let base = arguments[1].number, (2...36).contains(base), base == base.rounded() else {
            return .null
        }
        let digits = base == 16 && text.lowercased().hasPrefix("0x") ? text.dropFirst(2) : text[...]
        return Int64(digits, radix: Int(base)).map(Value.integer) ?? .null
    }

    private static func text(_ arguments: [Value]) -> Value {
        guard arguments.count > 1 else {
            return arguments[0].isNull ? .null : Value(values: arguments[0].texts)
        }
        guard let number = arguments[0].number, Swift.abs(number) < 9e15 else {
            return Value(values: arguments[0].texts)
        }
        switch arguments[1].texts.first {
        case "hex": return .string("0x" + String(Int64(number), radix: 16, uppercase: true))
        case "commas": return .string(commas(number))
        case "duration": return .string(duration(Int64(number)))
        case "binary": return .string(String(Int64(number), radix: 2))
        default: return Value(values: arguments[0].texts)
        }
    }

    /// 1,234,567.89: at most two places.
    private static func commas(_ number: Double) -> String {
        let hundredths = Int64((Swift.abs(number) * 100).rounded())
        var groups: [String] = []
        var rest = hundredths / 100
        repeat {
            let group = String(rest % 1000)
            rest /= 1000
            groups.insert(
                rest > 0 ? String(repeating: "0", count: 3 - group.count) + group : group, at: 0)
        } while rest > 0
        let fraction = hundredths % 100
        let places = fraction == 0 ? "" : "." + (fraction < 10 ? "0" : "") + String(fraction)
        return (number < 0 ? "-" : "") + groups.joined(separator: ",") + places
    }

    /// 2+03:04:05, without the days where there are none.
    private static func duration(_ seconds: Int64) -> String {
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        let rest = Swift.abs(seconds)
        let days = rest / 86_400
        let clock = [rest % 86_400 / 3_600, rest % 3_600 / 60, rest % 60].map(two)
        return (seconds < 0 ? "-" : "") + (days > 0 ? "\(days)+" : "")
            + clock.joined(separator: ":")
    }
}
