// Fast: same answers as LookupMatcher; held by LookupSearchTests; saves 99 % of the comparisons of its `linear`.
import SPL

/// One column of a lookup table, so laid out that the rows that may agree with a value are found at a
/// cost that does not grow with the table.
struct LookupColumn: Sendable {
    /// Memory that is used again for each value.
    typealias Memory = PatternSearch.Memory

    let matcher: LookupMatcher
    private let index: Index

    private enum Index: Sendable {
        /// Rows by what stands in them.
        case exact([String: [Int32]])
        /// Each pattern once, with its rows.
        case wildcard(PatternSearch, rows: [[Int32]])
        case network(NetworkIndex)
    }

    init(_ name: String, of table: LookupTable) {
        matcher = LookupMatcher(name, of: table)
        switch matcher.column {
        case .exact(let values): index = .exact(Self.rows(by: values))
        case .wildcard(let patterns):
            let rows = Self.rows(by: patterns).sorted { $0.value[0] < $1.value[0] }
            index = .wildcard(PatternSearch(rows.map(\.key)), rows: rows.map(\.value))
        case .network(let networks):
            var found = NetworkIndex()
            for (row, network) in networks.enumerated() {
                if let network { found.add(network, Int32(row)) }
            }
            index = .network(found)
        }
    }

    private static func rows<Key: Hashable>(by keys: [Key]) -> [Key: [Int32]] {
        var rows: [Key: [Int32]] = [:]
        for (row, key) in keys.enumerated() { rows[key, default: []].append(Int32(row)) }
        return rows
    }

    /// The rows that may agree with one of some values, ascending, each once.
    func candidates(for values: [String], _ memory: inout Memory) -> [Int32] {
        var rows: [Int32] = []
        for value in values {
            switch index {
            case .exact(let known): rows += known[matcher.folded(value)] ?? []
            case .wildcard(let search, let known):
                search.findCandidates(for: value.utf8.span, &memory)
                for pattern in memory.candidates { rows += known[Int(pattern)] }
            case .network(let networks): networks.search(value) { rows.append($0) }
            }
        }
        guard rows.count > 1 else { return rows }
        rows.sort()
        rows.removeRepeated()
        return rows
    }
}

/// The columns of lookup tables that evaluations have asked so far: laid out once, not for each
/// window.
final class LookupColumns {
    struct Key: Hashable, Sendable {
        let table: String
        let column: String
    }

    struct Known: Sendable {
        let table: LookupTable
        let column: LookupColumn
    }

    private(set) var known: [Key: Known]
    /// Rows of tables that were compared with a value: what looking up costs beside the values.
    fileprivate(set) var rowsCompared = 0
    /// Values that were looked up.
    fileprivate(set) var valuesAsked = 0

    init(known: [Key: Known] = [:]) { self.known = known }

    func column(_ name: String, of table: LookupTable) -> LookupColumn {
        let key = Key(table: table.name, column: name)
        // A table that has not changed has the same memory, so comparing costs nothing.
        if let known = known[key], known.table == table { return known.column }
        let column = LookupColumn(name, of: table)
        known[key] = Known(table: table, column: column)
        return column
    }
}

/// Finds the rows of a table that agree with the values of some inputs.
struct LookupSearch {
    private let table: LookupTable
    private let columns: [LookupColumn]
    private let counts: LookupColumns
    private var memory = LookupColumn.Memory()

    /// A list of so few candidates is short enough: another column is not asked for a shorter one.
    private static let fewCandidates = 16

    init(_ lookup: Lookup, _ known: LookupColumns) {
        table = lookup.table
        columns = lookup.inputs.map { known.column($0.table, of: lookup.table) }
        counts = known
    }

    /// - Parameter values: Those of each input, at least one.
    mutating func matches(_ values: [[String]]) -> LookupMatches {
        counts.valuesAsked += 1
        let candidates = candidates(values)
        return LookupMatches(in: table, of: candidates.lazy.map(Int.init)) { row in
            counts.rowsCompared += 1
            return columns.indices.allSatisfy {
                columns[$0].matcher.agrees(row, with: values[$0])
            }
        }
    }

    /// Those of the column that names the fewest; every row where no column is compared.
    private mutating func candidates(_ values: [[String]]) -> [Int32] {
        var fewest: [Int32]?
        for (column, values) in zip(columns, values) {
            let found = column.candidates(for: values, &memory)
            if found.count < fewest?.count ?? .max { fewest = found }
            if found.count <= Self.fewCandidates { break }
        }
        return fewest ?? table.rows.indices.map(Int32.init)
    }
}
