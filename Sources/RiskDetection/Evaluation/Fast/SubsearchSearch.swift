// Fast: same answers as RowMatching; held by LookupSearchTests; saves 99 % of the comparisons of its `subsearchLinear`.
import SPL

/// The rows of a subsearch as a condition on the rows of a frame: asked once for each combination of
/// values, and of the rows with wildcards only those whose pattern stands in a value.
struct SubsearchSearch {
    private let matching: RowMatching
    private let searches: [ColumnSearch]
    /// Rows that say nothing to look for.
    private var unconditional: [Int32] = []
    private var memory = PatternSearch.Memory()
    /// Rows of the subsearch with wildcards that were compared with a row of the frame.
    private(set) var rowsCompared = 0

    /// Patterns of one column, and of which rows they are.
    private struct ColumnSearch {
        let place: Int
        let patterns: PatternSearch
        let owners: [Int32]
    }

    init(_ matching: RowMatching) {
        self.matching = matching
        var columns: [Int: (patterns: [TextPattern], owners: [Int32])] = [:]
        for (number, alternative) in matching.others.enumerated() {
            let owner = Int32(number)
            // Each of its columns must match; that with the longest pattern tells most.
            let told = alternative.compactMap { place, patterns in place.map { ($0, patterns) } }
                .max { Self.length($0.1) < Self.length($1.1) }
            guard let (place, patterns) = told, Self.length(patterns) > 0 else {
                unconditional.append(owner)
                continue
            }
            columns[place, default: ([], [])].patterns += patterns
            columns[place, default: ([], [])].owners += patterns.map { _ in owner }
        }
        searches = columns.sorted { $0.key < $1.key }.map { place, known in
            ColumnSearch(
                place: place, patterns: PatternSearch(known.patterns), owners: known.owners)
        }
    }

    /// Of the shortest of some patterns, one of which must match.
    private static func length(_ patterns: [TextPattern]) -> Int {
        patterns.map { $0.matchesEverything ? 0 : $0.text.utf8.count }.min() ?? 0
    }

    mutating func holds(for row: Row) -> Bool {
        if matching.holdsExactly(for: row) { return true }
        var asked = unconditional
        for search in searches {
            for text in row.cells[search.place].texts {
                search.patterns.findCandidates(for: text.utf8.span, &memory)
                asked += memory.candidates.map { search.owners[Int($0)] }
            }
        }
        asked.sort()
        asked.removeRepeated()
        return asked.contains { number in
            rowsCompared += 1
            return RowMatching.holds(matching.others[Int(number)], for: row)
        }
    }

    /// The rows of a frame that match, or with `isNegated` those that do not.
    static func rows(of frame: Frame, matching rows: Table, isNegated: Bool) -> [Int32] {
        let names = rows.columns.filter { frame.index(of: $0) != nil }
        let combinations = Combinations(names.map(frame.column), frame.count)
        var search = SubsearchSearch(RowMatching(rows, in: Table(columns: names)))
        var holds: [Bool?] = Array(repeating: nil, count: combinations.count)
        return (0..<Int32(frame.count)).filter { row in
            let number = combinations.codes.map { Int($0[Int(row)]) } ?? 0
            let isMatch =
                holds[number]
                ?? search.holds(
                    for: Row(
                        cells: combinations.values(number).map(Value.init(values:)), identity: []))
            holds[number] = isMatch
            return isMatch != isNegated
        }
    }
}
