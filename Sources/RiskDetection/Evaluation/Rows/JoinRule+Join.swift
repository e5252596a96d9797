import SPL

extension JoinRule {
    /// Joins two tables.
    ///
    /// - Shape: the columns of the left, then those that only the right has. Rows in the order of
    ///   the left, and of the right among those.
    func join(_ left: Table, _ right: Table, _ budget: RowBudget) -> Table {
        let added = right.columns.filter { left.index(of: $0) == nil }
        var table = Table(columns: left.columns + added)
        let sources = right.columns.enumerated().compactMap { index, name in
            table.index(of: name).map { (from: index, to: $0) }
        }
        var matching: [[[String]]: [Row]] = [:]
        for row in right.rows {
            if let key = key(row, right) { matching[key, default: []].append(row) }
        }
        let nothing = [Value](repeating: .null, count: added.count)
        for row in left.rows {
            let found = key(row, left).flatMap { matching[$0] } ?? []
            if found.isEmpty, keepsUnmatched {
                budget.append(
                    Row(cells: row.cells + nothing, identity: row.identity), to: &table)
            }
            for match in found.prefix(matchesMax ?? .max) {
                var cells = row.cells + nothing
                for (from, to) in sources where !match.cells[from].isNull {
                    if overwrites || cells[to].isNull { cells[to] = match.cells[from] }
                }
                let identity =
                    matchesMax == 1 ? row.identity : row.identity + [0x26] + match.identity
                budget.append(Row(cells: cells, identity: identity), to: &table)
            }
        }
        return table
    }

    /// The values that rows are joined by; nil where one is null.
    private func key(_ row: Row, _ table: Table) -> [[String]]? {
        let key = columns.map { table.index(of: $0).map { row.cells[$0].texts } ?? [] }
        return key.contains(where: \.isEmpty) ? nil : key
    }
}
