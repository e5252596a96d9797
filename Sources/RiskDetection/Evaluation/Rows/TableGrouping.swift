import SPL

/// `stats`, `eventstats` and `streamstats` over one table.
///
/// Source: Splunk Search Reference, "stats", "eventstats", "streamstats".
struct TableGrouping {
    private struct Group {
        /// The values that the group is made of, as its first row has them.
        let key: [Value]
        /// Ascending; a row that has a value several times is in the group as often.
        var rows: [Int] = []
    }

    private let grouping: Grouping
    private let table: Table
    private let context: EvaluationContext
    /// Ascending by key, text by text.
    private let groups: [Group]
    /// For each row the first group that it is in; nil where it is in none.
    private let firstGroups: [Int?]
    /// For each aggregate the value that each row gives it.
    private let inputs: [[Value]]
    private let times: [Value]

    init(_ table: Table, by grouping: Grouping, _ context: EvaluationContext) {
        self.table = table
        self.grouping = grouping
        self.context = context
        (groups, firstGroups) = Self.groups(of: table, by: grouping.keys, context.budget)
        let evaluator = RowEvaluator(columns: table.columns, context: context)
        inputs = grouping.aggregates.map { aggregate in
            table.rows.map { row in
                guard let input = aggregate.input else { return .integer(1) }
                // `count(eval(condition))` counts the rows for which it is true.
                guard input.isCondition else { return evaluator.value(input, row) }
                return evaluator.truth(input, row) == true ? .integer(1) : .null
            }
        }
        let time = table.index(of: "_time")
        times = table.rows.map { row in time.map { row.cells[$0] } ?? .null }
    }

    /// A row for each group; without keys one row, also of nothing.
    var aggregated: Table {
        let all = groups.isEmpty && grouping.keys.isEmpty ? [Group(key: [])] : groups
        return Table(
            columns: grouping.keys + grouping.aggregates.map(\.column),
            rows: all.map { group in
                var identity: [UInt8] = []
                for text in group.key.flatMap(\.texts) { identity.append(counted: text) }
                let results = inputs.indices.map { result($0, group.rows) }
                return Row(cells: group.key + results, identity: identity)
            })
    }

    /// The rows, with what their group comes to; as they were where they are in none.
    func annotated(_ annotation: Annotation) -> Table {
        if case .sliding(let rule) = annotation { return slide(rule) }
        return annotatedByGroup(annotation)
    }

    private func annotatedByGroup(_ annotation: Annotation) -> Table {
        grouping.aggregates.indices.reduce(table) { table, number in
            let column = grouping.aggregates[number].column
            let place = table.index(of: column)
            let values = annotations(annotation, number).enumerated().map { row, value in
                value ?? place.map { table.rows[row].cells[$0] } ?? .null
            }
            return table.setting(column, to: values)
        }
    }

    /// What an aggregate adds to each row; nil where the row is in no group.
    private func annotations(_ annotation: Annotation, _ number: Int) -> [Value?] {
        switch annotation {
        case .wholeGroup:
            let results = groups.map { result(number, $0.rows) }
            return firstGroups.map { $0.map { results[$0] } }
        case .running(let window, let includesCurrent):
            var seen: [[Int]] = groups.map { _ in [] }
            return firstGroups.enumerated().map { row, group in
                guard let group else { return nil }
                let before = seen[group]
                seen[group].append(row)
                let rows = includesCurrent ? seen[group] : before
                return result(number, window == 0 ? rows : Array(rows.suffix(window)))
            }
        case .sliding: return firstGroups.map { _ in nil }
        }
    }

