/// How long a disk that failed is given before the next try: longer after each failure, up to a bound.
enum RetryWait {
    private static let nanosecondsFirst = 250_000_000
    static let nanosecondsMax = 5_000_000_000

    /// - Parameter failures: How many tries failed before this one, from 0.
    /// - Returns: Nanoseconds: a quarter of a second, then twice as long each time.
    static func nanoseconds(after failures: Int) -> Int {
        min(nanosecondsMax, nanosecondsFirst << min(failures, 8))
    }
}
