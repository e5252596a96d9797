/// What a scan computes of events, and `stats` and its like of rows.
package enum AggregateFunction: Hashable, Sendable {
    /// Events; with an input, values of it that are not null.
    case count
    case distinctCount
    /// Distinct values, sorted by byte order, as a multivalue.
    case values
    case min, max
    case sum, average
    /// Sample standard deviation.
    case standardDeviation
    /// The value of the oldest event that has one.
    case earliest
    /// The value of the newest event that has one.
    case latest
    /// Standard deviation and variance of all values, rather than of a sample.
    case populationDeviation, populationVariance
    case sampleVariance
    case sumOfSquares
    /// The greatest number less the smallest.
    case range
    /// The value that comes most often.
    case mode
    /// Epoch seconds of the oldest and the newest event that has a value.
    case earliestTime, latestTime
    /// What the value changes by in a second, from the oldest event that has one to the newest.
    case rate
    /// The value below which so many hundredths of the values lie.
    case percentile(Double)
}

extension AggregateFunction {
    /// Whether it goes by the time of the events.
    var readsTime: Bool {
        switch self {
        case .earliest, .latest, .earliestTime, .latestTime, .rate: true
        default: false
        }
    }
}

extension AggregateFunction: CaseIterable {
    /// Each with a name of its own: all but percentiles, of which the median stands for the others.
    package static let allCases: [AggregateFunction] = [
        .count, .distinctCount, .values, .min, .max, .sum, .average, .standardDeviation,
        .earliest, .latest, .populationDeviation, .populationVariance, .sampleVariance,
        .sumOfSquares, .range, .mode, .earliestTime, .latestTime, .rate, .percentile(50),
    ]
}

extension AggregateFunction: RawRepresentable {
    /// The name in a search.
    package var rawValue: String {
        switch self {
        case .count: "count"
        case .distinctCount: "dc"
        case .values: "values"
        case .min: "min"
        case .max: "max"
        case .sum: "sum"
        case .average: "avg"
        case .standardDeviation: "stdev"
        case .earliest: "earliest"
        case .latest: "latest"
        case .populationDeviation: "stdevp"
        case .populationVariance: "varp"
        case .sampleVariance: "var"
        case .sumOfSquares: "sumsq"
        case .range: "range"
        case .mode: "mode"
        case .earliestTime: "earliest_time"
        case .latestTime: "latest_time"
        case .rate: "rate"
        case .percentile(50): "median"
        case .percentile(let hundredths):
            "perc" + (Int(exactly: hundredths).map { "\($0)" } ?? "\(hundredths)")
        }
    }

    /// Names that say the same: `estdc` estimates in Splunk, and is exact here.
    private static let aliases: [String: AggregateFunction] = [
        "c": .count, "distinct_count": .distinctCount, "mean": .average, "estdc": .distinctCount,
    ]
    /// Up to a thousand values these are the same; beyond, `perc` and `upperperc` estimate in
    /// Splunk, and are exact here.
    ///
    /// Source: Splunk Search Reference, "Aggregate functions", `perc`.
    private static let percentiles = ["exactperc", "upperperc", "perc", "p"]

    /// Names that a search may write, percentiles aside.
    static let names = allCases.map(\.rawValue) + aliases.keys.sorted()
    /// Percentiles as the documentation writes them.
    static let percentileForms = percentiles.map { "\($0)<n>" }

    /// - Parameter name: In any case; `perc95` and `p95` are percentiles.
    package init?(rawValue name: String) {
        let name = name.lowercased()
        if let function = Self.allCases.first(where: { $0.rawValue == name }) ?? Self.aliases[name]
        {
            self = function
        } else if let prefix = Self.percentiles.first(where: name.hasPrefix),
            let number = Double(name.dropFirst(prefix.count)), (0...100).contains(number)
        {
            self = .percentile(number)
        } else {
            return nil
        }
    }
}
