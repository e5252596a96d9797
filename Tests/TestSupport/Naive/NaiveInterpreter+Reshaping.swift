import Foundation
import SPL

extension NaiveInterpreter {
    func reshape(_ table: NaiveTable, _ reshaping: Reshaping) -> NaiveTable {
        switch reshaping {
        case .unpack(let column, .path(let path, let name)):
            return table.setting(name) { row in
                let found = (row[column] ?? []).flatMap { NaiveStructure.values($0, path) }
                return found.isEmpty ? row[name] ?? [] : found
            }
        case .unpack(let column, let packing): return unpack(table, column, packing)
        case .remove(let patterns):
            return table.columns.filter { name in
                !patterns.contains { NaiveText.glob(Array($0), Array(name)) }
            }.reduce(NaiveTable(columns: [], rows: table.rows.map { _ in [] })) { so, name in
                let place = table.columns.firstIndex(of: name) ?? 0
                return NaiveTable(
                    columns: so.columns + [name],
                    rows: zip(so.rows, table.rows).map { $0 + [$1[place]] })
            }
        case .pivot(let pivot): return self.pivot(table, pivot)
        case .unpivot(let kept, let name, let value):
            let rows = zip(table.rows, table.records).flatMap { cells, row in
                zip(table.columns, cells).filter { $0 != kept && !$1.isEmpty }
                    .map { [row[kept] ?? [], [$0], $1] }
            }
            return NaiveTable(columns: [kept, name, value], rows: rows)
        case .combine(let column):
            guard let place = table.columns.firstIndex(of: column) else { return table }
            var rows: [[[String]]] = []
            for row in table.rows {
                let same = rows.firstIndex { other in
                    row.indices.allSatisfy { $0 == place || row[$0] == other[$0] }
                }
                if let same { rows[same][place] += row[place] } else { rows.append(row) }
            }
            return NaiveTable(columns: table.columns, rows: rows)
        case .continuous(let column, let span, let fill):
            return continuous(table, column, span, fill)
        case .transaction(let rule): return transactions(table, rule)
        case .correlate(let rule): return correlate(table, rule)
        }
    }

    private func unpack(
        _ table: NaiveTable, _ column: String, _ packing: Packing
    ) -> NaiveTable {
        let records = table.records
        var result = NaiveTable(columns: [], rows: table.rows.map { _ in [] })
        for (place, name) in table.columns.enumerated()
        where table.rows.contains(where: { !$0[place].isEmpty }) {
            result = result.setting(name) { _ in [] }
            for row in table.rows.indices {
                result.rows[row][result.columns.count - 1] = table.rows[row][place]
            }
        }
        for (number, row) in records.enumerated() {
            var seen: Set<String> = []
            for text in row[column] ?? [] {
                for (name, values) in NaiveStructure.columns(text, packing) {
                    if !result.columns.contains(name) { result = result.setting(name) { _ in [] } }
                    let place = result.columns.firstIndex(of: name) ?? 0
                    let replaces = seen.insert(name).inserted || packing == .xmlPairs
                    result.rows[number][place] =
                        (replaces ? [] : result.rows[number][place]) + values
                }
            }
        }
        return result
    }

