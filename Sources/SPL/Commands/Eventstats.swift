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
        guard var columns, let grouping = calls.grouping(in: &self) else { return forgetRows() }
        for aggregate in grouping.aggregates where !columns.contains(aggregate.column) {
            columns.append(aggregate.column)
        }
        add(columns: columns, at: calls.range) { .annotate($0, grouping, annotation) }
    }
}
