extension Table {
    /// These columns, in this order; one that the table does not have is null.
    package func project(_ columns: [String]) -> Table {
        let places = columns.map(index(of:))
        return Table(
            columns: columns,
            rows: rows.map { row in
                Row(
                    cells: places.map { $0.map { row.cells[$0] } ?? .null }, identity: row.identity)
            })
    }

    /// The columns under other names.
    package func rename(_ renamings: [Renaming]) -> Table {
        let renamed = Renaming.apply(renamings, to: columns)
        return Table(
            columns: renamed.map(\.name),
            rows: rows.map { row in
                Row(cells: renamed.map { row.cells[$0.source] }, identity: row.identity)
            })
    }

    /// A column with other values, behind the others when it is new.
    package func setting(_ column: String, to values: [Value]) -> Table {
        var table = self
        let place = index(of: column)
        if place == nil { table.columns.append(column) }
        for (number, value) in values.enumerated() {
            if let place {
                table.rows[number].cells[place] = value
            } else {
                table.rows[number].cells.append(value)
            }
        }
        return table
    }
}
