import SPL

extension Predicate<String> {
    /// Whether a row satisfies a `search` above the scans. A column that the table does not have
    /// is null; of a multivalue any value counts.
    ///
    /// - Parameter columns: The places of the columns.
    func holds(for row: Row, _ columns: ColumnPlaces) -> Bool {
        func texts(_ column: String) -> [String] {
            columns[column].map { row.cells[$0].texts } ?? []
        }
        switch self {
        case .all: return true
        case .and(let parts): return parts.allSatisfy { $0.holds(for: row, columns) }
        case .or(let parts): return parts.contains { $0.holds(for: row, columns) }
        case .not(let part): return !part.holds(for: row, columns)
        case .matches(let column, let patterns):
            return texts(column).contains { text in patterns.contains { $0.matches(text) } }
        case .differs(let column, let pattern):
            return texts(column).contains { !pattern.matches($0) }
        case .ordered(let column, let ordering, let right):
            return texts(column).contains { ordering.holds($0, right) }
        case .passes(let column, let test): return texts(column).contains { test.passes($0) }
        case .compares(let column, let comparison, let other):
            return texts(column).contains { text in
                texts(other).contains { comparison.holds(text, $0) }
            }
        case .term(let pattern, let column):
            return column.map(texts)?.contains { text in
                RawText.holds(pattern, in: Array(text.utf8).span)
            } ?? false
        }
    }
}