    /// Row by row, because a reset may go by what was computed for the row before.
    private func slide(_ rule: SlidingRows) -> Table {
        var table = table
        for aggregate in grouping.aggregates where table.index(of: aggregate.column) == nil {
            table = table.setting(
                aggregate.column, to: table.rows.map { _ in Value.null })
        }
        let places = grouping.aggregates.map { table.index(of: $0.column) ?? 0 }
        let evaluator = RowEvaluator(columns: table.columns, context: context)
        func holds(_ condition: Expression?, _ row: Int) -> Bool {
            condition.map { evaluator.truth($0, table.rows[row]) == true } ?? false
        }
        // Rows that are in some group, since the last reset.
        var seen: [Int] = []
        var lastGroup: Int?
        for (row, group) in firstGroups.enumerated() {
            if holds(rule.resetBefore, row) { seen = [] }
            if let group {
                if rule.resetsOnChange, let lastGroup, lastGroup != group { seen = [] }
                lastGroup = group
                let rows = (seen + (rule.includesCurrent ? [row] : [])).suffix(rule.window ?? .max)
                let near = nearest(rows, to: row, rule.seconds)
                for (number, place) in places.enumerated() {
                    table.rows[row].cells[place] = result(
                        number, near.filter { firstGroups[$0] == group })
                }
                seen.append(row)
                // Rows that no later row can count go away, so that cost stays in bounds.
                if let window = rule.window, seen.count > 2 * window + 16 {
                    seen.removeFirst(seen.count - window)
                }
            }
            if holds(rule.resetAfter, row) { seen = [] }
        }
        return table
    }

    /// Rows up to the first, from the last one on, that is as many seconds away or more.
    private func nearest(_ rows: ArraySlice<Int>, to row: Int, _ seconds: Double?) -> [Int] {
        guard let seconds else { return Array(rows) }
        guard let time = times[row].number else { return [] }
        let near = rows.reversed().prefix { other in
            times[other].number.map { abs($0 - time) < seconds } ?? false
        }
        return near.reversed()
    }

    private func result(_ number: Int, _ rows: [Int]) -> Value {
        grouping.aggregates[number].function.result(
            of: rows.map { (value: inputs[number][$0], time: times[$0]) })
    }

    // MARK: - Groups

    private static func groups(
        of table: Table, by keys: [String], _ budget: RowBudget
    ) -> (groups: [Group], firstGroups: [Int?]) {
        let places = keys.map(table.index(of:))
        var groups: [Group] = []
        var known: [[[UInt8]]: Int] = [:]
        var firstGroups: [Int?] = []
        for (number, row) in table.rows.enumerated() {
            var first: Int?
            let cells = places.map { $0.map { row.cells[$0] } ?? .null }
            for key in GroupCombinations.of(cells, budget) {
                let texts = key.map { Array(($0.texts.first ?? "").utf8) }
                let group = known[texts] ?? groups.count
                if group == groups.count {
                    known[texts] = group
                    groups.append(Group(key: key))
                }
                groups[group].rows.append(number)
                first = first ?? group
            }
            firstGroups.append(first)
        }
        let order = known.sorted { a, b in precedes(a.key, b.key) }.map(\.value)
        var ranks = Array(0..<groups.count)
        for (rank, group) in order.enumerated() { ranks[group] = rank }
        return (order.map { groups[$0] }, firstGroups.map { $0.map { ranks[$0] } })
    }

    private static func precedes(_ a: [[UInt8]], _ b: [[UInt8]]) -> Bool {
        for (x, y) in zip(a, b) where x != y { return x.lexicographicallyPrecedes(y) }
        return false
    }
}

/// The keys of the groups that a row is in: none where a value is null, several where one cell has
/// several values.
enum GroupCombinations {
    static func of(_ cells: [Value], _ budget: RowBudget) -> [[Value]] {
        if cells.contains(where: \.isNull) { return [] }
        let texts = cells.map { cell in
            if case .multivalue(let texts) = cell { texts } else { [String]() }
        }
        if texts.allSatisfy(\.isEmpty) { return [cells] }
        var all: [[Value]] = []
        let leftOut = Odometer.forEach(texts.map { max($0.count, 1) }) { places in
            all.append(
                cells.indices.map { texts[$0].isEmpty ? cells[$0] : .string(texts[$0][places[$0]]) }
            )
        }
        budget.noteKeptOut(leftOut)
        return all
    }
}

extension [UInt8] {
    /// Adds a text with its length in digits and a colon before it, so that no other sequence of
    /// texts gives the same bytes.
    mutating func append(counted text: String) {
        append(digits: text.utf8.count)
        append(UInt8(ascii: ":"))
        append(text.utf8.span)
    }

    /// - Parameter number: 0 or more.
    mutating func append(digits number: Int) {
        if number >= 10 { append(digits: number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
