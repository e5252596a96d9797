import SPL

/// `stats`, `eventstats` and `streamstats` over one table.
///
/// Source: Splunk Search Reference, "stats", "eventstats", "streamstats".
struct GroupingEvaluation {
    private let grouping: Grouping
    private let table: Table
    private let evaluator: RowEvaluator
    private let timePlace: Int?
    private let groups: RowGroups

    private init(_ grouping: Grouping, _ table: Table, _ context: EvaluationContext) {
        self.grouping = grouping
        self.table = table
        evaluator = RowEvaluator(columns: table.columns, context: context)
        timePlace = table.index(of: "_time")
        groups = RowGroups(table, by: grouping.keys.map { table.index(of: $0) })
    }

    /// A row for each group, ascending by key; without keys one row, also of nothing.
    static func rows(
        of table: Table, by grouping: Grouping, _ context: EvaluationContext
    ) -> Table {
        let evaluation = GroupingEvaluation(grouping, table, context)
        var result = Table(columns: grouping.keys + grouping.aggregates.map(\.column))
        let groups = evaluation.groups
        result.rows.reserveCapacity(groups.count)
        for group in 0..<groups.count {
            var cells: [Value] = []
            cells.reserveCapacity(result.columns.count + Table.cellSlack)
            groups.appendValues(of: group, in: table, to: &cells)
            let identity = identity(cells)
            evaluation.appendResults(groups.rows(of: group), to: &cells)
            result.rows.append(Row(cells: cells, identity: identity))
        }
        if grouping.keys.isEmpty, groups.count == 0 {
            var cells: [Value] = []
            evaluation.appendResults([], to: &cells)
            result.rows.append(Row(cells: cells, identity: []))
        }
        return result
    }

    /// The rows, with what their group comes to.
    static func annotate(
        _ table: consuming Table, by grouping: Grouping, _ annotation: Annotation,
        _ context: EvaluationContext
    ) -> Table {
        var result = table
        // Done with the table when it returns, so that rows change in place.
        let found = GroupingEvaluation(grouping, result, context).annotations(annotation)
        let width = result.columns.count
        for aggregate in grouping.aggregates where result.index(of: aggregate.column) == nil {
            result.columns.append(aggregate.column)
        }
        let places = grouping.aggregates.map { result.index(of: $0.column) ?? 0 }
        let added = result.columns.count - width
        for index in result.rows.indices {
            for _ in 0..<added { result.rows[index].cells.append(.null) }
            guard found.places[index] >= 0 else { continue }
            let values = found.values[Int(found.places[index])]
            for (place, value) in zip(places, values) { result.rows[index].cells[place] = value }
        }
        return result
    }

    /// What to add to each row: a place in `values`, -1 for nothing.
    private func annotations(_ annotation: Annotation) -> (places: [Int32], values: [[Value]]) {
        guard case .running(let window, let includesCurrent) = annotation else {
            let values = (0..<groups.count).map { group in
                var values: [Value] = []
                appendResults(groups.rows(of: group), to: &values)
                return values
            }
            return (groups.firstGroups, values)
        }
        var seen: [[Int32]] = Array(repeating: [], count: groups.count)
        var places = groups.firstGroups
        var values: [[Value]] = []
        for row in places.indices where places[row] >= 0 {
            let group = Int(places[row])
            if includesCurrent { seen[group].append(Int32(row)) }
            var found: [Value] = []
            appendResults(window == 0 ? seen[group][...] : seen[group].suffix(window), to: &found)
            if !includesCurrent { seen[group].append(Int32(row)) }
            places[row] = Int32(values.count)
            values.append(found)
        }
        return (places, values)
    }

    // MARK: - Aggregates

    /// Adds what the aggregates are of some rows.
    private func appendResults(_ rows: ArraySlice<Int32>, to cells: inout [Value]) {
        // In spans: what is taken out of an array is copied.
        let aggregates = grouping.aggregates.span
        for index in aggregates.indices {
            let function = aggregates[index].function
            if rows.count == 1, let row = rows.first,
                let value = function.result(ofOne: input(aggregates[index], Int(row)))
            {
                cells.append(value)
                continue
            }
            let inputs = rows.map { row in
                (
                    value: input(aggregates[index], Int(row)),
                    time: timePlace.map { table.rows[Int(row)].cells[$0] } ?? .null
                )
            }
            cells.append(function.result(of: inputs))
        }
    }

    private func input(_ aggregate: RowAggregate, _ row: Int) -> Value {
        guard let input = aggregate.input else { return .integer(1) }
        let rows = table.rows.span
        // `count(eval(condition))` counts the rows for which it is true.
        guard input.isCondition else { return evaluator.value(input, rows[row]) }
        return evaluator.truth(input, rows[row]) == true ? .integer(1) : .null
    }

    /// Texts with their lengths before them.
    private static func identity(_ values: [Value]) -> [UInt8] {
        var identity: [UInt8] = []
        identity.reserveCapacity(128)
        for value in values {
            if case .string(let text) = value {
                identity.append(counted: text)
            } else {
                for text in value.texts { identity.append(counted: text) }
            }
        }
        return identity
    }
}

extension [UInt8] {
    /// Adds a text with its length in digits and a colon before it, so that no other sequence of
    /// texts gives the same bytes.
    mutating func append(counted text: String) {
        append(digits: text.utf8.count)
        append(UInt8(ascii: ":"))
        append(contentsOf: text.utf8)
    }

    /// - Parameter number: 0 or more.
    mutating func append(digits number: Int) {
        if number >= 10 { append(digits: number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

extension Table {
    /// Cells that rows are made with room for, as most get some more columns.
    static let cellSlack = 4
}
