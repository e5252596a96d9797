import SPL

/// How many rows a command may make that makes more than it gets, and what was left out. One for an
/// evaluation, used by one thread.
package final class RowBudget {
    let rowsMax: Int
    /// Rows that were left out.
    package private(set) var keptOut = 0
    /// Values that a function would have made beyond what one may.
    private(set) var valuesKeptOut = 0
    /// Values for which a lookup has more rows than are taken.
    private(set) var lookupsCut = 0

    package init(rowsMax: Int) { self.rowsMax = rowsMax }

    /// Adds a row, unless the table is full.
    func append(_ row: @autoclosure () -> Row, to table: inout Table) {
        guard table.rows.count < rowsMax else {
            keptOut += 1
            return
        }
        table.rows.append(row())
    }

    /// Notes rows that were left out elsewhere.
    func noteKeptOut(_ count: Int) { keptOut &+= count }

    func noteValuesKeptOut() { valuesKeptOut += 1 }

    /// Rows that were looked up in a table that has none.
    private(set) var lookupsInVain = 0

    func noteLookups(inVain count: Int) { lookupsInVain += count }

    func noteLookupCut() { lookupsCut += 1 }

    /// The first rows, so many.
    func first(_ count: Int, of table: Table) -> Table {
        guard table.rows.count > count else { return table }
        keptOut += table.rows.count - count
        return Table(columns: table.columns, rows: Array(table.rows.prefix(count)))
    }
}
