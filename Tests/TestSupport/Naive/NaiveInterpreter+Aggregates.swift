import Foundation
import SPL

extension NaiveInterpreter {
    /// A row of a group: what each aggregate is computed of, and when it was.
    private struct Member {
        let inputs: [[String]]
        let time: Double?
    }

    /// A row for each combination of values, ascending by them; without keys one row in any case.
    func stats(_ table: NaiveTable, _ grouping: Grouping) -> NaiveTable {
        var groups: [(key: [String], members: [Member])] = []
        for row in table.records {
            for key in keys(row, grouping) {
                let place = groups.firstIndex { $0.key == key }
                if place == nil { groups.append((key, [])) }
                groups[place ?? groups.count - 1].members.append(member(row, grouping))
            }
        }
        if grouping.keys.isEmpty, groups.isEmpty { groups.append(([], [])) }
        groups.sort { a, b in
            for (x, y) in zip(a.key, b.key) where x != y {
                return x.utf8.lexicographicallyPrecedes(y.utf8)
            }
            return false
        }
        return NaiveTable(
            columns: grouping.keys + grouping.aggregates.map(\.column),
            rows: groups.map { key, members in key.map { [$0] } + results(members, grouping) })
    }

    /// `eventstats` and `streamstats`.
    func annotate(
        _ table: NaiveTable, _ grouping: Grouping, _ annotation: Annotation
    ) -> NaiveTable {
        var result = table
        for aggregate in grouping.aggregates where !result.columns.contains(aggregate.column) {
            result = result.setting(aggregate.column) { _ in [] }
        }
        if case .sliding(let rule) = annotation { return slide(result, grouping, rule) }
        let records = table.records
        for (index, row) in records.enumerated() {
            guard let key = keys(row, grouping).first else { continue }
            var seen: [NaiveRow]
            switch annotation {
            // A value that a row has twice counts twice.
            case .wholeGroup:
                seen = records.flatMap { other in
                    keys(other, grouping).filter { $0 == key }.map { _ in other }
                }
            case .running(let window, let includesCurrent):
                seen = records[...index].filter { keys($0, grouping).first == key }
                if !includesCurrent { seen.removeLast() }
                if window > 0 { seen = seen.suffix(window) }
            case .sliding: return result
            }
            let values = results(seen.map { member($0, grouping) }, grouping)
            for (aggregate, value) in zip(grouping.aggregates, values) {
                guard let place = result.columns.firstIndex(of: aggregate.column) else { continue }
                result.rows[index][place] = value
            }
        }
        return result
    }

    /// `streamstats` with one window over all groups, and resets.
    ///
    /// - Parameter table: With the columns of the aggregates, which a reset may look at.
    private func slide(
        _ table: NaiveTable, _ grouping: Grouping, _ rule: SlidingRows
    ) -> NaiveTable {
        let given = table.records
        var result = table
        // Where rows begin that count.
        var start = 0
        var last: [String]?
        for index in given.indices {
            func truth(_ condition: SPL.Expression?) -> Bool {
                condition.map { self.truth($0, result.records[index]) == true } ?? false
            }
            if truth(rule.resetBefore) { start = index }
            if let key = keys(given[index], grouping).first {
                if rule.resetsOnChange, let last, last != key { start = index }
                last = key
                var rows = (start..<index + 1).filter {
                    !keys(given[$0], grouping).isEmpty && ($0 < index || rule.includesCurrent)
                }
                if let window = rule.window { rows = rows.suffix(window) }
                if let seconds = rule.seconds {
                    func time(_ row: Int) -> Double? {
                        given[row]["_time"]?.first.flatMap(NaiveText.number)
                    }
                    var near: [Int] = []
                    for row in rows.reversed() {
                        guard let a = time(row), let b = time(index), abs(a - b) < seconds else {
                            break
                        }
                        near.insert(row, at: 0)
                    }
                    rows = near
                }
                let members = rows.filter { keys(given[$0], grouping).first == key }
                    .map { member(given[$0], grouping) }
                for (aggregate, value) in zip(grouping.aggregates, results(members, grouping)) {
                    guard let place = result.columns.firstIndex(of: aggregate.column) else {
                        continue
                    }
                    result.rows[index][place] = value
                }
            }
            if truth(rule.resetAfter) { start = index + 1 }
        }
        return result
    }

    /// Every combination of one value of each key; none where a key is null.
    private func keys(_ row: NaiveRow, _ grouping: Grouping) -> [[String]] {
        grouping.keys.reduce([[]]) { so, column in
            so.flatMap { start in (row[column] ?? []).map { start + [$0] } }
        }
    }

