/// An instant: nanoseconds since the Unix epoch, UTC, without leap seconds.
///
/// - Range: 1677-09-21 to 2262-04-11, what 64 bits of nanoseconds hold. What would leave it stays at
///   its end.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// - Parameter seconds: Whole seconds since the epoch.
    package init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(
            by: Self.nanosecondsPerSecond)
        nanoseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    package static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// The times that a record may have, 1930-01-01 to 2199-12-31: any two of them, and any window around
    /// one, are within what an instant holds. What lies outside is a clock that was never set.
    package static let recordTimes =
        Timestamp(seconds: -1_262_304_000)...Timestamp(seconds: 7_258_118_399)

    /// So much later, or earlier when negative.
    package func advanced(byNanoseconds distance: Int64) -> Timestamp {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(distance)
        return Timestamp(nanoseconds: overflow ? (distance < 0 ? .min : .max) : sum)
    }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Whole seconds since the epoch, rounded towards the past.
    package var seconds: Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(
            dividingBy: Self.nanosecondsPerSecond)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Nanoseconds since the last whole second, 0 ..< 1_000_000_000.
    package var subsecondNanoseconds: Int64 {
        // Wraps back within the first second of the range, whose start it does not contain.
        nanoseconds &- seconds &* Self.nanosecondsPerSecond
    }
}
