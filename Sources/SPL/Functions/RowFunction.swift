/// What `stats` and its like compute of rows.
package enum RowFunction: Hashable, Sendable {
    /// Those that a scan computes of events as well.
    case scanned(AggregateFunction)
    /// Of the first and the last row in the order of the rows.
    case first, last
    /// All values in the order of the rows, the first hundred.
    case list
    case median, mode, range
    /// The value below which so many hundredths of the values lie.
    case percentile(Double)
    /// Standard deviation and variance of all values, rather than of a sample.
    case populationDeviation, sampleVariance, populationVariance
    case sumOfSquares
    /// How many distinct values, as `dc` but estimated in Splunk; here exact.
    case estimatedDistinctCount
    /// Epoch seconds of the oldest and the newest row that has a value.
    case earliestTime, latestTime
    /// What the value changes by in a second, from the oldest row that has one to the newest.
    case rate
}
