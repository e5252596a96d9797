import CIM
import SPL

/// ``Correlating`` over one table: each group is gone through once, in the order of time, with what the
/// timespan holds kept up to date.
///
/// Rows of one instant count together, so the order in which records were written changes nothing.
struct CorrelationEvaluation {
    private let rule: Correlating
    private let table: Table
    private let context: EvaluationContext
    private let times: [Timestamp?]
    /// The place of a row's rule.
    private let rulePlaces: [Int]
    private let gathered: [Int?]
    private let columns: [String]

    init(_ rule: Correlating, _ table: Table, _ context: EvaluationContext) {
        self.rule = rule
        self.table = table
        self.context = context
        let (time, place) = (table.index(of: "_time"), table.index(of: Correlating.ruleColumn))
        times = table.rows.map { row in time.flatMap { row.cells[$0].instant } }
        rulePlaces = table.rows.map { row in
            let number = place.flatMap { row.cells[$0].number }
            return number.flatMap { Int(exactly: $0) } ?? 0
        }
        gathered = rule.gathered.map(table.index(of:))
        columns = rule.columns
    }

    /// - Shape: groups or matches × `rule.columns`, in the order of the keys, then of time.
    var result: Table {
        var result = Table(columns: columns)
        let groups = self.groups.sorted {
            $0.key.lexicographicallyPrecedes($1.key, by: Self.precedes)
        }
        for (key, rows) in groups { tell(key, ofSorted: rows, in: &result) }
        return result
    }

    // MARK: - Groups

    private var groups: [[String]: [Int]] {
        let places = rule.keys.map(table.index(of:))
        var groups: [[String]: [Int]] = [:]
        for row in table.rows.indices where times[row] != nil {
            for key in keys(of: row, places) { groups[key, default: []].append(row) }
        }
        return groups.mapValues { rows in rows.sorted { isBefore($0, $1) } }
    }

    /// None where the row lacks one of the values.
    private func keys(of row: Int, _ places: [Int?]) -> [[String]] {
        var keys: [[String]] = [[]]
        for place in places {
            let texts = place.map { table.rows[row].cells[$0].texts } ?? []
            var next: [[String]] = []
            for key in keys {
                for text in texts where !next.contains(key + [text]) {
                    guard next.count < Correlating.groupsMax else {
                        context.budget.noteValuesKeptOut()
                        continue
                    }
                    next.append(key + [text])
                }
            }
            keys = next
        }
        return keys
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        if let x = times[a], let y = times[b], x != y { return x < y }
        return (rulePlaces[a], a) < (rulePlaces[b], b)
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }

    // MARK: - Matches

    private struct Match {
        let time: Timestamp
        /// The rows of the timespan, by their places in the group.
        let rows: Range<Int>
        let value: Double
    }

    /// - Parameter rows: Of one group, by time.
    private func matches(_ rows: [Int]) -> [Match] {
        var window = SlidingMeasure(rule.measure, rows: rows, of: table, rulePlaces)
        var matches: [Match] = []
        var (start, end) = (0, 0)
        while end < rows.count, let time = times[rows[end]] {
            while end < rows.count, times[rows[end]] == time {
                window.add(end, at: time)
                end += 1
            }
            while let first = times[rows[start]], isOut(first, at: time) {
                window.remove(start)
                start += 1
            }
            guard let value = window.value(since: times[rows[start]] ?? time),
                rule.bounds.allSatisfy({ $0.holds(value) })
            else { continue }
            matches.append(Match(time: time, rows: start..<end, value: value))
        }
        return matches
    }

    /// Whether a row is older than the timespan that ends at an instant.
    private func isOut(_ first: Timestamp, at time: Timestamp) -> Bool {
        first.adding(seconds: rule.seconds) < time
    }

    private func tell(_ key: [String], ofSorted rows: [Int], in result: inout Table) {
        let matches = matches(rows)
        switch rule.output {
        case .matches:
            var values = GatheredValues(rows, gathered, table)
            for match in matches {
                values.move(to: match.rows)
                let cells = values.cells(context.budget)
                context.budget.append(row(key, of: match, cells), to: &result)
            }
        case .groups(let behind):
            let first = context.window.start.adding(seconds: behind)
            let told = matches.filter { $0.time >= first }
            guard let last = told.last else { return }
            context.budget.append(
                row(key, of: told, last, rows), to: &result)
        }
    }

