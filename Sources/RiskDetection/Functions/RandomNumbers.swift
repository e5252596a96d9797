/// The numbers of `random()`. A run of a search has the scheduled time as its seed, so that the same
/// window gives the same numbers in a replay, in the daemon and after a restart. Used by one thread
/// at a time: an evaluation makes its own.
///
/// Source: Splunk Search Reference, "Statistical eval functions", `random`: from 0 to 2³¹ − 1. The
/// mixing is SplitMix64's.
final class RandomNumbers {
    private let seed: UInt64
    /// How many numbers each call in the search has had.
    private var counts: [Int64: UInt64] = [:]

    init(seed: Int64) { self.seed = UInt64(bitPattern: seed) }

    /// - Parameter call: Where the call stands in the search.
    func next(of call: Int64) -> Int64 {
        let count = counts[call, default: 0]
        counts[call] = count + 1
        var number = seed &+ (UInt64(bitPattern: call) << 32 &+ count) &* 0x9E37_79B9_7F4A_7C15
        number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
        return Int64((number ^ number >> 31) >> 33)
    }
}
