import SPL

/// A `lookup` over one table: every row is compared with every row of the table, which is what a
/// lookup means. ``LookupSearch`` gives the same cells sooner.
struct LookupEvaluation {
    private let lookup: Lookup
    /// One for each input.
    private let matchers: [LookupMatcher]

    init(_ lookup: Lookup) {
        self.lookup = lookup
        matchers = lookup.inputs.map { LookupMatcher($0.table, of: lookup.table) }
    }

    /// - Parameter budget: Counts values for which the table has more rows than are taken.
    func apply(to input: Table, _ budget: RowBudget) -> Table {
        var table = input
        if lookup.table.rows.isEmpty { budget.noteLookups(inVain: input.rows.count) }
        for output in lookup.outputs where table.index(of: output.row) == nil {
            table.columns.append(output.row)
        }
        let places = lookup.outputs.map { table.index(of: $0.row) ?? 0 }
        let inputPlaces = lookup.inputs.map { input.index(of: $0.row) }
        for index in table.rows.indices {
            let missing = table.columns.count - table.rows[index].cells.count
            table.rows[index].cells += Array(repeating: .null, count: missing)
            let values = inputPlaces.map { $0.map { input.rows[index].cells[$0].texts } ?? [] }
            guard !values.contains(where: \.isEmpty) else { continue }
            let found = matches(values)
            if found.isCut { budget.noteLookupCut() }
            for (output, place) in zip(lookup.outputPlaces, places) {
                let value = found.output(output, of: lookup.table)
                guard !value.isNull else { continue }
                if lookup.overwrites || table.rows[index].cells[place].isNull {
                    table.rows[index].cells[place] = value
                }
            }
        }
        return table
    }

    /// - Parameter values: Those of each input, at least one.
    private func matches(_ values: [[String]]) -> LookupMatches {
        LookupMatches(in: lookup.table, of: lookup.table.rows.indices) { row in
            matchers.indices.allSatisfy { matchers[$0].agrees(row, with: values[$0]) }
        }
    }
}

extension Lookup {
    /// Where the output columns stand in the table.
    var outputPlaces: [Int] { outputs.map { table.columns.firstIndex(of: $0.table) ?? 0 } }
}