    private func pivot(_ table: NaiveTable, _ pivot: Pivot) -> NaiveTable {
        let records = table.records.filter { row in
            (pivot.keys + [pivot.name]).allSatisfy { !(row[$0] ?? []).isEmpty }
        }
        let titles = Set(records.compactMap { $0[pivot.name]?.first }).sorted { a, b in
            let (x, y) = (NaiveText.number(a), NaiveText.number(b))
            if let x, let y, x != y { return x < y }
            if (x == nil) != (y == nil) { return x != nil }
            return a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        var keys: [[[String]]] = []
        for row in records {
            let key = pivot.keys.map { row[$0] ?? [] }
            if !keys.contains(key) { keys.append(key) }
        }
        var result = NaiveTable(columns: pivot.keys, rows: keys)
        for (number, value) in pivot.values.enumerated() {
            for title in titles {
                let name =
                    pivot.values.count == 1
                    ? title
                    : pivot.format.replacingOccurrences(of: "$VAL$", with: title)
                        .replacingOccurrences(of: "$AGG$", with: value)
                if pivot.keys.contains(name) { continue }
                let cells = keys.map { key -> [String] in
                    let found =
                        records.last { row in
                            row[pivot.name]?.first == title
                                && pivot.keys.map { row[$0] ?? [] } == key
                        }?[value] ?? []
                    return found.isEmpty ? pivot.fills[number].map { [$0] } ?? [] : found
                }
                result = result.setting(name) { _ in [] }
                let place = result.columns.firstIndex(of: name) ?? 0
                for row in keys.indices { result.rows[row][place] = cells[row] }
            }
        }
        return result
    }

    /// Days are those of UTC, the zone of these tests; months are not drawn.
    private func continuous(
        _ table: NaiveTable, _ column: String, _ span: TimeSpan, _ fill: String?
    ) -> NaiveTable {
        let width: Int64
        switch span {
        case .seconds(let seconds): width = seconds
        case .days(let days): width = Int64(days) * 86_400
        case .months: return table
        }
        guard let place = table.columns.firstIndex(of: column) else { return table }
        let times = table.rows.map { $0[place].first.flatMap(NaiveText.number) }
        guard let first = times.compactMap({ $0 }).min(), let last = times.compactMap({ $0 }).max()
        else { return NaiveTable(columns: table.columns, rows: []) }
        let rows = stride(from: first, through: last, by: Double(width)).flatMap { time in
            let known = table.rows.indices.filter { times[$0] == time }.map { table.rows[$0] }
            if !known.isEmpty { return known }
            var empty: [[String]] = table.columns.map { _ in fill.map { [$0] } ?? [] }
            empty[place] = NaiveText.values(time)
            return [empty]
        }
        return NaiveTable(columns: table.columns, rows: rows)
    }

    // MARK: - Transactions

    private func transactions(_ table: NaiveTable, _ rule: Transaction) -> NaiveTable {
        let records = table.records
        func time(_ row: Int) -> Double? { records[row]["_time"]?.first.flatMap(NaiveText.number) }
        let newestFirst = records.indices.filter { time($0) != nil }.sorted {
            time($0) == time($1) ? $0 < $1 : (time($0) ?? 0) > (time($1) ?? 0)
        }
        let hasConditions = rule.start != nil || rule.end != nil
        var open: [[Int]] = []
        var done: [(rows: [Int], isClosed: Bool)] = []
        func texts(_ rows: [Int], _ column: String) -> Set<String> {
            Set(rows.flatMap { records[$0][column] ?? [] })
        }
        for row in hasConditions ? newestFirst.reversed() : newestFirst {
            if !rule.columns.isEmpty, rule.columns.allSatisfy({ texts([row], $0).isEmpty }) {
                continue
            }
            let isStart = rule.start.map { truth($0, records[row]) == true } ?? false
            let isEnd = rule.end.map { truth($0, records[row]) == true } ?? false
            var mine = open.lastIndex { rows in
                let pairs = rule.columns.map { (texts(rows, $0), texts([row], $0)) }
                    .filter { !$0.0.isEmpty && !$0.1.isEmpty }
                return pairs.allSatisfy { !$0.0.isDisjoint(with: $0.1) }
                    && (!rule.isConnected || !pairs.isEmpty || rule.columns.isEmpty)
            }
            if let place = mine {
                let rows = open[place]
                func away(_ other: Int) -> Double { abs((time(row) ?? 0) - (time(other) ?? 0)) }
                let isFull =
                    rows.count >= rule.rowsMax || away(rows[0]) > rule.spanMax ?? .infinity
                    || away(rows[rows.count - 1]) > rule.pauseMax ?? .infinity
                if isFull || isStart {
                    open.remove(at: place)
                    done.append((rows, !hasConditions || (isStart && rule.end == nil)))
                    mine = nil
                }
            }
            if let mine {
                open[mine].append(row)
            } else if rule.start == nil || isStart {
                open.append([row])
                mine = open.count - 1
            }
            if let mine, isEnd { done.append((open.remove(at: mine), true)) }
        }
        done += open.map { ($0, !hasConditions) }
        let added = ["duration", "eventcount", "closed_txn"].filter { !table.columns.contains($0) }
        var result = NaiveTable(columns: table.columns + added, rows: [])
        let kept = done.filter { $0.isClosed || rule.keepsEvicted }.map { one in
            (rows: newestFirst.reversed().filter(one.rows.contains), isClosed: one.isClosed)
        }
        for (rows, isClosed) in kept.sorted(by: { a, b in
            time(a.rows[0]) == time(b.rows[0])
                ? a.rows[0] < b.rows[0] : (time(a.rows[0]) ?? 0) > (time(b.rows[0]) ?? 0)
        }) {
            result.rows.append(
                result.columns.map { column in
                    switch column {
                    case "_time": records[rows[0]]["_time"] ?? []
                    case "duration":
                        NaiveText.values(
                            (time(rows[rows.count - 1]) ?? 0) - (time(rows[0]) ?? 0))
                    case "eventcount": [String(rows.count)]
                    case "closed_txn": [isClosed ? "1" : "0"]
                    default:
                        texts(rows, column).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                    }
                })
        }
        return result
    }
}
