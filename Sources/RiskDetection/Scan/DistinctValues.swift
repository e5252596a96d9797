/// The distinct values of one field in one group: `values()` and `dc()`.
///
/// - Shape: `text` has one value behind the other, each behind its length as four bytes, least
///   significant first. The index knows a value by its place.
struct DistinctValues: Sendable {
    private var index = KeyIndex()
    private var text: [UInt8] = []

    var count: Int { index.count }

    /// - Returns: False where the limit keeps a new value out.
    mutating func insert(_ value: Span<UInt8>, limit: Int) -> Bool {
        insert(value, limit: limit, room: .max) != .overLimit
    }

    /// - Parameter room: Bytes that a new value may need.
    mutating func insert(_ value: Span<UInt8>, limit: Int, room: Int) -> Growth {
        let hash = ByteHash.of(value)
        if contains(value, hash) { return .by(0) }
        guard count < limit else { return .overLimit }
        let bytes = value.count + Self.entryBytes
        guard bytes <= room else { return .overMemory }
        index.add(hash, text.count)
        text.append(littleEndian: UInt32(value.count))
        text.append(value)
        return .by(bytes)
    }

    private func contains(_ value: Span<UInt8>, _ hash: UInt64) -> Bool {
        let text = text.span
        return index.find(hash) { place in
            let start = place + 4
            let end = start + Int(text.halfWord(at: place))
            return text.extracting(start..<end).hasBytes(of: value)
        } != nil
    }

    /// What a value costs beside its bytes: its length, and its share of a table that is between
    /// three eighths and three quarters full, of lists that have room for more.
    private static let entryBytes = 36

    /// As ``insert(_:limit:room:)`` counted them.
    var bytes: Int { text.count + count * (Self.entryBytes - 4) }

    /// - Returns: How many values the limit kept out.
    mutating func merge(_ other: DistinctValues, limit: Int) -> Int {
        guard count + other.count > limit else {
            for value in other.values { _ = insert(value.span, limit: limit) }
            return 0
        }
        // Which values a limit keeps must not depend on the order of a set.
        return other.sorted.count { !insert($0.span, limit: limit) }
    }

    /// In the order in which they came.
    private var values: [ArraySlice<UInt8>] {
        var values: [ArraySlice<UInt8>] = []
        var place = 0
        while place < text.count {
            let start = place + 4
            place = start + Int(text.span.halfWord(at: place))
            values.append(text[start..<place])
        }
        return values
    }

    /// In byte order, as Splunk sorts them.
    var sorted: [ArraySlice<UInt8>] {
        values.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

extension DistinctValues: Equatable {
    static func == (left: DistinctValues, right: DistinctValues) -> Bool {
        left.count == right.count && left.sorted == right.sorted
    }
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
