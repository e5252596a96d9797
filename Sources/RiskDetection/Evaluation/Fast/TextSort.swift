// Fast: same answers as sort(by:); held by RowOrderTests; saves 3,100 instructions of a row.

/// Sorts texts that have long beginnings in common, such as command lines: what some have in common
/// is looked at once, and then eight bytes at a time.
enum TextSort {
    private struct Entry {
        /// The next bytes, the first most significant.
        let bytes: UInt64
        /// How many bytes are left, at most one more than there are in `bytes`.
        let count: Int
        let row: Int32

        func agrees(with other: Entry) -> Bool { bytes == other.bytes && count == other.count }
    }

    private static let entryBytes = 8

    /// Sorts a run of rows by their texts; rows with equal ones come in their own order.
    static func sort(_ rows: inout [Int32], _ run: Range<Int>, by texts: ByteStrings) {
        var open = [(run: run, depth: 0)]
        while let (run, depth) = open.popLast() {
            let start = depth + common(rows[run], texts, from: depth)
            var entries = rows[run].map { entry($0, texts, from: start) }
            entries.sort { a, b in
                if a.bytes != b.bytes { return a.bytes < b.bytes }
                return a.count == b.count ? a.row < b.row : a.count < b.count
            }
            var first = 0
            while first < entries.count {
                var end = first + 1
                while end < entries.count, entries[first].agrees(with: entries[end]) { end += 1 }
                let equal = run.lowerBound + first..<run.lowerBound + end
                if equal.count > 1, entries[first].count > entryBytes {
                    open.append((equal, start + entryBytes))
                }
                first = end
            }
            for (place, entry) in entries.enumerated() { rows[run.lowerBound + place] = entry.row }
        }
    }

    /// How many bytes the texts of some rows have in common behind a place.
    private static func common(
        _ rows: ArraySlice<Int32>, _ texts: ByteStrings, from depth: Int
    ) -> Int {
        let (bytes, places) = (texts.bytes.span, texts.places.span)
        guard let first = rows.first else { return 0 }
        let text = bytes.extracting(places[Int(first)].range.dropFirst(depth))
        var common = text.count
        for row in rows.dropFirst() {
            let other = bytes.extracting(places[Int(row)].range.dropFirst(depth))
            common = min(common, other.count)
            common = text.extracting(first: common).commonCount(other.extracting(first: common))
        }
        return common
    }

    private static func entry(_ row: Int32, _ texts: ByteStrings, from start: Int) -> Entry {
        let place = texts.places.span[Int(row)]
        let left = place.count - start
        let all = texts.bytes.span
        var bytes: UInt64 = 0
        if left >= entryBytes {
            bytes = UInt64(bigEndian: all.word(at: place.start + start))
        } else {
            for index in 0..<entryBytes {
                bytes = bytes << 8 | (index < left ? UInt64(all[place.start + start + index]) : 0)
            }
        }
        return Entry(bytes: bytes, count: min(left, entryBytes + 1), row: row)
    }
}
