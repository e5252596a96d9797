/// Finds the number of a known name among the bytes of a record, without making a string of them.
///
/// Open addressing. A name of up to sixteen bytes is told by its first and its last eight, which
/// are also what is hashed; of a longer one the bytes between are compared too. The same name may
/// stand in several scopes, each with a value of its own. Filled once, at start.
struct NameTable: Sendable {
    private struct Entry {
        var ends: NameEnds
        var count: UInt16
        var scope: UInt16
        /// Where the name stands in `names`.
        var start: UInt32
        var value: Int
    }

    /// Names of a table, and bytes of one: they stand in the sources of riskd and nowhere else, and a
    /// start with more stops at once.
    static let entriesMax = 32_767
    static let nameBytesMax = 65_535

    private var names: [UInt8] = []
    private var entries: [Entry] = []
    /// Index into `entries`, or -1; a power of two of them, at most half of them in use. Small, as
    /// most names of a record are in no table.
    private var buckets: [Int16] = Array(repeating: -1, count: 16)

    /// Adds a name, or gives a known name another value.
    mutating func set(_ name: String, in scope: Int = 0, to value: Int) {
        let bytes = Array(name.utf8)
        precondition(
            (1...Self.nameBytesMax).contains(bytes.count), "a name of \(bytes.count) bytes")
        let range = 0..<bytes.count
        let ends = NameEnds(bytes.span, range)
        let bucket = bucket(bytes.span, range, ends, scope)
        if buckets[bucket] >= 0 {
            entries[Int(buckets[bucket])].value = value
            return
        }
        precondition(entries.count < Self.entriesMax, "more than \(Self.entriesMax) names")
        buckets[bucket] = Int16(entries.count)
        entries.append(
            Entry(
                ends: ends, count: UInt16(bytes.count), scope: UInt16(scope),
                start: UInt32(names.count), value: value))
        names.append(contentsOf: bytes)
        if entries.count * 2 > buckets.count { grow() }
    }

    private mutating func grow() {
        buckets = Array(repeating: -1, count: buckets.count * 2)
        for (index, entry) in entries.enumerated() {
            let range = Int(entry.start)..<Int(entry.start) + Int(entry.count)
            buckets[bucket(names.span, range, entry.ends, Int(entry.scope))] = Int16(index)
        }
    }

    /// The value of the name that stands at `range` of `text`.
    @inline(__always)
    func value(_ text: Span<UInt8>, _ range: Range<Int>, in scope: Int = 0) -> Int? {
        guard !range.isEmpty else { return nil }
        let index = Int(buckets[bucket(text, range, NameEnds(text, range), scope)])
        return index >= 0 ? entries[index].value : nil
    }

    /// Where a name is, or would be.
    @inline(__always)
    private func bucket(
        _ text: Span<UInt8>, _ range: Range<Int>, _ ends: NameEnds, _ scope: Int
    ) -> Int {
        let product = (ends.first ^ ends.last &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
        let mask = buckets.count - 1
        var bucket = (Int(truncatingIfNeeded: product >> 40) &+ range.count &+ scope &* 31) & mask
        while true {
            let index = Int(buckets[bucket])
            if index < 0 || isName(index, text, range, ends, scope) { return bucket }
            bucket = (bucket + 1) & mask
        }
    }

    @inline(__always)
    private func isName(
        _ index: Int, _ text: Span<UInt8>, _ range: Range<Int>, _ ends: NameEnds, _ scope: Int
    ) -> Bool {
        let entry = entries[index]
        return entry.ends == ends && Int(entry.count) == range.count && Int(entry.scope) == scope
            && (range.count <= 16 || isSame(Int(entry.start), text, range))
    }

    /// Whether a long name has the same bytes between its ends.
    private func isSame(_ start: Int, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for offset in 8..<range.count - 8
        where names[start + offset] != text[range.lowerBound + offset] {
            return false
        }
        return true
    }
}
