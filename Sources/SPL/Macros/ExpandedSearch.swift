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
