/// A hash of byte strings that come from logs.
///
/// Seeded anew in each process, so that nobody can write a log whose strings all have one hash. The
/// hash of the standard library holds against more, at four times the cost; events are hashed by the
/// million.
///
/// Source: the multiplication folded to half its width is that of wyhash (public domain).
enum ByteHash {
    private static let seeds: (UInt64, UInt64) = {
        func seed(_ number: Int) -> UInt64 {
            var hasher = Hasher()
            hasher.combine(number)
            return UInt64(bitPattern: Int64(hasher.finalize()))
        }
        return (seed(1), seed(2))
    }()

    static func of(_ bytes: Span<UInt8>) -> UInt64 {
        let (first, second) = seeds
        let count = bytes.count
        var hash = first ^ UInt64(truncatingIfNeeded: count)
        guard count >= 8 else { return fold(hash ^ short(bytes), second) }
        var place = 0
        while place &+ 16 < count {
            hash = fold(hash ^ bytes.word(at: place), second ^ bytes.word(at: place &+ 8))
            place &+= 16
        }
        // What is left, at most sixteen bytes; some are taken twice where it is less.
        let left = count > 16 ? bytes.word(at: count - 16) : bytes.word(at: 0)
        hash = fold(hash ^ left, second ^ bytes.word(at: count - 8))
        return fold(hash, first)
    }

    /// Fewer than eight bytes as a number, different for all that are as long.
    @inline(__always)
    private static func short(_ bytes: Span<UInt8>) -> UInt64 {
        let count = bytes.count
        if count >= 4 { return bytes.halfWord(at: 0) << 32 | bytes.halfWord(at: count - 4) }
        var number: UInt64 = 0
        for place in bytes.indices { number = number << 8 | UInt64(bytes[place]) }
        return number
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
