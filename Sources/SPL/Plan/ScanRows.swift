/// A relation whose rows are those of one scan, each by itself and some of them left out, and which
/// of its columns are keys of the scan.
package struct ScanRows {
    package let scan: Int
    /// For each column the number of the key that it shows.
    private var keys: ColumnOrigins<Int>

    /// The number of the key that a column shows; nil where it shows none.
    package func key(of column: String) -> Int? { keys.origin(of: column) }

    /// - Returns: Nil for a relation of another kind.
    package init?(_ relation: Relation, in scans: [Scan]) {
        if case .scan(let number) = relation {
            guard scans[number].output == .groups else { return nil }
            scan = number
            keys = ColumnOrigins(
                scans[number].keys.enumerated().map { ($1.column, $0) }
                    + scans[number].aggregates.map { ($0.column, nil) })
            return
        }
        let traits = relation.traits
        guard traits.rows <= .sorted, let input = traits.inputs.first,
            var rows = ScanRows(input, in: scans)
        else { return nil }
        let before = rows.keys
        rows.keys.follow(traits.columns) { expression in
            if case .column(let name) = expression { before.origin(of: name) } else { nil }
        }
        self = rows
    }
}
