/// What flows between relations.
///
/// - Shape: rows × columns, every row as long as `columns`. Column names are unique.
package struct Table: Equatable, Sendable {
    package var columns: [String]
    package var rows: [Row]

    package init(columns: [String], rows: [Row] = []) {
        self.columns = columns
        self.rows = rows
    }

    package func index(of column: String) -> Int? { columns.firstIndex(of: column) }
}

/// One row of a table.
package struct Row: Equatable, Sendable {
    /// One cell a column.
    package var cells: [Value]
    /// What makes the row the same row when its window is evaluated again: the group key of the
    /// scan it came from. Relations that keep rows keep it.
    package var identity: [UInt8]

    package init(cells: [Value], identity: [UInt8]) {
        self.cells = cells
        self.identity = identity
    }
}
