/// Finds the number of a known name among the bytes of a record, without making a string of them.
///
/// Open addressing; the hash looks at the length and four bytes only, which tells field names apart
/// well enough and costs the same for a name of any length. Filled once, at start.
struct NameTable: Sendable {
    /// Where a name stands in `names`, and its value.
    private struct Entry {
        var start: Int
        var count: Int
        var value: Int
    }

    private var entries: [Entry] = []
    private var names: [UInt8] = []
    /// Index into `entries`, or -1; a power of two of them, at most half of them in use.
    private var buckets: [Int32] = Array(repeating: -1, count: 16)

    /// Adds a name, or gives a known name another value.
    mutating func set(_ name: String, to value: Int) {
        let bytes = Array(name.utf8)
        if let index = index(bytes.span, 0..<bytes.count) {
            entries[index].value = value
            return
        }
        entries.append(Entry(start: names.count, count: bytes.count, value: value))
        names.append(contentsOf: bytes)
        if entries.count * 2 > buckets.count {
            buckets = Array(repeating: -1, count: buckets.count * 2)
            for index in entries.indices { place(index) }
        } else {
            place(entries.count - 1)
        }
    }

    /// The value of the name that stands at `range` of `text`.
    @inline(__always)
    func value(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard let index = index(text, range) else { return nil }
        return entries[index].value
    }

    @inline(__always)
    private func index(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        var bucket = hash(text, range) & (buckets.count - 1)
        while true {
            let index = Int(buckets[bucket])
            if index < 0 { return nil }
            if isName(index, text, range) { return index }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
    }

    @inline(__always)
    private func isName(_ index: Int, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let entry = entries[index]
        guard entry.count == range.count else { return false }
        for offset in 0..<entry.count
        where names[entry.start + offset] != text[range.lowerBound + offset] {
            return false
        }
        return true
    }

    private mutating func place(_ index: Int) {
        let entry = entries[index]
        let range = entry.start..<entry.start + entry.count
        var bucket = hash(names.span, range) & (buckets.count - 1)
        while buckets[bucket] >= 0 { bucket = (bucket + 1) & (buckets.count - 1) }
        buckets[bucket] = Int32(index)
    }

    @inline(__always)
    private func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
        let first = Int(text[range.lowerBound])
        let last = Int(text[range.upperBound - 1])
        let middle = Int(text[range.lowerBound + range.count / 2])
        let quarter = Int(text[range.lowerBound + range.count / 4])
        let sum = range.count &* 0x9E5 &+ first &* 0x3D &+ middle &* 0x1F3 &+ quarter &* 0x7 &+ last
        return sum ^ (sum >> 5)
    }
}
