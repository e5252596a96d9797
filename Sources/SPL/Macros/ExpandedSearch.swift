/// A search without comments and with the text of macros in the place of their calls.
struct ExpandedSearch {
    var bytes: [UInt8] = []
    var map = SourceMap()
    /// Offsets in `bytes` where a macro stood that could not be expanded, ascending. What the
    /// syntax is like around a hole cannot be judged.
    var holes: [Int] = []
}