    private func member(_ row: NaiveRow, _ grouping: Grouping) -> Member {
        Member(
            inputs: grouping.aggregates.map { aggregate in
                guard let input = aggregate.input else { return ["1"] }
                guard input.isCondition else { return value(input, row) }
                return truth(input, row) == true ? ["1"] : []
            }, time: row["_time"]?.first.flatMap(NaiveText.number))
    }

    private func results(_ members: [Member], _ grouping: Grouping) -> [[String]] {
        grouping.aggregates.indices.map { index in
            result(
                grouping.aggregates[index].function,
                members.map { (values: $0.inputs[index], time: $0.time) })
        }
    }

    // MARK: - Functions

    private func result(
        _ function: RowFunction, _ rows: [(values: [String], time: Double?)]
    ) -> [String] {
        let present = rows.filter { !$0.values.isEmpty }
        let texts = present.flatMap(\.values)
        let numbers = texts.compactMap(NaiveText.number)
        func number(_ of: ([Double]) -> Double) -> [String] {
            numbers.isEmpty ? [] : NaiveText.values(of(numbers))
        }
        let timed = present.filter { $0.time != nil }
        let oldest = timed.map { $0.time ?? 0 }.min()
        let newest = timed.map { $0.time ?? 0 }.max()
        switch function {
        case .scanned(.count): return [String(texts.count)]
        case .scanned(.distinctCount): return [String(Set(texts).count)]
        case .scanned(.values):
            return Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        case .scanned(.min): return extreme(texts, numbers, isMaximum: false)
        case .scanned(.max): return extreme(texts, numbers, isMaximum: true)
        case .scanned(.sum): return number { $0.reduce(0, +) }
        case .scanned(.average): return number { $0.reduce(0, +) / Double($0.count) }
        case .scanned(.standardDeviation): return number { Self.variance($0, 1).squareRoot() }
        // Of equally old ones the first, of equally new ones the last.
        case .scanned(.earliest): return timed.first { $0.time == oldest }?.values ?? []
        case .scanned(.latest): return timed.last { $0.time == newest }?.values ?? []
        case .scanned(.earliestTime): return NaiveText.values(oldest)
        case .scanned(.latestTime): return NaiveText.values(newest)
        case .scanned(.rate):
            guard let oldest, let newest, newest > oldest,
                let before = timed.first(where: { $0.time == oldest })?.values, before.count == 1,
                let after = timed.last(where: { $0.time == newest })?.values, after.count == 1,
                let low = NaiveText.number(before[0]), let high = NaiveText.number(after[0])
            else { return [] }
            return NaiveText.values((high - low) / (newest - oldest))
        case .first: return present.first?.values ?? []
        case .last: return present.last?.values ?? []
        case .list: return Array(texts.prefix(100))
        // Of the most frequent the one that came first.
        case .scanned(.mode):
            let most = texts.map { text in texts.filter { $0 == text }.count }.max()
            return texts.first { text in texts.filter { $0 == text }.count == most }.map { [$0] }
                ?? []
        case .scanned(.range): return number { ($0.max() ?? 0) - ($0.min() ?? 0) }
        case .scanned(.percentile(let hundredths)):
            return number { Self.ranked($0, hundredths) }
        case .scanned(.sumOfSquares): return number { $0.map { $0 * $0 }.reduce(0, +) }
        case .scanned(.populationDeviation): return number { Self.variance($0, 0).squareRoot() }
        case .scanned(.populationVariance): return number { Self.variance($0, 0) }
        case .scanned(.sampleVariance): return number { Self.variance($0, 1) }
        }
    }

    /// Numeric while all are numbers, otherwise by character.
    private func extreme(_ texts: [String], _ numbers: [Double], isMaximum: Bool) -> [String] {
        if numbers.count == texts.count {
            return NaiveText.values(isMaximum ? numbers.max() : numbers.min())
        }
        return (isMaximum ? texts.max() : texts.min()).map { [$0] } ?? []
    }

    /// The value with rank ⌊share × count⌋, from 0.
    private static func ranked(_ numbers: [Double], _ hundredths: Double) -> Double {
        let rank = Int(hundredths / 100 * Double(numbers.count))
        return numbers.sorted()[min(rank, numbers.count - 1)]
    }

    private static func variance(_ numbers: [Double], _ missing: Int) -> Double {
        guard numbers.count > missing else { return 0 }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        return squares / Double(numbers.count - missing)
    }
}
