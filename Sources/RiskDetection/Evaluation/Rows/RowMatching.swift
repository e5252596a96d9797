import SPL

/// The rows of a subsearch as a condition on the rows of another table: of a row all columns that
/// are not null must match, of the rows one.
///
/// Source: Splunk Search Reference, "format": rows are joined by OR, columns by AND, the values of
/// one column by OR. Values are those of the search language, so case does not matter and `*` is a
/// wildcard.
struct RowMatching {
    /// Rows of the subsearch that count.
    ///
    /// Source: Splunk `limits.conf.spec`, "subsearch", `maxout`.
    static let rowsMax = 10_000

    /// One row: places in the other table, nil for a column that it does not have, with patterns.
    typealias Alternative = [(place: Int?, patterns: [TextPattern])]

    /// Rows without wildcards, of one value a column: by the places that they look at, the texts in
    /// lower case.
    private var exact: [[Int]: Set<[String]>] = [:]
    private(set) var others: [Alternative] = []

    init(_ rows: Table, in table: Table) {
        let places = rows.columns.map(table.index(of:))
        for row in rows.rows {
            var alternative: Alternative = []
            for (place, cell) in zip(places, row.cells) where !cell.isNull {
                alternative.append(
                    (place, cell.texts.map { TextPattern($0, readsNetworks: true) }))
            }
            // A row without values says nothing.
            if alternative.isEmpty { continue }
            add(alternative)
        }
    }

    private mutating func add(_ alternative: Alternative) {
        var places: [Int] = []
        var texts: [String] = []
        for (place, patterns) in alternative {
            guard let place else { return }  // what no row has cannot match
            guard patterns.count == 1, patterns[0].isLiteral, patterns[0].network == nil else {
                return others.append(alternative)
            }
            places.append(place)
            texts.append(patterns[0].text.lowercased())
        }
        exact[places, default: []].insert(texts)
    }

    func holds(for row: Row) -> Bool {
        holdsExactly(for: row) || others.contains { Self.holds($0, for: row) }
    }

    /// Whether a row matches one of those without wildcards.
    func holdsExactly(for row: Row) -> Bool {
        exact.contains { places, known in
            Self.combinations(places.map { row.cells[$0].texts }).contains(where: known.contains)
        }
    }

    static func holds(_ alternative: Alternative, for row: Row) -> Bool {
        alternative.allSatisfy { place, patterns in
            guard let place else { return false }
            return row.cells[place].texts.contains { text in
                patterns.contains { $0.matches(text) }
            }
        }
    }

    /// One value of each column, in lower case; several values of a column count each by itself.
    private static func combinations(_ columns: [[String]]) -> [[String]] {
        columns.reduce([[]]) { so, texts in
            so.flatMap { start in texts.map { start + [$0.lowercased()] } }
        }
    }
}
