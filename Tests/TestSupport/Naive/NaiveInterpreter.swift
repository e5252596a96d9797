package import CIM
import Foundation
package import SPL

/// A plan evaluated as plainly as can be, over rows of texts: for holding the compiled engine
/// against. It shares the plan's types with it and nothing else; what it cannot read off the
/// documentation of Splunk stands in the docstrings of those types.
package struct NaiveInterpreter {
    /// The rows of each scan.
    package let scans: [NaiveTable]
    /// The scheduled time of the run.
    package let now: Timestamp
    /// Where its window begins.
    package let windowStart: Timestamp
    /// Columns of texts: a number in one is as exact as it is written.
    package let writtenColumns: Set<String>
    let random = NaiveRandom()
    /// The rows that a pipeline within is given.
    private var given = NaiveTable(columns: [], rows: [])

    /// - Parameter windowStart: Nil for a search that looks at nothing before its window.
    package init(
        scans: [NaiveTable], now: Timestamp, windowStart: Timestamp? = nil,
        writtenColumns: Set<String> = []
    ) {
        self.scans = scans
        self.now = now
        self.windowStart = windowStart ?? now
        self.writtenColumns = writtenColumns
    }

    package func evaluate(_ relation: Relation) -> NaiveTable {
        switch relation {
        case .scan(let index): return scans[index]
        case .rows(let table): return NaiveTable(table)
        case .filter(let input, let condition):
            let table = evaluate(input)
            return table.keeping { truth(condition, $0) == true }
        case .extend(let input, let column, let expression):
            let table = evaluate(input)
            return table.setting(column) { value(expression, $0) }
        case .project(let input, let columns):
            let table = evaluate(input)
            return NaiveTable(
                columns: columns, rows: table.records.map { row in columns.map { row[$0] ?? [] } })
        case .rename(let input, let renamings):
            return renamings.reduce(evaluate(input)) { rename($0, $1) }
        case .aggregate(let input, let grouping): return stats(evaluate(input), grouping)
        case .annotate(let input, let grouping, let annotation):
            return annotate(evaluate(input), grouping, annotation)
        case .distinct(let input, let rule): return dedup(evaluate(input), rule)
        case .sort(let input, let keys, let limit):
            let table = sorted(evaluate(input), keys)
            return NaiveTable(
                columns: table.columns, rows: Array(table.rows.prefix(limit ?? .max)))
        case .limit(let input, let count, let isFromEnd):
            let table = evaluate(input)
            let rows =
                isFromEnd ? table.rows.suffix(count).reversed() : Array(table.rows.prefix(count))
            return NaiveTable(columns: table.columns, rows: rows)
        case .expand(let input, let column, let limit):
            return expand(evaluate(input), column, limit)
        case .lookup(let input, let lookup): return self.lookup(evaluate(input), lookup)
        case .join(let left, let right, let rule):
            return join(evaluate(left), evaluate(right), rule)
        case .matching(let input, let rows, let isNegated):
            let (table, others) = (evaluate(input), evaluate(rows))
            return table.keeping { row in
                others.records.contains { agrees(row, $0) } != isNegated
            }
        case .append(let first, let second): return append(evaluate(first), evaluate(second))
        case .given: return given
        case .piped(let input, let pipeline):
            var inner = self
            inner.given = evaluate(input)
            return append(inner.given, inner.evaluate(pipeline))
        case .reshape(let input, let reshaping): return reshape(evaluate(input), reshaping)
        }
    }

    private func append(_ a: NaiveTable, _ b: NaiveTable) -> NaiveTable {
        let columns = a.columns + b.columns.filter { !a.columns.contains($0) }
        return NaiveTable(
            columns: columns,
            rows: (a.records + b.records).map { row in columns.map { row[$0] ?? [] } })
    }

    // MARK: - Columns and rows

    private func rename(_ table: NaiveTable, _ renaming: Renaming) -> NaiveTable {
        var result = NaiveTable(columns: [], rows: table.rows.map { _ in [] })
        let newNames = table.columns.map(renaming.newName(of:))
        for (place, column) in table.columns.enumerated() {
            let name = newNames[place] ?? column
            // The last column that gets a name has it.
            if let last = newNames.lastIndex(of: name), last != place { continue }
            result.columns.append(name)
            for row in table.rows.indices { result.rows[row].append(table.rows[row][place]) }
        }
        return result
    }

    private func dedup(_ table: NaiveTable, _ rule: Distinction) -> NaiveTable {
        var keys: [[[String]]] = []
        return table.keeping { row in
            let key = rule.columns.map { row[$0] ?? [] }
            if key.contains([]) { return rule.keepsEmpty }
            if rule.isConsecutive, let last = keys.last, last != key { keys = [] }
            keys.append(key)
            return keys.filter { $0 == key }.count <= rule.count
        }
    }

    private func expand(_ table: NaiveTable, _ column: String, _ limit: Int?) -> NaiveTable {
        guard let place = table.columns.firstIndex(of: column) else { return table }
        let rows = table.rows.flatMap { row -> [[[String]]] in
            guard row[place].count > 1 else { return [row] }
            return row[place].prefix(limit ?? .max).map { value in
                var one = row
                one[place] = [value]
                return one
            }
        }
        return NaiveTable(columns: table.columns, rows: rows)
    }

    private func sorted(_ table: NaiveTable, _ keys: [SortKey]) -> NaiveTable {
        func before(_ a: NaiveRow, _ b: NaiveRow) -> Bool? {
            for key in keys {
                let (x, y) = (a[key.column]?.first, b[key.column]?.first)
                guard let x, let y else {
                    if (x == nil) != (y == nil) { return y == nil }
                    continue
                }
                guard let isLess = less(x, y, key.order) else { continue }
                return isLess != key.isDescending
            }
            return nil
        }
        // Insertion keeps rows that are equal in their order.
        var rows: [[[String]]] = []
        var records: [NaiveRow] = []
        for (row, record) in zip(table.rows, table.records) {
            let place = records.firstIndex { before(record, $0) == true } ?? rows.count
            rows.insert(row, at: place)
            records.insert(record, at: place)
        }
        return NaiveTable(columns: table.columns, rows: rows)
    }

    /// Whether one comes before the other; nil when neither does.
    private func less(_ x: String, _ y: String, _ order: SortKey.Order) -> Bool? {
        func byText() -> Bool? { x == y ? nil : x.utf8.lexicographicallyPrecedes(y.utf8) }
        func byAddress() -> Bool? {
            guard let a = NaiveText.address(x), let b = NaiveText.address(y) else {
                return byText()
            }
            return a == b ? nil : a < b
        }
        switch order {
        case .text: return byText()
        case .address: return byAddress()
        case .number, .automatic:
            let (a, b) = (NaiveText.number(x), NaiveText.number(y))
            if let a, let b { return a == b ? nil : a < b }
            if (a == nil) != (b == nil) { return a != nil }
            return order == .number ? nil : byAddress()
        }
    }

    // MARK: - Two tables

    private func join(_ left: NaiveTable, _ right: NaiveTable, _ rule: JoinRule) -> NaiveTable {
        let columns = left.columns + right.columns.filter { !left.columns.contains($0) }
        var result = NaiveTable(columns: columns, rows: [])
        for row in left.records {
            let found = right.records.filter { other in
                rule.columns.allSatisfy { name in
                    let value = row[name] ?? []
                    return !value.isEmpty && value == other[name] ?? []
                }
            }
            for other in found.prefix(rule.matchesMax ?? .max) {
                result.rows.append(
                    columns.map { name in
                        let (mine, its) = (row[name] ?? [], other[name] ?? [])
                        if its.isEmpty { return mine }
                        return mine.isEmpty || rule.overwrites ? its : mine
                    })
            }
            if found.isEmpty, rule.keepsUnmatched {
                result.rows.append(columns.map { row[$0] ?? [] })
            }
        }
        return result
    }

    /// Whether a row has, for each column of the other that is not null, a value that one of its
    /// values matches.
    private func agrees(_ row: NaiveRow, _ other: NaiveRow) -> Bool {
        let named = other.filter { !$0.value.isEmpty }
        return !named.isEmpty
            && named.allSatisfy { name, patterns in
                (row[name] ?? []).contains { text in
                    patterns.contains { NaiveText.matches(text, pattern: $0, readsNetworks: true) }
                }
            }
    }

    private func lookup(_ table: NaiveTable, _ lookup: Lookup) -> NaiveTable {
        let source = lookup.table
        var result = table
        for output in lookup.outputs where !result.columns.contains(output.row) {
            result = result.setting(output.row) { _ in [] }
        }
        let places = lookup.outputs.map { result.columns.firstIndex(of: $0.row) ?? 0 }
        for (index, row) in table.records.enumerated() {
            let inputs = lookup.inputs.map { row[$0.row] ?? [] }
            guard !inputs.contains([]) else { continue }
            let found = source.rows.filter { entry in
                zip(lookup.inputs, inputs).allSatisfy { pair, values in
                    let place = source.columns.firstIndex(of: pair.table) ?? 0
                    return values.contains {
                        fits($0, entry[place], source.matchTypes[pair.table] ?? .exact, source)
                    }
                }
            }.prefix(source.matchesMax)
            for (output, place) in zip(lookup.outputs, places) {
                let column = source.columns.firstIndex(of: output.table) ?? 0
                var values = found.map { $0[column] }
                if let text = source.defaultMatch, values.count < source.matchesMin {
                    values.append(text)
                }
                values = values.filter { !$0.isEmpty }.reduce(into: []) {
                    if !$0.contains($1) { $0.append($1) }
                }
                let known = result.rows[index][place]
                if !values.isEmpty, lookup.overwrites || known.isEmpty {
                    result.rows[index][place] = values
                }
            }
        }
        return result
    }

    private func fits(
        _ value: String, _ entry: String, _ type: LookupTable.MatchType, _ table: LookupTable
    ) -> Bool {
        let (a, b) =
            table.isCaseSensitive ? (value, entry) : (value.lowercased(), entry.lowercased())
        return switch type {
        case .exact: a == b
        case .wildcard: NaiveText.glob(Array(b), Array(a))
        case .network: NaiveText.isWithin(value, network: entry)
        }
    }
}

