/// The distinct values of one field in one group: `values()` and `dc()`.
struct DistinctValues: Equatable, Sendable {
    private(set) var values: Set<[UInt8]> = []

    /// - Returns: False where the limit keeps a new value out.
    mutating func insert(_ value: [UInt8], limit: Int) -> Bool {
        if values.count >= limit { return values.contains(value) }
        values.insert(value)
        return true
    }

    /// - Returns: How many values the limit kept out.
    mutating func merge(_ other: DistinctValues, limit: Int) -> Int {
        guard values.count + other.values.count > limit else {
            values.formUnion(other.values)
            return 0
        }
        // Which values a limit keeps must not depend on the order of a set.
        return other.sorted.count { !insert($0, limit: limit) }
    }

    /// In byte order, as Splunk sorts them.
    var sorted: [[UInt8]] { values.sorted { $0.lexicographicallyPrecedes($1) } }
}
