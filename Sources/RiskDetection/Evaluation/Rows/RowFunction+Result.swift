import CIM
import SPL

extension RowFunction {
    /// Source: Splunk Search Reference, "stats", `list`.
    private static let listMax = 100

    /// What a function makes of a group of one row, where that is plain: the same as below.
    func result(ofOne value: Value) -> Value? {
        switch (self, value) {
        case (.first, _), (.last, _): value
        case (.scanned(.count), .null): .integer(0)
        case (.scanned(.count), .multivalue): nil
        case (.scanned(.count), _): .integer(1)
        case (.scanned(.values), .null), (.list, .null): .null
        case (.scanned(.values), .string), (.list, .string): value
        case (.scanned(.values), .integer), (.scanned(.values), .double):
            .string(value.texts[0])
        case (.scanned(.min), .time), (.scanned(.max), .time): value
        case (.scanned(.min), .integer(let number)), (.scanned(.max), .integer(let number)):
            Value(number: Double(number))
        default: nil
        }
    }

    /// What a function makes of the values of a group.
    ///
    /// - Parameter rows: The values in the order of the rows, with the time of the row.
    func result(of rows: [(value: Value, time: Value)]) -> Value {
        switch self {
        case .first: return rows.first { !$0.value.isNull }?.value ?? .null
        case .last: return rows.last { !$0.value.isNull }?.value ?? .null
        case .list:
            return Value(values: Array(rows.flatMap { $0.value.texts }.prefix(Self.listMax)))
        case .scanned(let function): return Self.scanned(function, rows)
        }
    }

    private static func numbers(_ rows: [(value: Value, time: Value)]) -> [Double] {
        rows.flatMap { row in
            row.value.number.map { [$0] } ?? row.value.texts.compactMap(NumericText.number)
        }
    }

    private static func scanned(
        _ function: AggregateFunction, _ rows: [(value: Value, time: Value)]
    ) -> Value {
        switch function {
        case .count:
            return .integer(Int64(rows.reduce(0) { $0 + $1.value.texts.count }))
        case .distinctCount: return .integer(Int64(Set(rows.flatMap { $0.value.texts }).count))
        case .values:
            let texts = Set(rows.flatMap { $0.value.texts })
            return Value(values: texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        case .min: return extreme(rows, isMaximum: false)
        case .max: return extreme(rows, isMaximum: true)
        case .sum, .average, .standardDeviation, .populationDeviation, .populationVariance,
            .sampleVariance, .sumOfSquares, .range, .percentile:
            let numbers = numbers(rows)
            return numbers.isEmpty ? .null : Value(number: function.number(numbers))
        case .mode: return mode(rows.flatMap { $0.value.texts })
        case .earliestTime: return timed(rows, isLatest: false)?.time ?? .null
        case .latestTime: return timed(rows, isLatest: true)?.time ?? .null
        case .rate: return rate(rows)
        case .earliest: return timed(rows, isLatest: false)?.value ?? .null
        case .latest: return timed(rows, isLatest: true)?.value ?? .null
        }
    }

    /// Times exactly, numbers while all are numbers, by character otherwise.
    private static func extreme(
        _ rows: [(value: Value, time: Value)], isMaximum: Bool
    ) -> Value {
        let isTime = rows.allSatisfy { row in
            switch row.value {
            case .null, .time: true
            default: false
            }
        }
        if isTime {
            let times = rows.compactMap { row in
                if case .time(let time) = row.value { time } else { nil }
            }
            return (isMaximum ? times.max() : times.min()).map(Value.time) ?? .null
        }
        var extreme = Extreme()
        for row in rows {
            for text in row.value.texts { extreme.add(text, isMaximum: isMaximum) }
        }
        if let number = extreme.number { return Value(number: number) }
        return extreme.text.map(Value.string) ?? .null
    }

    /// The row with a value that is the oldest or the newest; of equally old ones the first, of
    /// equally new ones the last.
    private static func timed(
        _ rows: [(value: Value, time: Value)], isLatest: Bool
    ) -> (value: Value, time: Value)? {
        var best: (row: (value: Value, time: Value), instant: Timestamp)?
        for row in rows where !row.value.isNull {
            guard let instant = row.time.instant else { continue }
            if let known = best?.instant, isLatest ? instant < known : instant >= known { continue }
            best = (row, instant)
        }
        return best?.row
    }

    /// Null where the two are one row, or equally old.
    ///
    /// Source: Splunk Search Reference, "Time functions", `rate`.
    private static func rate(_ rows: [(value: Value, time: Value)]) -> Value {
        guard let oldest = timed(rows, isLatest: false), let newest = timed(rows, isLatest: true),
            let from = oldest.time.instant, let to = newest.time.instant, from < to,
            let before = oldest.value.number, let after = newest.value.number
        else { return .null }
        return Value(number: (after - before) / (Double(to.nanoseconds - from.nanoseconds) / 1e9))
    }

    private static func mode(_ texts: [String]) -> Value {
        var counts: [String: Int] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        let most = counts.values.max()
        return texts.first { counts[$0] == most }.map(Value.string) ?? .null
    }
}

extension AggregateFunction {
    /// What a function of numbers makes of them; the sum for one that is none.
    ///
    /// - Parameter numbers: One or more.
    func number(_ numbers: [Double]) -> Double {
        switch self {
        case .range: return (numbers.max() ?? 0) - (numbers.min() ?? 0)
        case .percentile(let hundredths):
            return numbers.sorted()[Self.rank(hundredths, of: numbers.count)]
        case .sumOfSquares: return numbers.reduce(0) { $0 + $1 * $1 }
        case .standardDeviation: return Self.sampleVariance(numbers).squareRoot()
        case .sampleVariance: return Self.sampleVariance(numbers)
        case .populationDeviation: return Self.populationVariance(numbers).squareRoot()
        case .populationVariance: return Self.populationVariance(numbers)
        default:
            var moments = Moments()
            for number in numbers { moments.add(number) }
            return self == .average ? moments.average ?? 0 : moments.total
        }
    }

    /// The place of a percentile among sorted values, from 0: the rank that is the share of the
    /// count. So of two in the middle the median is the greater one.
    ///
    /// Source: Splunk `limits.conf.spec`, `perc_method = nearest-rank`, the default.
    ///
    /// - Parameter count: How many values there are, one or more.
    static func rank(_ hundredths: Double, of count: Int) -> Int {
        Swift.min(Int(hundredths / 100 * Double(count)), count - 1)
    }

    private static func squares(_ numbers: [Double]) -> Double {
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        return numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    private static func sampleVariance(_ numbers: [Double]) -> Double {
        numbers.count > 1 ? squares(numbers) / Double(numbers.count - 1) : 0
    }

    private static func populationVariance(_ numbers: [Double]) -> Double {
        squares(numbers) / Double(numbers.count)
    }
}
