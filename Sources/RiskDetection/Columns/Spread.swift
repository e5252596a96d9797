import CIM

/// The smallest and the greatest of some numbers, or of some times: `range()`.
///
/// Times stay times, because seconds since the epoch as a floating-point number are exact to less
/// than a microsecond only.
enum Spread: Equatable, Sendable {
    case numbers(Double, Double)
    case times(Timestamp, Timestamp)

    init(number: Double) { self = .numbers(number, number) }
    init(time: Timestamp) { self = .times(time, time) }

    /// - Parameter other: Of the same input, and so of the same kind.
    func merged(with other: Spread?) -> Spread {
        switch (self, other) {
        case (.numbers(let a, let b), .numbers(let c, let d)?): .numbers(min(a, c), max(b, d))
        case (.times(let a, let b), .times(let c, let d)?): .times(min(a, c), max(b, d))
        default: self
        }
    }

    /// In seconds where they are times.
    var width: Double {
        switch self {
        case .numbers(let low, let high): high - low
        case .times(let low, let high): Double(high.nanoseconds - low.nanoseconds) / 1e9
        }
    }
}
