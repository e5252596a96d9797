/// The distinct values of one field in one group: `values()` and `dc()`.
struct DistinctValues: Equatable, Sendable {
    private(set) var values: Set<[UInt8]> = []

    /// - Returns: False where the limit keeps a new value out.
    mutating func insert(_ value: [UInt8], limit: Int) -> Bool {
        if values.count >= limit { return values.contains(value) }
        values.insert(value)
        return true
    }

    /// - Parameter room: Bytes that a new value may need.
    mutating func insert(_ value: [UInt8], limit: Int, room: Int) -> Growth {
        if values.contains(value) { return .by(0) }
        guard values.count < limit else { return .overLimit }
        let bytes = value.count + Self.entryBytes
        guard bytes <= room else { return .overMemory }
        values.insert(value)
        return .by(bytes)
    }

    /// What an entry of the set costs beside its bytes: an array's head, and its share of a table
    /// that is between three eighths and three quarters full.
    private static let entryBytes = 72

    /// As ``insert(_:limit:room:)`` counted them.
    var bytes: Int { values.reduce(0) { $0 + $1.count + Self.entryBytes } }

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

/// What taking something in came to.
enum Growth: Equatable, Sendable {
    /// It was taken in, and so many bytes are held more.
    case by(Int)
    /// ``Limits/valuesPerGroup`` kept it out.
    case overLimit
    /// ``Limits/stateBytes`` kept it out.
    case overMemory
}
