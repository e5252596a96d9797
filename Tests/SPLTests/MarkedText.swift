import Testing

/// A search in which `«` and `»` mark the place of a problem, as a parser test writes it.
struct MarkedText: CustomTestStringConvertible {
    let text: String
    /// UTF-8 offsets in `text`.
    let range: Range<Int>

    init(_ marked: String) {
        let parts = marked.split(separator: "«", maxSplits: 1, omittingEmptySubsequences: false)
        let tail = parts[1].split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
        let start = parts[0].utf8.count
        text = parts[0] + tail.joined()
        range = start..<start + tail[0].utf8.count
    }

    var testDescription: String { text }
}

/// Source: Sebastiano Vigna, "SplitMix64".
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
