import CIM
import SPL

extension Value {
    /// The value as a number; nil for what is none, null and several values among it.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        case .time(let time): Double(time.nanoseconds) / 1e9
        case .string(let text): NumericText.number(text)
        case .null, .multivalue: nil
        }
    }

    /// A number as a value: whole ones exactly; null for what is no number.
    init(number: Double) {
        if number == number.rounded(), Swift.abs(number) < 9_007_199_254_740_992 {
            self = .integer(Int64(number))
        } else {
            self = number.isFinite ? .double(number) : .null
        }
    }
}
