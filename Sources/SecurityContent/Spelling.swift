/// Finds what somebody probably meant.
enum Spelling {
    /// Words beyond this many characters are compared by their beginning.
    private static let lengthMax = 80

    /// The candidate that is fewest changes away; nil when none is near.
    ///
    /// Near is a third of the length, and at least two changes. Of equals the first wins.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        let wanted = Array(word.lowercased().prefix(lengthMax))
        let limit = max(2, wanted.count / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().prefix(lengthMax))
            guard abs(other.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, other)
            if distance <= limit, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }

    /// Insertions, deletions, replacements and swaps of neighbours from one word to the other.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var current = [i + 1]
            for j in b.indices {
                var cost = min(
                    previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, beforePrevious[j - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
