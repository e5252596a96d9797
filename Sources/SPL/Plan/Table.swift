/// What flows between relations.
///
/// - Shape: rows × columns, every row as long as `columns`. Column names are unique.
package struct Table: Equatable, Sendable {
    package var columns: [String]
    package var rows: [[Value]]

    package init(columns: [String], rows: [[Value]] = []) {
        self.columns = columns
        self.rows = rows
    }
}
