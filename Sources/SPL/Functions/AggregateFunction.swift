/// The closed set of aggregate functions.
package enum AggregateFunction: String, CaseIterable, Sendable {
    /// Events; with an input, values of it that are not null.
    case count
    case distinctCount = "dc"
    /// Distinct values, sorted by byte order, as a multivalue.
    case values
    case min
    case max
    case sum
    case average = "avg"
    /// Sample standard deviation.
    case standardDeviation = "stdev"
    /// The value of the oldest event that has one.
    case earliest
    /// The value of the newest event that has one.
    case latest
}
