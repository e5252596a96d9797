/// `autoregress <column> [AS <name>] [p=<n>|p=<n>-<n>]`: values of rows before.
///
/// Source: Splunk Search Reference, "autoregress".
struct Autoregress: Command {
    static let name = "autoregress"
    static let isGenerating = false
    static let syntax = "autoregress <column> [AS <name>] [p=<n> | p=<n>-<n>]"
    static let summary =
        "Adds the value of the row before, or n rows before, as `<column>_p<n>` unless named; with two "
        + "numbers of each row from n to n before."

    /// More than any search has use for.
    private static let distanceMax = 100

    private let column: Token
    private var name: String?
    private var distances = 1...1
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        column = try cursor.expectText("here the column is missing.")
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                let option = try cursor.option()
                guard option.name.isKeyword("p"), let span = Self.distances(option.value.text)
                else { throw option.refusal(of: Self.name, taking: ["p"]) }
                distances = span
            } else if cursor.accept(keyword: "as") {
                name = try cursor.expectText("here the new name is missing.").text
            } else {
                throw cursor.problem("`autoregress` takes one column.")
            }
        }
        guard name == nil || distances.count == 1 else {
            throw Problem(
                .unsupportedArgument,
                "`autoregress` with a name takes one number of rows; leave out `as`, or write "
                    + "`p=<n>`.", at: range)
        }
    }

    private static func distances(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first > 0,
            first <= last, last <= distanceMax
        else { return nil }
        return first...last
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
        // The first of as many rows before: it is that row only where there are so many. Null has to
        // count as a value there.
        let (before, isNull, count) = (
            "value of the row before", "null in the row before", "rows before"
        )
        for distance in distances {
            let value = Expression.column(column.text)
            plan.annotate(
                [
                    RowAggregate(
                        function: .first, input: .coalesce(value, .text("")), column: before),
                    RowAggregate(
                        function: .first,
                        input: .either(.isNull(value), .number(1), .number(0)), column: isNull),
                    RowAggregate(function: .scanned(.count), input: nil, column: count),
                ], .running(window: distance, includesCurrent: false), at: range)
            let isThere = Expression.and([
                .comparison(.equal, .column(count), .number(Double(distance))),
                .comparison(.equal, .column(isNull), .number(0)),
            ])
            plan.extend(
                name ?? "\(column.text)_p\(distance)", at: range,
                .either(isThere, .column(before), .null))
        }
        plan.remove([before, isNull, count], at: range)
    }
}
