extension Relation {
    /// Whether it can have rows where its scans have no groups: without `by` a scan and `stats` give
    /// a row of nothing, and rows of a lookup table are there whatever matched.
    ///
    /// Rather yes than no: what the rest of the search makes of such rows is not asked.
    func hasRowsOfNothing(_ scans: [Scan]) -> Bool {
        switch self {
        // The rows of a raw search are events: of nothing there is none.
        case .scan(let index): scans[index].output != .events && scans[index].keys.isEmpty
        case .rows(let table): !table.rows.isEmpty
        case .aggregate(let input, let grouping):
            grouping.keys.isEmpty || input.hasRowsOfNothing(scans)
        // Rows of the left side alone: those of the right only add columns, or pick among them.
        case .join(let left, _, _), .matching(let left, _, _): left.hasRowsOfNothing(scans)
        default: inputs.contains { $0.hasRowsOfNothing(scans) }
        }
    }
}
