/// A search without comments, in which the text of macros replaces their calls.
struct ExpandedSearch {
    var bytes: [UInt8] = []
    var map = SourceMap()
    /// Offsets in `bytes` where a macro stood that could not be expanded, ascending. What the
    /// syntax is like around a hole cannot be judged.
    private(set) var holes: [Int] = []

    /// Tells that a macro is missing behind the bytes so far.
    mutating func addHole() {
        if holes.last != bytes.count { holes.append(bytes.count) }
    }

    /// Puts a text behind all others that is made of a part of the search.
    ///
    /// - Returns: Where it stands; nil where the search would become too long.
    mutating func append(_ text: String, at range: Range<Int>) -> Range<Int>? {
        guard bytes.count + text.utf8.count <= SearchLimits.expandedBytesMax else { return nil }
        let start = bytes.count
        bytes += Array(text.utf8)
        map.append(count: text.utf8.count, madeOf: range)
        return start..<bytes.count
    }

    /// Whether a macro is missing in a range or at its ends, by bisection.
    func hasHole(within range: Range<Int>) -> Bool {
        var (low, high) = (0, holes.count)
        while low < high {
            let middle = (low + high) / 2
            if holes[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < holes.count && holes[low] <= range.upperBound
    }
}
