/// "Did you mean …?": the known name that is nearest to one that is not known.
package enum Suggestion {
    /// Names are compared by this many bytes at their beginning: a comparison costs the product of
    /// both lengths.
    private static let nameBytesMax = 80

    /// The candidate with the fewest slips from `name`, regardless of case; nil when none is near.
    /// Of equally near ones the first.
    ///
    /// Near is a third of the length, from one slip to three: `process_guid` is no slip of
    /// `process_name`.
    package static func nearest(
        to name: String, among candidates: some Sequence<String>
    ) -> String? {
        func compared(_ name: String) -> [UInt8] {
            Array(name.lowercased().utf8.prefix(nameBytesMax))
        }
        let wanted = compared(name)
        guard !wanted.isEmpty else { return nil }
        let slipsMax = max(1, min(3, wanted.count / 3))
        var best: (name: String, slips: Int)?
        for candidate in candidates {
            let known = compared(candidate)
            guard abs(known.count - wanted.count) <= slipsMax else { continue }
            let slips = distance(wanted, known)
            if slips <= slipsMax, slips < best?.slips ?? .max { best = (candidate, slips) }
        }
        return best?.name
    }

    /// ` Did you mean x?` to append to a message; empty without a near candidate.
    static func question(_ name: String, among candidates: some Sequence<String>) -> String {
        nearest(to: name, among: candidates).map { " Did you mean `\($0)`?" } ?? ""
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
    ///
    /// Source: optimal string alignment, the restricted Damerau–Levenshtein distance.
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in 0..<b.count {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
