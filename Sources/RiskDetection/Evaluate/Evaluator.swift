package import CIM
package import SPL

/// Evaluates the trunk of a plan over the tables that its scans gave for one window.
package struct Evaluator: Sendable {
    /// One table for each scan of the plan.
    let scans: [Table]
    let zone: TimeZoneRules

    package init(scans: [Table], zone: TimeZoneRules) {
        self.scans = scans
        self.zone = zone
    }

    package func evaluate(_ relation: Relation) -> Table {
        switch relation {
        case .scan(let index): return scans[index]
        case .filter(let input, let predicate):
            var table = evaluate(input)
            let columns = table.columns
            table.rows.removeAll { !predicate.holds(for: $0, columns: columns) }
            return table
        case .extend(let input, let column, let expression):
            return extend(evaluate(input), column, expression)
        case .rename(let input, let renamings):
            return rename(evaluate(input), renamings)
        }
    }

    private func extend(_ input: Table, _ column: String, _ expression: Expression) -> Table {
        var table = input
        let place = input.index(of: column)
        if place == nil { table.columns.append(column) }
        for index in table.rows.indices {
            let value = expression.evaluate(input.rows[index], columns: input.columns, zone: zone)
            if let place {
                table.rows[index].cells[place] = value
            } else {
                table.rows[index].cells.append(value)
            }
        }
        return table
    }

    private func rename(_ input: Table, _ renamings: [Renaming]) -> Table {
        var table = input
        for renaming in renamings {
            let columns = renaming.apply(to: table.columns)
            table.columns = columns.map(\.name)
            for index in table.rows.indices {
                let cells = table.rows[index].cells
                table.rows[index].cells = columns.map { cells[$0.source] }
            }
        }
        return table
    }
}
