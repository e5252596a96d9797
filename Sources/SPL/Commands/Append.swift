/// `append [<search>]`: the rows of another search behind these.
///
/// Source: Splunk Search Reference, "append".
struct Append: Command {
    static let name = "append"
    static let isGenerating = false
    static let syntax = "append [ <search> ]"
    static let summary = "Puts the rows of another search, over the same window, behind these."

    private let search: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        // `maxout`, `maxtime` and `timeout` bound what Splunk spends on it.
        while cursor.isAtOption { _ = try cursor.option() }
        search = try cursor.expect(.subsearch, "here a search in square brackets is missing.")
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let inner = plan.subsearch(search.range) else { return plan.forgetRows() }
        plan.append(
            PlanBuilder.Rows(root: inner.rows, columns: inner.columns), at: search.range)
    }
}
