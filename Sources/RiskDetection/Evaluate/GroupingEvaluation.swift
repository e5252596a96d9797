import SPL

/// `stats`, `eventstats` and `streamstats` over one table.
///
/// Source: Splunk Search Reference, "stats", "eventstats", "streamstats".
struct GroupingEvaluation {
    private let grouping: Grouping
    private let table: Table
    private let evaluator: RowEvaluator
    private let timePlace: Int?

    /// A row of a group with the inputs of the aggregates.
    private struct Member {
        let inputs: [Value]
        let time: Value
    }

    init(_ grouping: Grouping, _ table: Table, _ context: EvaluationContext) {
        self.grouping = grouping
        self.table = table
        evaluator = RowEvaluator(columns: table.columns, context: context)
        timePlace = table.index(of: "_time")
    }

    /// A row for each group, ascending by key; without keys one row, also of nothing.
    func rows() -> Table {
        var members: [[String]: [Member]] = [:]
        var values: [[String]: [Value]] = [:]
        for row in table.rows {
            let member = member(row)
            for key in keys(of: row) {
                members[key.texts, default: []].append(member)
                if values[key.texts] == nil { values[key.texts] = key.values }
            }
        }
        if grouping.keys.isEmpty, members.isEmpty { members[[]] = [] }
        var result = Table(columns: grouping.keys + grouping.aggregates.map(\.column))
        for key in members.keys.sorted(by: Self.precedes) {
            result.rows.append(
                Row(
                    cells: (values[key] ?? []) + results(members[key] ?? []),
                    identity: Self.identity(key)))
        }
        return result
    }

    /// The rows, with what their group comes to.
    func annotated(_ annotation: Annotation) -> Table {
        var result = table
        var places: [Int] = []
        for aggregate in grouping.aggregates {
            if result.index(of: aggregate.column) == nil {
                result.columns.append(aggregate.column)
            }
            places.append(result.index(of: aggregate.column) ?? 0)
        }
        let width = result.columns.count
        var members: [[String]: [Member]] = [:]
        if annotation == .wholeGroup {
            for row in table.rows {
                for key in keys(of: row) { members[key.texts, default: []].append(member(row)) }
            }
        }
        var known: [[String]: [Value]] = [:]
        for (index, row) in table.rows.enumerated() {
            var cells = row.cells + Array(repeating: .null, count: width - row.cells.count)
            if let key = keys(of: row).first {
                let found: [Value]
                switch annotation {
                case .wholeGroup:
                    found = known[key.texts] ?? results(members[key.texts] ?? [])
                    known[key.texts] = found
                case .running(let window, let includesCurrent):
                    let so = members[key.texts] ?? []
                    let all = so + [member(row)]
                    let seen = includesCurrent ? all : so
                    found = results(window == 0 ? seen : seen.suffix(window))
                    members[key.texts] = window == 0 ? all : all.suffix(window)
                }
                for (place, value) in zip(places, found) { cells[place] = value }
            }
            result.rows[index].cells = cells
        }
        return result
    }

    // MARK: - Groups

    /// The groups of a row: none where a key is null, several where a key has several values.
    private func keys(of row: Row) -> [(texts: [String], values: [Value])] {
        var keys: [(texts: [String], values: [Value])] = [([], [])]
        for column in grouping.keys {
            let value = evaluator.value(.column(column), row)
            let texts = value.texts
            keys = keys.flatMap { key in
                texts.map { text in
                    (key.texts + [text], key.values + [texts.count == 1 ? value : .string(text)])
                }
            }
        }
        return keys
    }

    private func member(_ row: Row) -> Member {
        Member(
            inputs: grouping.aggregates.map { aggregate in
                guard let input = aggregate.input else { return .integer(1) }
                // `count(eval(condition))` counts the rows for which it is true.
                guard input.isCondition else { return evaluator.value(input, row) }
                return evaluator.truth(input, row) == true ? .integer(1) : .null
            }, time: timePlace.map { row.cells[$0] } ?? .null)
    }

    private func results(_ members: [Member]) -> [Value] {
        grouping.aggregates.indices.map { index in
            grouping.aggregates[index].function.result(
                of: members.map { (value: $0.inputs[index], time: $0.time) })
        }
    }

    private static func precedes(_ a: [String], _ b: [String]) -> Bool {
        for (x, y) in zip(a, b) where x != y {
            return x.utf8.lexicographicallyPrecedes(y.utf8)
        }
        return false
    }

    /// Texts with their lengths before them.
    private static func identity(_ key: [String]) -> [UInt8] {
        key.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
    }
}
