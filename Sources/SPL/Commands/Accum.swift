/// `accum <column> [AS <name>]`: the sum of a column so far.
///
/// Source: Splunk Search Reference, "accum".
struct Accum: Command {
    static let name = "accum"
    static let isGenerating = false
    static let syntax = "accum <column> [AS <name>]"
    static let summary =
        "Replaces each number of a column by the sum of it and those before, or adds that as a column."

    private let column: Token
    private var name: String
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        column = try cursor.expectText("here the column is missing.")
        name = column.text
        if cursor.accept(keyword: "as") {
            name = try cursor.expectText("here the new name is missing.").text
        }
        guard cursor.isAtEnd else { throw cursor.problem("`accum` takes one column.") }
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
        let sum = "sum so far"
        plan.annotate(
            [RowAggregate(function: .scanned(.sum), input: .column(column.text), column: sum)],
            .running(window: 0, includesCurrent: true), at: range)
        // What is no number stays as it is.
        let value = Expression.column(column.text)
        plan.extend(
            name, at: range,
            .either(.isNull(.asNumber(value)), value, .column(sum)))
        plan.remove([sum], at: range)
    }
}
