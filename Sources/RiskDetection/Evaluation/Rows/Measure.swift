import CMath
import SPL

/// A value with how exact it is: of a product the significant figures of the factor that has the
/// fewest, of a sum the decimal places of the addend that has the fewest. Whole numbers and computed
/// ones are exact.
///
/// Source: Splunk Search Reference, "eval", "Rounding"; "Mathematical functions", `sigfig`.
struct Measure {
    let value: Value
    /// Decimal places; negative where tens are not exact either, nil where the number is exact.
    private let places: Int?

    init(_ value: Value) {
        self.value = value
        places = nil
    }

    /// A number as it is written; one with a point is as exact as it has digits behind that.
    init(written value: Value) {
        self.value = value
        guard case .string(let text) = value, let point = text.firstIndex(of: "."),
            value.number != nil, !text.contains(where: { $0 == "e" || $0 == "E" })
        else {
            places = nil
            return
        }
        places = text[point...].utf8.count - 1
    }

    private init(_ number: Double, places: Int?) {
        value = Value(number: number)
        self.places = places
    }

    var negative: Measure {
        value.number.map { Measure(-$0, places: places) } ?? Measure(.null)
    }

    /// Nil where one of the two is no number.
    static func result(_ kind: ArithmeticOperator, _ a: Measure, _ b: Measure) -> Measure? {
        guard let x = a.value.number, let y = b.value.number else { return nil }
        let result = kind.result(x, y)
        switch kind {
        case .add, .subtract, .remainder:
            return Measure(result, places: least(a.places, b.places))
        case .multiply, .divide:
            let figures = least(a.figures, b.figures)
            return Measure(result, places: figures.map { $0 - 1 - magnitude(of: result) })
        }
    }

    /// Significant figures; nil where the number is exact.
    private var figures: Int? {
        guard let places, let number = value.number else { return nil }
        return max(1, places + 1 + Self.magnitude(of: number))
    }

    private static func least(_ a: Int?, _ b: Int?) -> Int? {
        guard let a, let b else { return a ?? b }
        return min(a, b)
    }

    /// 0 for numbers from 1 to before 10, and for nought.
    private static func magnitude(of number: Double) -> Int {
        guard number.isFinite, number != 0 else { return 0 }
        return Int(CMath.log10(Swift.abs(number)).rounded(.down))
    }

    /// The number as it is shown: digits before the point all stay.
    var printed: Value { places.map { rounded(to: max(0, $0)) } ?? value }

    /// The number with its significant figures alone.
    var significant: Value {
        guard value.number != nil else { return .null }
        return places.map { rounded(to: $0) } ?? value
    }

    private func rounded(to places: Int) -> Value {
        guard let number = value.number else { return value }
        let result = NumberFunction.rounded(number, places: Double(places))
        return result.isFinite ? Value(number: result) : value
    }
}

extension RowEvaluator {
    /// The value of an expression with how exact it is.
    func measure(_ expression: Expression, _ row: Row) -> Measure {
        switch expression {
        case .literal, .column: return Measure(written: value(expression, row))
        case .negative(let operand): return measure(operand, row).negative
        case .arithmetic(let kind, let left, let right):
            let (a, b) = (measure(left, row), measure(right, row))
            if let result = Measure.result(kind, a, b) { return result }
            return Measure(kind == .add ? Self.concatenation(a.printed, b.printed) : .null)
        case .printed(let operand): return measure(operand, row)
        default: return Measure(value(expression, row))
        }
    }
}
