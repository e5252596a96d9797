import TestSupport

/// Makes inputs out of sound ones.
struct Mutator {
    /// Inputs longer than this are cut: what length alone does is for `scripts/check-hostile`.
    static let bytesMax = 64 << 10
    private static let poolMax = 2_048

    private let words: [[UInt8]]
    private var pool: [[UInt8]]
    private var kinds: Set<Int> = []

    /// Kinds of outcomes seen.
    var kindCount: Int { kinds.count }

    init(seeds: [[UInt8]], words: [String]) {
        self.words = words.map { Array($0.utf8) }
        pool = seeds
    }

    mutating func next(_ random: inout SplitMix64) -> [UInt8] {
        var bytes = pool.randomElement(using: &random) ?? []
        for _ in 0..<(1 << Int.random(in: 0...4, using: &random)) { change(&bytes, &random) }
        if bytes.count > Self.bytesMax { bytes.removeSubrange(Self.bytesMax...) }
        return bytes
    }

    /// Keeps an input that gave a new kind of outcome.
    mutating func note(_ input: [UInt8], kind: Int, _ random: inout SplitMix64) {
        guard kinds.insert(kind).inserted else { return }
        if pool.count < Self.poolMax {
            pool.append(input)
        } else {
            pool[Int.random(in: 0..<pool.count, using: &random)] = input
        }
    }

    private func change(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, at + Int.random(in: 0...40, using: &random))
        let word = words.randomElement(using: &random) ?? []
        switch Int.random(in: 0..<11, using: &random) {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where at < bytes.count: bytes[at] = .random(in: .min ... .max, using: &random)
        case 2: bytes.removeSubrange(at..<end)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 4: bytes.insert(contentsOf: word, at: at)
        case 5: bytes.replaceSubrange(at..<end, with: word)
        case 6:
            // Depth and length, of one piece many times.
            let times = 1 << Int.random(in: 2...11, using: &random)
            let piece = Bool.random(using: &random) ? word : Array(bytes[at..<min(end, at + 4)])
            bytes.insert(
                contentsOf: (0..<min(times, Self.bytesMax / max(1, piece.count)))
                    .flatMap { _ in piece }, at: at)
        case 7:
            let other = pool.randomElement(using: &random) ?? []
            let from = Int.random(in: 0...other.count, using: &random)
            bytes = Array(bytes[..<at]) + other[from...]
        case 8: bytes.removeSubrange(at...)
        case 9:
            let number = [
                "0", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551616",
                "1e400", "4294967295", "-0", "1e-400", "99999999999999999999999999",
            ].randomElement(using: &random)!
            bytes.replaceSubrange(at..<end, with: number.utf8)
        default: bytes.insert(.random(in: .min ... .max, using: &random), at: at)
        }
    }
}
