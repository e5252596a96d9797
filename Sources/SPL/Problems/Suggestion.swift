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
        nearest(to: name, among: candidates.lazy.map { Candidate($0) })?.name
    }

    /// A name as it is compared: in lower case, and no longer than is looked at.
    struct Candidate: Sendable {
        let name: String
        let compared: [UInt8]

        init(_ name: String) {
            self.name = name
            compared = Array(name.lowercased().utf8.prefix(nameBytesMax))
        }
    }

    /// The same among names that are asked for often.
    static func nearest(
        to name: String, among candidates: some Sequence<Candidate>
    ) -> Candidate? {
        let wanted = Candidate(name).compared
        guard !wanted.isEmpty else { return nil }
        let slipsMax = max(1, min(3, wanted.count / 3))
        var best: (candidate: Candidate, slips: Int)?
        var rows = DistanceRows()
        for candidate in candidates {
            guard abs(candidate.compared.count - wanted.count) <= slipsMax else { continue }
            let most = best.map { $0.slips - 1 } ?? slipsMax
            guard let slips = rows.distance(wanted, candidate.compared, atMost: most) else {
                continue
            }
            best = (candidate, slips)
            if slips == 0 { break }
        }
        return best?.candidate
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

/// The rows of the table of ``Suggestion/distance(_:_:)``, of which only the cells beside the diagonal
/// are worked out that can lead to a short distance. Memory is used again for each pair.
struct DistanceRows {
    private var beforeLast: [Int] = []
    private var last: [Int] = []
    private var row: [Int] = []

    /// - Returns: Nil where the distance is more than `limit`.
    mutating func distance(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int? {
        guard limit >= 0, abs(a.count - b.count) <= limit else { return nil }
        let far = limit + 1
        last = (0...b.count).map { min($0, far) }
        beforeLast = Array(repeating: far, count: b.count + 1)
        row = beforeLast
        for i in a.indices {
            // Cells further from the diagonal are more than the limit. The band is never empty but
            // where `b` is: the lengths differ by the limit at most.
            let first = max(0, i - limit)
            let end = min(b.count, i + limit + 1)
            row[first] = first == 0 ? min(i + 1, far) : far
            var least = row[first]
            for j in first..<end {
                var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row[j + 1] = min(best, far)
                least = min(least, row[j + 1])
            }
            if end < b.count { row[end + 1] = far }
            guard least <= limit else { return nil }
            (beforeLast, last, row) = (last, row, beforeLast)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
