/// `eventstats <functions> [BY <columns>]`: rows with the aggregates of their group beside them.
///
/// Source: Splunk Search Reference, "eventstats".
struct Eventstats: Command {
    static let name = "eventstats"
    static let isGenerating = false
    static let syntax = "eventstats <function>(<column>) [AS <name>] … [BY <column> …]"
    static let summary = "Adds aggregates of their group to the rows."

    private let calls: GroupingCalls

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        calls = try GroupingCalls(&cursor, &diagnostics, of: Self.name)
    }

    func lower(into plan: inout PlanBuilder) {
        plan.annotate(calls, .wholeGroup)
    }
}

extension PlanBuilder {
    /// Adds the aggregates of groups to their rows.
    mutating func annotate(_ calls: GroupingCalls, _ annotation: Annotation) {
        guard columns != nil, let grouping = calls.grouping(in: &self) else {
            return forgetRows()
        }
        annotate(grouping.aggregates, by: grouping.keys, annotation, at: calls.range)
    }

    mutating func annotate(
        _ aggregates: [RowAggregate], by keys: [String] = [],
        _ annotation: Annotation = .wholeGroup,
        at range: Range<Int>
    ) {
        guard var columns else { return }
        for aggregate in aggregates where !columns.contains(aggregate.column) {
            columns.append(aggregate.column)
        }
        let grouping = Grouping(keys: keys, aggregates: aggregates)
        add(columns: columns, at: range) { .annotate($0, grouping, annotation) }
    }

    /// Takes columns away: helpers of a command.
    mutating func remove(_ names: [String], at range: Range<Int>) {
        guard let known = columns else { return }
        let columns = known.filter { !names.contains($0) }
        let isOpen = isOpen
        add(columns: columns, at: range) {
            isOpen ? .reshape($0, .remove(names)) : .project($0, columns)
        }
    }
}
