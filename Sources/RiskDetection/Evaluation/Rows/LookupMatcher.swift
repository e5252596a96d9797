import SPL

/// How values are compared with one column of a lookup table, row by row.
///
/// Source: Splunk `transforms.conf.spec`, "Lookup tables".
struct LookupMatcher: Sendable {
    enum Column: Sendable {
        case exact([String])
        case wildcard([TextPattern])
        case network([IPNetwork?])
    }

    let column: Column
    private let isCaseSensitive: Bool

    init(_ name: String, of table: LookupTable) {
        isCaseSensitive = table.isCaseSensitive
        let place = table.columns.firstIndex(of: name)
        let values = place.map { place in table.rows.map { $0[place] } } ?? []
        switch table.matchTypes[name] ?? .exact {
        case .exact:
            column = .exact(table.isCaseSensitive ? values : values.map { $0.lowercased() })
        case .wildcard:
            column = .wildcard(
                values.map { TextPattern($0, isCaseSensitive: table.isCaseSensitive) })
        case .network: column = .network(values.map(IPNetwork.init))
        }
    }

    /// A value as it is compared with an exact column.
    func folded(_ value: String) -> String { isCaseSensitive ? value : value.lowercased() }

    /// Whether a row agrees with one of some values.
    func agrees(_ row: Int, with values: [String]) -> Bool {
        switch column {
        case .exact(let known): return values.contains { folded($0) == known[row] }
        case .wildcard(let patterns): return values.contains { patterns[row].matches($0) }
        case .network(let networks):
            guard let network = networks[row] else { return false }
            return values.contains { IPAddress($0).map(network.contains) ?? false }
        }
    }
}

/// Rows of a lookup table that agree with some values.
struct LookupMatches: Sendable {
    /// In the order of the table.
    var rows: [Int] = []
    /// Whether more rows agree than are taken, though the table sets no `max_matches`. A table that
    /// sets it is cut as its author wants, which is not counted.
    var isCut = false

    /// The first of some rows that agree, as many as the table gives.
    init(
        in table: LookupTable, of candidates: some Sequence<Int>, where agrees: (Int) -> Bool
    ) {
        let most = table.matchesMax
        let isWanted = most != LookupTable.matchesMaxDefault
        for row in candidates {
            if rows.count >= most, isWanted { break }
            guard agrees(row) else { continue }
            if rows.count >= most {
                isCut = true
                break
            }
            rows.append(row)
        }
    }

    /// What one output column gets of the rows: each value once, in the order of the table.
    ///
    /// - Parameter place: The column of the table.
    func output(_ place: Int, of table: LookupTable) -> Value {
        var values = rows.map { table.rows[$0][place] }
        if let text = table.defaultMatch, values.count < table.matchesMin { values.append(text) }
        var seen: Set<String> = []
        return Value(values: values.filter { !$0.isEmpty && seen.insert($0).inserted })
    }
}
