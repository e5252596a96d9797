import CMath
import SPL

extension EvalFunction {
    /// Functions of numbers; what is no number, or has no result, gives null.
    func mathematics(_ arguments: [Value]) -> Value {
        if self == .pi { return .double(Double.pi) }
        guard let x = arguments[0].number else { return .null }
        guard arguments.count > 1 else { return Value(number: number(of: x)) }
        guard let y = arguments[1].number else { return .null }
        return Value(number: number(of: x, y))
    }

    private func number(of x: Double) -> Double {
        switch self {
        case .abs: Swift.abs(x)
        case .ceiling: x.rounded(.up)
        case .floor: x.rounded(.down)
        case .round: x.rounded(.toNearestOrAwayFromZero)
        case .exact: x
        case .sqrt: x.squareRoot()
        case .exp: CMath.exp(x)
        case .ln: CMath.log(x)
        case .log: CMath.log10(x)
        case .acos: CMath.acos(x)
        case .acosh: CMath.acosh(x)
        case .asin: CMath.asin(x)
        case .asinh: CMath.asinh(x)
        case .atan: CMath.atan(x)
        case .atanh: CMath.atanh(x)
        case .cos: CMath.cos(x)
        case .cosh: CMath.cosh(x)
        case .sin: CMath.sin(x)
        case .sinh: CMath.sinh(x)
        case .tan: CMath.tan(x)
        case .tanh: CMath.tanh(x)
        default: .nan
        }
    }

    private func number(of x: Double, _ y: Double) -> Double {
        switch self {
        case .atan2: CMath.atan2(x, y)
        case .hypot: CMath.hypot(x, y)
        case .pow: CMath.pow(x, y)
        case .log: y == 10 ? CMath.log10(x) : CMath.log(x) / CMath.log(y)
        case .round: Self.rounded(x, places: y)
        default: .nan
        }
    }

    /// Half away from zero, to at most fifteen places.
    private static func rounded(_ x: Double, places: Double) -> Double {
        let scale = CMath.pow(10, Swift.min(Swift.max(places.rounded(.down), -15), 15))
        return (x * scale).rounded(.toNearestOrAwayFromZero) / scale
    }

    /// `min`, `max`, `sum` and `avg` over the arguments, each value of several among them.
    ///
    /// Source: Splunk Search Reference, "max": texts count as greater than numbers.
    func overall(_ arguments: [Value]) -> Value {
        let texts = arguments.flatMap(\.texts)
        let numbers = texts.compactMap(NumericText.number)
        let words = texts.filter { NumericText.number($0) == nil }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        switch self {
        case .max: return words.last.map(Value.string) ?? Self.value(numbers.max())
        case .min: return Self.value(numbers.min(), orElse: words.first)
        case .sum: return Self.value(numbers.isEmpty ? nil : numbers.reduce(0, +))
        default:
            return Self.value(
                numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count))
        }
    }

    private static func value(_ number: Double?, orElse text: String? = nil) -> Value {
        number.map(Value.init(number:)) ?? text.map(Value.string) ?? .null
    }

    /// Bits of whole numbers from 0 to 2^53 − 1.
    ///
    /// Source: Splunk Search Reference, "Bitwise functions".
    func bits(_ arguments: [Value]) -> Value {
        let mask: UInt64 = 1 << 53 - 1
        let numbers = arguments.compactMap { value -> UInt64? in
            guard let number = value.number, number >= 0, number <= Double(mask),
                number == number.rounded()
            else { return nil }
            return UInt64(number)
        }
        guard numbers.count == arguments.count else { return .null }
        let result: UInt64 =
            switch self {
            case .bit_and: numbers.reduce(mask, &)
            case .bit_or: numbers.reduce(0, |)
            case .bit_xor: numbers.reduce(0, ^)
            case .bit_not: ~numbers[0] & mask
            case .bit_shift_left: numbers[1] < 53 ? numbers[0] << numbers[1] & mask : 0
            default: numbers[1] < 53 ? numbers[0] >> numbers[1] : 0
            }
        return .integer(Int64(result))
    }
}
