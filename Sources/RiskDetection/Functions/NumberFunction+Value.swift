import CMath
import SPL

extension NumberFunction {
    /// What is no number, or has no result, gives null.
    ///
    /// Source: Splunk Search Reference, "Mathematical functions", "Trig and Hyperbolic functions".
    func value(_ arguments: [Value]) -> Value {
        if self == .pi { return .double(Double.pi) }
        guard let x = arguments[0].number else { return .null }
        guard arguments.count > 1 else { return Value(number: number(x, nil)) }
        guard let y = arguments[1].number else { return .null }
        return Value(number: number(x, y))
    }

    /// - Parameter y: Nil where there is one argument.
    private func number(_ x: Double, _ y: Double?) -> Double {
        switch self {
        // `random` needs more than its arguments: see `RandomNumbers`.
        case .pi, .random: Double.pi
        case .abs: Swift.abs(x)
        case .ceiling: x.rounded(.up)
        case .floor: x.rounded(.down)
        case .round: y.map { Self.rounded(x, places: $0) } ?? x.rounded(.toNearestOrAwayFromZero)
        // What `sigfig` leaves out is seen in the expression: see `Measure`.
        case .exact, .sigfig: x
        case .sqrt: x.squareRoot()
        case .exp: CMath.exp(x)
        case .ln: CMath.log(x)
        case .log: Self.logarithm(x, base: y ?? 10)
        case .pow: y.map { CMath.pow(x, $0) } ?? .nan
        case .hypot: y.map { CMath.hypot(x, $0) } ?? .nan
        case .acos: CMath.acos(x)
        case .acosh: CMath.acosh(x)
        case .asin: CMath.asin(x)
        case .asinh: CMath.asinh(x)
        case .atan: CMath.atan(x)
        case .atan2: y.map { CMath.atan2(x, $0) } ?? .nan
        case .atanh: CMath.atanh(x)
        case .cos: CMath.cos(x)
        case .cosh: CMath.cosh(x)
        case .sin: CMath.sin(x)
        case .sinh: CMath.sinh(x)
        case .tan: CMath.tan(x)
        case .tanh: CMath.tanh(x)
        }
    }

    private static func logarithm(_ x: Double, base: Double) -> Double {
        base == 10 ? CMath.log10(x) : CMath.log(x) / CMath.log(base)
    }

    /// Half away from zero, to at most fifteen places.
    static func rounded(_ x: Double, places: Double) -> Double {
        let scale = CMath.pow(10, Swift.min(Swift.max(places.rounded(.down), -15), 15))
        return (x * scale).rounded(.toNearestOrAwayFromZero) / scale
    }
}