    // MARK: - Rows

    private func row(
        _ key: [String], of match: Match, _ values: [Value]
    ) -> Row {
        var identity: [UInt8] = []
        for text in key + [match.time.epochText] { identity.append(counted: text) }
        let cells = columns.map { column -> Value in
            if column == "_time" { return .time(match.time) }
            if let place = rule.keys.firstIndex(of: column) { return .string(key[place]) }
            return rule.gathered.firstIndex(of: column).map { values[$0] } ?? .null
        }
        return Row(cells: cells, identity: identity)
    }

    /// The row of a group: what all rows together say that its matches are made of.
    private func row(
        _ key: [String], of matches: [Match], _ last: Match, _ rows: [Int]
    ) -> Row {
        var places: [Int] = []
        for match in matches {
            places += max(match.rows.lowerBound, (places.last ?? -1) + 1)..<match.rows.upperBound
        }
        let taken = places.map { rows[$0] }
        var values = GatheredValues(taken, gathered, table)
        values.move(to: taken.indices)
        let cells = values.cells(context.budget)
        let names = Set(taken.map { rulePlaces[$0] }).sorted()
            .filter(rule.rules.indices.contains).map { rule.rules[$0] }
        var identity: [UInt8] = []
        for text in key { identity.append(counted: text) }
        return Row(
            cells: columns.map { column in
                if let place = rule.keys.firstIndex(of: column) { return .string(key[place]) }
                if let place = rule.gathered.firstIndex(of: column) { return cells[place] }
                return switch column {
                case "rules":
                    Value(
                        values: names.enumerated()
                            .filter { names.firstIndex(of: $0.element) == $0.offset }
                            .map(\.element))
                case "value": Value(number: last.value)
                case "count": .integer(Int64(taken.count))
                case "firstTime": taken.first.flatMap { times[$0] }.map(Value.time) ?? .null
                default: .time(last.time)
                }
            }, identity: identity)
    }
}

/// The values that some columns have in the rows of a timespan, while that moves on.
private struct GatheredValues {
    private let rows: [Int]
    private let columns: [Int?]
    private let table: Table
    private var counts: [[String: Int]]
    /// By column, the different texts by byte.
    private var sorted: [[String]]
    private var range = 0..<0

    /// - Parameter rows: By the places that ranges name.
    init(_ rows: [Int], _ columns: [Int?], _ table: Table) {
        self.rows = rows
        self.columns = columns
        self.table = table
        counts = columns.map { _ in [:] }
        sorted = columns.map { _ in [] }
    }

    /// - Parameter next: Begins and ends no earlier than the range before.
    mutating func move(to next: Range<Int>) {
        for place in range.upperBound..<next.upperBound { count(place, 1) }
        for place in range.lowerBound..<next.lowerBound { count(place, -1) }
        range = next
    }

    private mutating func count(_ place: Int, _ step: Int) {
        for (number, column) in columns.enumerated() {
            guard let column else { continue }
            for text in table.rows[rows[place]].cells[column].texts {
                let count = counts[number][text, default: 0] + step
                counts[number][text] = count == 0 ? nil : count
                guard count == 0 || (step > 0 && count == 1) else { continue }
                let place = sorted[number].partitionPoint {
                    !$0.utf8.lexicographicallyPrecedes(text.utf8)
                }
                if count == 0 {
                    sorted[number].remove(at: place)
                } else {
                    sorted[number].insert(text, at: place)
                }
            }
        }
    }

    /// One for each column: its different values, by byte.
    func cells(_ budget: RowBudget) -> [Value] {
        sorted.map { texts in
            if texts.count > Correlating.valuesMax { budget.noteValuesKeptOut() }
            return Value(values: Array(texts.prefix(Correlating.valuesMax)))
        }
    }
}
