import CIM
import SPL

extension Accumulator {
    /// The cell that the aggregate gives.
    func result(_ function: AggregateFunction) -> Value {
        switch self {
        case .count(let number): .integer(number)
        case .distinct(let distinct):
            function == .distinctCount
                ? .integer(Int64(distinct.count))
                : Value(values: distinct.sortedTexts)
        case .extreme(let extreme):
            if let number = extreme.number {
                .double(number)
            } else {
                extreme.text.map(Value.string) ?? .null
            }
        case .extremeTime(let time): time.map(Value.time) ?? .null
        case .moments(let moments): Self.result(of: moments, function)
        case .timed(let timed): timed.map { .string($0.text) } ?? .null
        case .change(let oldest, let newest): Self.rate(oldest, newest)
        case .spread(let spread): spread.map { Value(number: $0.width) } ?? .null
        case .tally(let tally): Self.result(of: tally, function)
        }
    }

    /// The cell that `stats` gives, whose numbers are whole ones where they can be.
    func statistic(_ function: AggregateFunction) -> Value {
        if case .extreme(let extreme) = self, let number = extreme.number {
            return Value(number: number)
        }
        return result(function)
    }

    private static func result(of moments: Moments, _ function: AggregateFunction) -> Value {
        guard moments.count > 0 else { return .null }
        return switch function {
        case .average: moments.average.map(Value.double) ?? .null
        case .standardDeviation: moments.standardDeviation.map(Value.double) ?? .null
        case .sampleVariance: .double(moments.sampleVariance)
        case .populationVariance: .double(moments.populationVariance)
        case .populationDeviation: .double(moments.populationVariance.squareRoot())
        case .sumOfSquares: .double(moments.totalSquares)
        default: .double(moments.total)
        }
    }

    /// Null where the two are one event, or equally old.
    ///
    /// Source: Splunk Search Reference, "Time functions", `rate`.
    private static func rate(_ oldest: TimedValue?, _ newest: TimedValue?) -> Value {
        guard let oldest, let newest, oldest.time < newest.time,
            let before = NumericText.number(oldest.text),
            let after = NumericText.number(newest.text)
        else { return .null }
        let seconds = Double(newest.time.nanoseconds - oldest.time.nanoseconds) / 1e9
        return Value(number: (after - before) / seconds)
    }

    private static func result(of tally: ValueTally, _ function: AggregateFunction) -> Value {
        guard case .percentile(let hundredths) = function else {
            return tally.mostFrequent.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null
        }
        return tally.number(of: hundredths).map(Value.init(number:)) ?? .null
    }
}
