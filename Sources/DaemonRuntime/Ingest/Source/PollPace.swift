/// How often riskd looks at the sources, by the number of file names of a look.
///
/// The poll is the truth; inotify only shortens it. A look asks the file system for each name
/// (about 3 µs), so with many names looks become rarer: an idle second is at 5,000 names at most.
struct PollPace {
    /// The regular look where names are few.
    static let nanosecondsMin: UInt64 = 1_000_000_000
    /// Of a core: 3 µs in 200 µs, so 1.5 %.
    static let nanosecondsPerName: UInt64 = 200_000
    /// Where nothing came for so long looks are this much rarer: inotify wakes, and a trigger looks
    /// for itself, so that only what inotify does not see comes later.
    static let quietNanosecondsMin: UInt64 = 30_000_000_000
    static let quietFactor: UInt64 = 4
    /// How soon a look comes that is wanted early: names mostly change in numbers.
    static let earlyNanosecondsMin: UInt64 = 50_000_000
    /// And with many names, while they keep changing: 3 µs in 40 µs, so 7.5 % of a core.
    static let earlyNanosecondsPerName: UInt64 = 40_000

    /// Names that the last look was at.
    private var names = 0
    /// How long ago, by the looks since then, something was read.
    private var quietNanoseconds: UInt64 = 0

    /// Notes that a look was taken.
    mutating func looked(at names: Int) { self.names = names }

    /// Notes a regular look.
    mutating func noteLook() {
        if !isQuiet { quietNanoseconds += intervalNanoseconds }
    }

    /// Notes that something was read.
    ///
    /// - Returns: Whether looks were rare until now.
    mutating func noteRecords() -> Bool {
        defer { quietNanoseconds = 0 }
        return isQuiet
    }

    private var isQuiet: Bool { quietNanoseconds >= Self.quietNanosecondsMin }

    /// From one regular look to the next.
    var intervalNanoseconds: UInt64 {
        let interval = max(Self.nanosecondsMin, UInt64(names) * Self.nanosecondsPerName)
        return isQuiet ? interval * Self.quietFactor : interval
    }

    /// From one look to the next that is wanted early.
    var earlyNanoseconds: UInt64 {
        max(Self.earlyNanosecondsMin, UInt64(names) * Self.earlyNanosecondsPerName)
    }
}
