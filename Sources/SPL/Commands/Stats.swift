/// `stats <functions> [BY <columns>]`: a row for each combination of values.
///
/// Source: Splunk Search Reference, "stats".
struct Stats: Command {
    static let name = "stats"
    static let isGenerating = false
    static let syntax = "stats [partitions=<n>] <function>(<column>) [AS <name>] … [BY <column> …]"
    static let summary =
        "Groups rows and computes aggregates of each group; a row with a null in a column of BY is "
        + "in no group. `partitions` changes nothing here."

    private let calls: GroupingCalls

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        calls = try GroupingCalls(&cursor, &diagnostics, of: Self.name)
    }

    func lower(into plan: inout PlanBuilder) {
        calls.check(plan.prepared, by: calls.keyNames, &plan.diagnostics)
        guard let grouping = calls.grouping(in: &plan) else { return plan.forgetRows() }
        plan.add(
            columns: grouping.keys + grouping.aggregates.map(\.column), isOpen: false,
            at: calls.range
        ) { .aggregate($0, grouping) }
    }
}
