// Fast: same answers as looking at all that comes; held by PrefilterTests; saves up to 0.7 of 2.4 µs per Sysmon record, all that looking costs by docs/BENCHMARKS.md, of a log that is nearly all read.

/// Whether the prefilter saves more than it costs. In a log of which nearly every record must be
/// read it does not, and pauses for some megabytes.
struct PrefilterBenefit {
    private static let sample = 1_024
    /// At least so many of a sample must be passed over.
    private static let passedMin = sample / 8
    private static let pauseBytes = 32 << 20

    private var looked = 0
    private var passed = 0
    private var pause = 0

    /// Whether bytes that came are to be looked at.
    mutating func isWorthALook(bytes: Int) -> Bool {
        guard pause > 0 else { return true }
        pause -= bytes
        return false
    }

    /// Notes what became of a record that was looked at.
    mutating func note(passedOver: Bool) {
        looked += 1
        if passedOver { passed += 1 }
        guard looked == Self.sample else { return }
        if passed < Self.passedMin { pause = Self.pauseBytes }
        (looked, passed) = (0, 0)
    }
}
