/// `mvcombine [delim=<text>] <column>`: rows that agree in all other columns as one.
///
/// Source: Splunk Search Reference, "mvcombine".
struct Mvcombine: Command {
    static let name = "mvcombine"
    static let isGenerating = false
    static let syntax = "mvcombine <column>"
    static let summary =
        "Makes one row of those that agree in all columns but one, with the values of all in it."

    private let column: Token
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        // `delim` is for a single value made of all, which no command asks for here.
        if cursor.isAtOption {
            throw (try cursor.option()).refusal(of: Self.name, taking: [])
        }
        column = try cursor.expectText("here the column is missing.")
        guard cursor.isAtEnd else { throw cursor.problem("`mvcombine` takes one column.") }
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "nothing is combined.")
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, at: range) { .reshape($0, .combine(column: column.text)) }
    }
}
