/// The distinct values of one field in one group: `values()` and `dc()`.
///
/// - Shape: value v is `text[ends[v - 1]..<ends[v]]`, the first from 0.
struct DistinctValues: Sendable {
    private var index = KeyIndex()
    private var text: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

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
        index.add(hash)
        text.append(value)
        ends.append(text.count)
        return .by(bytes)
    }

    private func contains(_ value: Span<UInt8>, _ hash: UInt64) -> Bool {
        let (text, ends) = (text.span, ends.span)
        return index.find(hash) { number in
            let start = number > 0 ? ends[number - 1] : 0
            return text.extracting(start..<ends[number]).hasBytes(of: value)
        } != nil
    }

    /// What a value costs beside its bytes: where it ends, and its share of a table that is between
    /// three eighths and three quarters full, of lists that have room for more.
    private static let entryBytes = 40

    /// As ``insert(_:limit:room:)`` counted them.
    var bytes: Int { text.count + count * Self.entryBytes }

    /// - Returns: How many values the limit kept out.
    mutating func merge(_ other: DistinctValues, limit: Int) -> Int {
        guard count + other.count > limit else {
            for value in 0..<other.count { _ = insert(other.value(value).span, limit: limit) }
            return 0
        }
        // Which values a limit keeps must not depend on the order of a set.
        return other.sorted.count { !insert($0.span, limit: limit) }
    }

    private func value(_ number: Int) -> ArraySlice<UInt8> {
        text[(number > 0 ? ends[number - 1] : 0)..<ends[number]]
    }

    /// In byte order, as Splunk sorts them.
    var sorted: [ArraySlice<UInt8>] {
        (0..<count).map(value).sorted { $0.lexicographicallyPrecedes($1) }
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
