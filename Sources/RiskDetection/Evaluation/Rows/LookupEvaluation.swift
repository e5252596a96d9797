import SPL

/// A `lookup` over one table.
///
/// Source: Splunk `transforms.conf.spec`, "Lookup tables".
struct LookupEvaluation {
    private let lookup: Lookup
    /// How each input compares the values of a row with one row of the lookup.
    private let matchers: [Matcher]
    /// Rows of the lookup by the value of the first input that is compared exactly.
    private var byValue: [String: [Int]] = [:]
    private var exactInput: Int?
    private let outputPlaces: [Int]

    private enum Matcher {
        case exact([String])
        case wildcard([TextPattern])
        case network([IPNetwork?])
    }

    init(_ lookup: Lookup) {
        self.lookup = lookup
        let table = lookup.table
        matchers = lookup.inputs.map { input in
            let values = Self.column(input.table, of: table)
            switch table.matchTypes[input.table] ?? .exact {
            case .exact: return .exact(values.map { Self.fold($0, table) })
            case .wildcard:
                return .wildcard(
                    values.map { TextPattern($0, isCaseSensitive: table.isCaseSensitive) })
            case .network: return .network(values.map(IPNetwork.init))
            }
        }
        outputPlaces = lookup.outputs.map { table.columns.firstIndex(of: $0.table) ?? 0 }
        for (index, matcher) in matchers.enumerated() {
            guard case .exact(let values) = matcher else { continue }
            exactInput = index
            for (row, value) in values.enumerated() { byValue[value, default: []].append(row) }
            break
        }
    }

    private static func column(_ name: String, of table: LookupTable) -> [String] {
        guard let place = table.columns.firstIndex(of: name) else { return [] }
        return table.rows.map { $0[place] }
    }

    private static func fold(_ text: String, _ table: LookupTable) -> String {
        table.isCaseSensitive ? text : text.lowercased()
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
            let found = matchingRows(values, budget)
            for (number, place) in places.enumerated() {
                let value = output(number, found)
                guard !value.isNull else { continue }
                if lookup.overwrites || table.rows[index].cells[place].isNull {
                    table.rows[index].cells[place] = value
                }
            }
        }
        return table
    }

    /// Rows of the lookup that agree with the values, in its order.
    ///
    /// A table that sets `max_matches` is cut as its author wants, which is not counted.
    private func matchingRows(_ values: [[String]], _ budget: RowBudget) -> [Int] {
        let candidates: [Int]
        if let exactInput {
            candidates = Set(
                values[exactInput].flatMap { byValue[Self.fold($0, lookup.table)] ?? [] }
            ).sorted()
        } else {
            candidates = Array(lookup.table.rows.indices)
        }
        var found: [Int] = []
        let most = lookup.table.matchesMax
        let isWanted = most != LookupTable.matchesMaxDefault
        for row in candidates {
            if found.count >= most, isWanted { break }
            guard matchers.indices.allSatisfy({ agrees(matchers[$0], row, values[$0]) }) else {
                continue
            }
            if found.count >= most {
                budget.noteLookupCut()
                break
            }
            found.append(row)
        }
        return found
    }

    private func agrees(_ matcher: Matcher, _ row: Int, _ values: [String]) -> Bool {
        switch matcher {
        case .exact(let known):
            return values.contains { Self.fold($0, lookup.table) == known[row] }
        case .wildcard(let patterns): return values.contains { patterns[row].matches($0) }
        case .network(let networks):
            guard let network = networks[row] else { return false }
            return values.contains { IPAddress($0).map(network.contains) ?? false }
        }
    }

    private func output(_ number: Int, _ found: [Int]) -> Value {
        let table = lookup.table
        var values = found.map { table.rows[$0][outputPlaces[number]] }
        if let text = table.defaultMatch, values.count < table.matchesMin {
            values.append(text)
        }
        // Each value once, in the order of the table.
        var seen: Set<String> = []
        return Value(values: values.filter { !$0.isEmpty && seen.insert($0).inserted })
    }
}
