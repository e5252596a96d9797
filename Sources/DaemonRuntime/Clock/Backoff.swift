/// How long to wait before the next try: doubled with each failure, and spread at random, so that
/// many collectors do not come back to a receiver at the same moment.
struct Backoff<Generator: RandomNumberGenerator> {
    /// The first wait and the longest, nanoseconds.
    var first: UInt64 = 500_000_000
    var longest: UInt64 = 60_000_000_000
    private(set) var failures = 0
    private var random: Generator

    init(random: Generator) { self.random = random }

    mutating func succeed() { failures = 0 }

    /// - Returns: Nanoseconds: half of the step for certain, the other half at random.
    mutating func fail() -> UInt64 {
        let step = min(longest, first << UInt64(min(failures, 20)))
        failures += 1
        return step / 2 + UInt64.random(in: 0...(step / 2), using: &random)
    }
}
