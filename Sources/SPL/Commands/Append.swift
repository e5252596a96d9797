/// `append [<search>]`: the rows of another search behind these.
///
/// Source: Splunk Search Reference, "append".
struct Append: Command {
    static let name = "append"
    static let isGenerating = false
    static let syntax = "append [maxout=<n>] [maxtime=<s>] [timeout=<s>] [ <search> ]"
    static let summary =
        "Puts the rows of another search, over the same window, behind these; the first n of them "
        + "with `maxout`. `maxtime` and `timeout` bound what Splunk spends, and bound nothing here."

    private let search: Token
    private var rowsMax: Int?

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        while cursor.isAtOption {
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.count, option.boolean) {
            case ("maxout", let count?, _): rowsMax = count == 0 ? nil : count
            case ("maxtime", _?, _), ("timeout", _?, _), ("extendtimerange", _, false?): break
            default: throw option.refusal(of: Self.name, taking: ["maxout", "maxtime", "timeout"])
            }
        }
        search = try cursor.expect(.subsearch, "here a search in square brackets is missing.")
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let inner = plan.subsearch(search.range) else { return plan.forgetRows() }
        let rows = rowsMax.map { Relation.limit(inner.rows, $0, fromEnd: false) } ?? inner.rows
        plan.append(
            PlanBuilder.Rows(root: rows, columns: inner.columns, isOpen: inner.isOpen),
            at: search.range)
    }
}