/// A row by the names of its columns; null is no texts, and a single value one.
package typealias NaiveRow = [String: [String]]

/// A table of texts.
package struct NaiveTable: Equatable, Sendable {
    package var columns: [String]
    /// - Shape: rows × columns × values
    package var rows: [[[String]]]

    package init(columns: [String], rows: [[[String]]]) {
        self.columns = columns
        self.rows = rows
    }

    package init(_ table: Table) {
        columns = table.columns
        rows = table.rows.map { $0.cells.map(\.texts) }
    }

    var records: [NaiveRow] {
        rows.map { row in
            NaiveRow(zip(columns, row), uniquingKeysWith: { first, _ in first })
        }
    }

    func keeping(_ isKept: (NaiveRow) -> Bool) -> NaiveTable {
        let kept = records.map(isKept)
        return NaiveTable(columns: columns, rows: zip(rows, kept).filter(\.1).map(\.0))
    }

    func setting(_ column: String, _ value: (NaiveRow) -> [String]) -> NaiveTable {
        let values = records.map(value)
        var result = self
        if !columns.contains(column) {
            result.columns.append(column)
            for index in rows.indices { result.rows[index].append([]) }
        }
        let place = result.columns.firstIndex(of: column) ?? 0
        for index in rows.indices { result.rows[index][place] = values[index] }
        return result
    }
}
