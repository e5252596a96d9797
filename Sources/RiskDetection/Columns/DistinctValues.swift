/// The distinct values of one field in one group: `values()` and `dc()`.
///
/// - Shape: `text` has one value behind the other, each behind its length as four bytes, least
///   significant first. The index knows a value by its place; it is empty as long as there are few,
///   as there are in most groups.
struct DistinctValues: Sendable {
    private var index = KeyIndex()
    private var text: [UInt8] = []
    private(set) var count = 0

    /// So many values are looked through one by one.
    private static let unindexedMax = 4

    /// - Returns: False where the limit keeps a new value out.
    mutating func insert(_ value: Span<UInt8>, limit: Int) -> Bool {
        insert(value, limit: limit, room: .max) != .overLimit
    }

    /// - Parameter room: Bytes that a new value may need.
    mutating func insert(_ value: Span<UInt8>, limit: Int, room: Int) -> Growth {
        let isIndexed = count > Self.unindexedMax
        let hash = isIndexed ? ByteHash.of(value) : 0
        if isIndexed ? contains(value, hash) : isListed(value) { return .by(0) }
        guard count < limit else { return .overLimit }
        let bytes = value.count + Self.entryBytes
        guard bytes <= room else { return .overMemory }
        let place = text.count
        text.append(addingCapacity: 4 + value.count) { (out: inout OutputSpan<UInt8>) in
            out.append(littleEndian: UInt32(value.count))
            out.append(value)
        }
        count += 1
        if isIndexed {
            index.add(hash, place)
        } else if count > Self.unindexedMax {
            for range in ranges {
                index.add(ByteHash.of(text.span.extracting(range)), range.lowerBound - 4)
            }
        }
        return .by(bytes)
    }

    private func contains(_ value: Span<UInt8>, _ hash: UInt64) -> Bool {
        index.find(hash) { place in text.span.extracting(range(at: place)).hasBytes(of: value) }
            != nil
    }

    private func isListed(_ value: Span<UInt8>) -> Bool {
        var place = 0
        while place < text.count {
            let range = range(at: place)
            if text.span.extracting(range).hasBytes(of: value) { return true }
            place = range.upperBound
        }
        return false
    }

    /// Where the value stands whose length stands at a place.
    @inline(__always)
    private func range(at place: Int) -> Range<Int> {
        place + 4..<place + 4 + text.span.count(at: place)
    }

    /// Where each value stands, in the order in which they came.
    private var ranges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var place = 0
        while place < text.count {
            ranges.append(range(at: place))
            place = ranges[ranges.count - 1].upperBound
        }
        return ranges
    }

    /// What a value costs beside its bytes: its length, and its share of a table that is between
    /// three eighths and three quarters full, of lists that have room for more.
    static let entryBytes = 36

    /// As ``insert(_:limit:room:)`` counted them.
    var bytes: Int { text.count + count * (Self.entryBytes - 4) }

    /// - Returns: How many values the limit kept out.
    mutating func merge(_ other: DistinctValues, limit: Int) -> Int {
        if count == 0, other.count <= limit {
            self = other
            return 0
        }
        // Which values a limit keeps must not depend on the order of a set.
        let isTight = count + other.count > limit
        var keptOut = 0
        let all = other.text.span
        if isTight {
            for range in other.sortedRanges where !insert(all.extracting(range), limit: limit) {
                keptOut += 1
            }
            return keptOut
        }
        var place = 0
        while place < all.count {
            let range = place + 4..<place + 4 + all.count(at: place)
            _ = insert(all.extracting(range), limit: limit)
            place = range.upperBound
        }
        return 0
    }

    /// In byte order, as Splunk sorts them.
    var sorted: [ArraySlice<UInt8>] { sortedRanges.map { text[$0] } }

    /// The same as texts; bytes that are not UTF-8 become U+FFFD.
    var sortedTexts: [String] {
        sortedRanges.map { String(decoding: text[$0], as: UTF8.self) }
    }

    /// Where each value stands, in byte order.
    ///
    /// What all values have in common is looked at once, as messages of one detection mostly have
    /// long beginnings in common. The eight bytes behind that decide nearly always.
    private var sortedRanges: [Range<Int>] {
        let ranges = ranges
        guard ranges.count > 1 else { return ranges }
        let all = text.span
        let first = all.extracting(ranges[0])
        var common = first.count
        for range in ranges.dropFirst() where common > 0 {
            let other = all.extracting(range)
            common = min(common, other.count)
            common = first.extracting(first: common).commonCount(other.extracting(first: common))
        }
        var entries = ranges.map { range in
            (bytes: all.leadingBytes(of: range.dropFirst(common)), range: range)
        }
        entries.sort { a, b in
            if a.bytes != b.bytes { return a.bytes < b.bytes }
            return text.span.extracting(a.range).precedes(text.span.extracting(b.range))
        }
        return entries.map(\.range)
    }
}

extension Span<UInt8> {
    /// The first eight bytes of a range as a number that orders as they do, with zeros for those
    /// that are not there.
    fileprivate func leadingBytes(of range: Range<Int>) -> UInt64 {
        if range.count >= 8 { return UInt64(bigEndian: word(at: range.lowerBound)) }
        var bytes: UInt64 = 0
        for place in 0..<8 {
            bytes = bytes << 8 | (place < range.count ? UInt64(self[range.lowerBound + place]) : 0)
        }
        return bytes
    }

    /// Whether it comes before another by byte.
    fileprivate func precedes(_ other: Span<UInt8>) -> Bool {
        let most = Swift.min(count, other.count)
        let same = extracting(first: most).commonCount(other.extracting(first: most))
        return same < most ? self[same] < other[same] : count < other.count
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
