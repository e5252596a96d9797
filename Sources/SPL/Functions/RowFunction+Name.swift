extension RowFunction {
    private static let others: [String: RowFunction] = [
        "c": .scanned(.count), "distinct_count": .scanned(.distinctCount),
        "mean": .scanned(.average), "first": .first, "last": .last, "list": .list,
        "median": .median, "mode": .mode, "range": .range, "stdevp": .populationDeviation,
        "var": .sampleVariance, "varp": .populationVariance, "sumsq": .sumOfSquares,
        "estdc": .estimatedDistinctCount, "earliest_time": .earliestTime,
        "latest_time": .latestTime, "rate": .rate,
    ]

    /// Names that a search may write, sorted; percentiles aside.
    package static let names = (AggregateFunction.allCases.map(\.rawValue) + others.keys).sorted()

    private static let percentiles = ["exactperc", "upperperc", "perc", "p"]

    /// - Parameter name: In any case; `perc95` and `p95` are percentiles.
    init?(named name: String) {
        let lower = name.lowercased()
        if let scanned = AggregateFunction(rawValue: lower) {
            self = .scanned(scanned)
        } else if let other = Self.others[lower] {
            self = other
        } else if let prefix = Self.percentiles.first(where: lower.hasPrefix),
            let number = Double(lower.dropFirst(prefix.count)), (0...100).contains(number)
        {
            self = .percentile(number)
        } else {
            return nil
        }
    }
}
