/// `delta <column> [AS <name>] [p=<n>]`: the difference from the row before.
///
/// Source: Splunk Search Reference, "delta".
struct Delta: Command {
    static let name = "delta"
    static let isGenerating = false
    static let syntax = "delta <column> [AS <name>] [p=<n>]"
    static let summary =
        "Adds what a number is more than in the row before, or n rows before, as "
        + "`delta(<column>)` unless named."

    private let column: Token
    private var name: String
    private var distance = 1
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        column = try cursor.expectText("here the column is missing.")
        name = "delta(\(column.text))"
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                let option = try cursor.option()
                guard option.name.isKeyword("p"), let count = option.count, count > 0 else {
                    throw option.refusal(of: Self.name, taking: ["p"])
                }
                distance = count
            } else if cursor.accept(keyword: "as") {
                name = try cursor.expectText("here the new name is missing.").text
            } else {
                throw cursor.problem("`delta` takes one column.")
            }
        }
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
        // The first of as many rows before: it is that row only where there are so many.
        let (before, count) = ("row before", "rows before")
        let value = Expression.column(column.text)
        plan.annotate(
            [
                // Null is a value here: a row without a number has no difference behind it.
                RowAggregate(
                    function: .first, input: .coalesce(.asNumber(value), .text("")),
                    column: before),
                RowAggregate(function: .scanned(.count), input: nil, column: count),
            ], .running(window: distance, includesCurrent: false), at: range)
        let difference = Expression.arithmetic(
            .subtract, .asNumber(value), .asNumber(.column(before)))
        plan.extend(
            name, at: range,
            .either(
                .comparison(.equal, .column(count), .number(Double(distance))), difference, .null))
        plan.remove([before, count].filter { $0 != name }, at: range)
    }
}
