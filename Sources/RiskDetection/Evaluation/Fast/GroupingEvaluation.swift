// Fast: same answers as TableGrouping; held by FramePropertyTests; saves 95 % of a stats.
import SPL

/// `stats`, `eventstats` and `streamstats` over one frame.
///
/// Source: Splunk Search Reference, "stats", "eventstats", "streamstats".
struct GroupingEvaluation {
    private let grouping: Grouping
    private let frame: Frame
    private let groups: RowGroups
    /// What each aggregate is computed of.
    private let inputs: [Column]
    private let times: Column?

    private init(_ grouping: Grouping, _ frame: Frame, _ context: EvaluationContext) {
        self.grouping = grouping
        self.frame = frame
        groups = RowGroups(frame, by: grouping.keys, context.budget)
        let evaluator = ColumnEvaluator(frame, context)
        inputs = grouping.aggregates.map { aggregate in
            guard let input = aggregate.input else { return .same(.integer(1)) }
            // `count(eval(condition))` counts the rows for which it is true.
            return input.isCondition ? evaluator.ones(where: input) : evaluator.column(input)
        }
        times = frame.index(of: "_time").map { frame.cells[$0].made }
    }

    /// A row for each group, ascending by key; without keys one row, also of nothing.
    static func rows(
        of frame: Frame, by grouping: Grouping, _ context: EvaluationContext
    ) -> Frame {
        let names = grouping.keys + grouping.aggregates.map(\.column)
        let evaluation = GroupingEvaluation(grouping, frame, context)
        if grouping.keys.isEmpty, frame.count == 0 {
            let nothing = grouping.aggregates.map { Column.same($0.function.result(of: [])) }
            return Frame(names: names, columns: nothing, identities: .texts([]), count: 1)
        }
        let groups = evaluation.groups
        return Frame(
            names: names, columns: groups.keys + evaluation.results(),
            identities: .texts(groups.keys), count: groups.count)
    }

    /// The rows, with what their group comes to.
    static func annotate(
        _ frame: Frame, by grouping: Grouping, _ annotation: Annotation,
        _ context: EvaluationContext
    ) -> Frame {
        let evaluation = GroupingEvaluation(grouping, frame, context)
        let (places, values) = evaluation.annotations(annotation)
        var result = frame
        for (aggregate, values) in zip(grouping.aggregates, values) {
            let before = result.column(aggregate.column)
            result.set(
                aggregate.column, Self.spread(values, places, over: before, frame.count))
        }
        return result
    }

    /// A column of the values at some places; where that is -1 of what it had before.
    private static func spread(
        _ values: Column, _ places: [Int32], over before: Column, _ count: Int
    ) -> Column {
        if !places.contains(where: { $0 < 0 }) { return values.spread(places) }
        return Column((0..<count).map { places[$0] < 0 ? before[$0] : values[Int(places[$0])] })
    }

    /// What to add to each row: a place in the columns, -1 for nothing.
    private func annotations(_ annotation: Annotation) -> (places: [Int32], values: [Column]) {
        guard case .running(let window, let includesCurrent) = annotation else {
            return (groups.firstGroups, results())
        }
        var seen: [[Int32]] = Array(repeating: [], count: groups.count)
        var places = groups.firstGroups
        var values: [[Value]] = grouping.aggregates.map { _ in [] }
        var count: Int32 = 0
        for row in places.indices where places[row] >= 0 {
            let group = Int(places[row])
            if includesCurrent { seen[group].append(Int32(row)) }
            let rows = window == 0 ? seen[group][...] : seen[group].suffix(window)
            for number in grouping.aggregates.indices {
                values[number].append(result(number, rows))
            }
            if !includesCurrent { seen[group].append(Int32(row)) }
            places[row] = count
            count += 1
        }
        return (places, values.map(Column.init))
    }

    // MARK: - Aggregates

    /// What each aggregate is of each group.
    private func results() -> [Column] {
        grouping.aggregates.indices.map { number in
            let function = grouping.aggregates[number].function
            return inputs[number].aggregated(by: function, groups)
                ?? Column((0..<groups.count).map { result(number, groups.rows(of: $0)) })
        }
    }

    /// What an aggregate is of some rows.
    private func result(_ number: Int, _ rows: ArraySlice<Int32>) -> Value {
        let function = grouping.aggregates[number].function
        let input = inputs[number]
        if rows.count == 1, let row = rows.first,
            let value = function.result(ofOne: input[Int(row)])
        {
            return value
        }
        return function.result(
            of: rows.map { (value: input[Int($0)], time: times?[Int($0)] ?? .null) })
    }
}
