import CIM
import SPL

extension NaiveInterpreter {
    /// Every instant with a row is asked by itself, over all rows of the timespan before.
    func correlate(_ table: NaiveTable, _ rule: Correlating) -> NaiveTable {
        let records = table.records.filter { !($0["_time"] ?? []).isEmpty }
        func time(_ row: NaiveRow) -> Double { Double(row["_time"]?.first ?? "") ?? 0 }
        var keys: [[String]] = []
        for row in records {
            for key in Self.keys(row, rule.keys) where !keys.contains(key) { keys.append(key) }
        }
        keys.sort {
            $0.lexicographicallyPrecedes($1) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        var rows: [[[String]]] = []
        for key in keys {
            let group = records.filter { Self.keys($0, rule.keys).contains(key) }
            let instants = Set(group.map(time)).sorted()
            var matches: [(time: Double, value: Double)] = []
            for instant in instants {
                let rows = group.filter {
                    time($0) <= instant && time($0) >= instant - Double(rule.seconds)
                }
                guard let value = Self.measure(rows, rule.measure),
                    rule.bounds.allSatisfy({ Self.holds($0, value) })
                else { continue }
                matches.append((instant, value))
            }
            func isOf(_ match: Double, _ row: NaiveRow) -> Bool {
                time(row) <= match && time(row) >= match - Double(rule.seconds)
            }
            switch rule.output {
            case .matches:
                for match in matches {
                    let taken = group.filter { isOf(match.time, $0) }
                    rows.append(
                        rule.columns.map { column in
                            if column == "_time" {
                                return taken.first { time($0) == match.time }?["_time"] ?? []
                            }
                            return Self.cell(column, key, rule, taken)
                        })
                }
            case .groups(let behind):
                let start = Double(windowStart.nanoseconds) / 1e9 + Double(behind)
                let told = matches.filter { $0.time >= start }
                guard let last = told.last else { continue }
                let taken = group.filter { row in told.contains { isOf($0.time, row) } }
                let times = taken.sorted { time($0) < time($1) }.map { $0["_time"] ?? [] }
                rows.append(
                    rule.columns.map { column in
                        if rule.keys.contains(column) || rule.gathered.contains(column) {
                            return Self.cell(column, key, rule, taken)
                        }
                        switch column {
                        case "rules":
                            let places = Set(taken.compactMap { $0[Correlating.ruleColumn]?.first })
                            return rule.rules.enumerated()
                                .filter { places.contains(String($0.offset)) }.map(\.element)
                        case "value": return NaiveText.values(last.value)
                        case "count": return [String(taken.count)]
                        case "firstTime": return times.first ?? []
                        default: return times.last ?? []
                        }
                    })
            }
        }
        return NaiveTable(columns: rule.columns, rows: rows)
    }

    private static func keys(_ row: NaiveRow, _ columns: [String]) -> [[String]] {
        columns.reduce([[]]) { keys, column in
            keys.flatMap { key in Set(row[column] ?? []).sorted().map { key + [$0] } }
        }
    }

    private static func cell(
        _ column: String, _ key: [String], _ rule: Correlating, _ rows: [NaiveRow]
    ) -> [String] {
        if let place = rule.keys.firstIndex(of: column) { return [key[place]] }
        return Set(rows.flatMap { $0[column] ?? [] })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func holds(_ bound: Correlating.Bound, _ value: Double) -> Bool {
        switch bound.relation {
        case .gt: value > bound.number
        case .gte: value >= bound.number
        case .lt: value < bound.number
        case .lte: value <= bound.number
        case .eq: value == bound.number
        case .neq: value != bound.number
        }
    }

    private static func measure(_ rows: [NaiveRow], _ measure: Correlating.Measure) -> Double? {
        func numbers(_ column: String) -> [Double] {
            rows.compactMap { row in
                guard let texts = row[column], texts.count == 1 else { return nil }
                return NaiveText.number(texts[0])
            }
        }
        switch measure {
        case .rows: return Double(rows.count)
        case .distinct(let columns):
            let combinations = rows.map { row in columns.map { row[$0] ?? [] } }
            return Double(Set(combinations.filter { !$0.contains([]) }).count)
        case .rules:
            return Double(Set(rows.compactMap { $0[Correlating.ruleColumn]?.first }).count)
        case .sum(let column):
            let all = numbers(column)
            return all.isEmpty ? nil : all.reduce(0, +)
        case .average(let column):
            let all = numbers(column)
            return all.isEmpty ? nil : all.reduce(0, +) / Double(all.count)
        case .percentile(let column, let share):
            let all = numbers(column).sorted()
            return all.isEmpty
                ? nil : all[min(Int(share / 100 * Double(all.count)), all.count - 1)]
        case .sequence: return Double(longest(rows))
        }
    }

    /// The longest chain of rows, each of a later rule and not older than the one before.
    private static func longest(_ rows: [NaiveRow]) -> Int {
        let steps = rows.map { row in
            (
                rule: Int(row[Correlating.ruleColumn]?.first ?? "") ?? 0,
                time: Double(row["_time"]?.first ?? "") ?? 0
            )
        }.sorted { $0.rule < $1.rule }
        var lengths: [Int] = []
        for (place, step) in steps.enumerated() {
            let before = (0..<place).filter {
                steps[$0].rule < step.rule && steps[$0].time <= step.time
            }
            lengths.append((before.map { lengths[$0] }.max() ?? 0) + 1)
        }
        return lengths.max() ?? 0
    }
}
