import SPL

/// The distinct values of one field in one group, each with how often it came: `mode()` and
/// percentiles.
struct ValueTally: Equatable, Sendable {
    private(set) var counts: [[UInt8]: Int64] = [:]
    private(set) var bytes = 0

    /// What a value costs beside its bytes: an array, its number, and its share of a table that is
    /// between three eighths and three quarters full.
    private static let entryBytes = 80

    /// - Parameters:
    ///   - limit: How many distinct values there may be.
    ///   - room: Bytes that a new value may need.
    mutating func add(
        _ value: Span<UInt8>, count: Int64 = 1, limit: Int, room: Int = .max
    ) -> Growth {
        let key = value.array
        if let known = counts[key] {
            counts[key] = known &+ count
            return .by(0)
        }
        guard counts.count < limit else { return .overLimit }
        let more = key.count + Self.entryBytes
        guard more <= room else { return .overMemory }
        counts[key] = count
        bytes += more
        return .by(more)
    }

    /// In byte order, so that which values a limit keeps does not depend on the order of a set.
    var sorted: [(value: [UInt8], count: Int64)] {
        counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (value: $0.key, count: $0.value) }
    }

    /// - Returns: How many values the limit kept out.
    mutating func merge(_ other: ValueTally, limit: Int) -> Int {
        var keptOut = 0
        for (value, count) in other.sorted
        where add(value.span, count: count, limit: limit) == .overLimit {
            keptOut += 1
        }
        return keptOut
    }

    /// The value that came most often; of several the first by byte.
    var mostFrequent: [UInt8]? {
        var best: (value: [UInt8], count: Int64)?
        for entry in sorted where entry.count > best?.count ?? 0 { best = entry }
        return best?.value
    }

    /// The number below which so many hundredths of the values lie.
    func number(of hundredths: Double) -> Double? {
        var numbers: [(number: Double, count: Int64)] = []
        for (value, count) in counts {
            let text = String(decoding: value, as: UTF8.self)
            if let number = NumericText.number(text) { numbers.append((number, count)) }
        }
        guard !numbers.isEmpty else { return nil }
        numbers.sort { $0.number < $1.number }
        let all = numbers.reduce(Int64(0)) { $0 &+ $1.count }
        var left = Int64(AggregateFunction.rank(hundredths, of: Int(all)))
        for (number, count) in numbers {
            if left < count { return number }
            left -= count
        }
        return numbers.last?.number
    }
}
