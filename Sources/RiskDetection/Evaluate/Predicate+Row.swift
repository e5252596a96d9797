package import SPL

extension Predicate<String> {
    /// Whether a row satisfies a `search` above the scans. A column that the table does not have
    /// is null; of a multivalue any value counts.
    package func holds(for row: Row, columns: [String]) -> Bool {
        switch self {
        case .all: return true
        case .and(let parts): return parts.allSatisfy { $0.holds(for: row, columns: columns) }
        case .or(let parts): return parts.contains { $0.holds(for: row, columns: columns) }
        case .not(let part): return !part.holds(for: row, columns: columns)
        case .matches(let column, let patterns):
            return row.texts(of: column, columns).contains { text in
                patterns.contains { $0.matches(text) }
            }
        case .differs(let column, let pattern):
            return row.texts(of: column, columns).contains { !pattern.matches($0) }
        case .ordered(let column, let ordering, let right):
            return row.texts(of: column, columns).contains { ordering.holds($0, right) }
        // Rows of a table have no raw text.
        case .term: return false
        }
    }
}

extension Row {
    func texts(of column: String, _ columns: [String]) -> [String] {
        columns.firstIndex(of: column).map { cells[$0].texts } ?? []
    }
}
