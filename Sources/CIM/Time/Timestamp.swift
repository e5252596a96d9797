/// An instant: nanoseconds since the Unix epoch, UTC, without leap seconds.
///
/// - Range: 1677-09-21 to 2262-04-11, what 64 bits of nanoseconds hold. Arithmetic that would
///   leave it traps; parsers refuse such instants before they get here.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// - Parameter seconds: Whole seconds since the epoch, within ±9_223_372_036.
    package init(seconds: Int64) { self.nanoseconds = seconds * Self.nanosecondsPerSecond }

    package static let nanosecondsPerSecond: Int64 = 1_000_000_000

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
