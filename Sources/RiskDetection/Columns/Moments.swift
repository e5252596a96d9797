/// Number, sum and sum of squares of a field: `sum()`, `avg()`, `stdev()`.
///
/// Whole numbers add up exactly, so that their order of arrival does not show in the result.
struct Moments: Equatable, Sendable {
    var count: Int64 = 0
    var wholeSum: Int128 = 0
    var wholeSquares: Int128 = 0
    var sum = 0.0
    var squares = 0.0

    /// Beyond 2^40 squares of a billion values could leave 128 bits.
    private static let wholeLimit = 1_099_511_627_776.0

    mutating func add(_ number: Double) {
        count &+= 1
        if number == number.rounded(), abs(number) <= Self.wholeLimit {
            let whole = Int128(number)
            wholeSum &+= whole
            wholeSquares &+= whole * whole
        } else {
            sum += number
            squares += number * number
        }
    }

    mutating func merge(_ other: Moments) {
        count &+= other.count
        wholeSum &+= other.wholeSum
        wholeSquares &+= other.wholeSquares
        sum += other.sum
        squares += other.squares
    }

    var total: Double { Double(wholeSum) + sum }

    var average: Double? { count > 0 ? total / Double(count) : nil }

    /// Of a sample (divided by n − 1); 0 for a single value, as Splunk gives.
    var standardDeviation: Double? { count > 0 ? sampleVariance.squareRoot() : nil }

    var totalSquares: Double { Double(wholeSquares) + squares }

    /// 0 for a single value, and for none.
    var sampleVariance: Double { count > 1 ? deviations / Double(count - 1) : 0 }

    var populationVariance: Double { count > 0 ? deviations / Double(count) : 0 }

    /// The sum of the squares of what values differ from the average by.
    private var deviations: Double { max(totalSquares - total * total / Double(count), 0) }
}
