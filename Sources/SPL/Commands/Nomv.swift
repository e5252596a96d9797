/// `nomv <column>`: several values as one, each on a line.
///
/// Source: Splunk Search Reference, "nomv".
struct Nomv: Command {
    static let name = "nomv"
    static let isGenerating = false
    static let syntax = "nomv <column>"
    static let summary = "Makes one value of several, each on a line of its own."

    private let column: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        column = try cursor.expectText("here the column is missing.")
        guard cursor.isAtEnd else { throw cursor.problem("`nomv` takes one column.") }
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
        plan.extend(
            column.text, at: column.range,
            .call(.list(.mvjoin), [.column(column.text), .literal(.string("\n"))]))
    }
}
