import RegularExpressions

/// `makemv [delim="<text>"] <column>`: several values out of one.
///
/// Source: Splunk Search Reference, "makemv".
struct Makemv: Command {
    static let name = "makemv"
    static let isGenerating = false
    static let syntax =
        "makemv [delim=\"<text>\" | tokenizer=\"<pattern>\"] [allowempty=<bool>] <column>"
    static let summary =
        "Cuts a value at a text, a blank unless given, or takes what the first group of a pattern "
        + "matches; empty parts go away unless `allowempty=true`."

    private var delimiter = " "
    private var tokenizer: RegularExpression?
    private var keepsEmpty = false
    private var column: Token?
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            guard cursor.isAtOption else {
                guard column == nil else { throw cursor.problem("`makemv` takes one column.") }
                column = try cursor.expectText("here the column is missing.")
                continue
            }
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.boolean) {
            case ("delim", _): delimiter = option.value.text
            case ("tokenizer", _):
                try FormulaParser.checkPattern(option.value.text, option.value.range)
                tokenizer = try? RegularExpression(option.value.text)
            case ("allowempty", let value?): keepsEmpty = value
            default:
                throw option.refusal(
                    of: Self.name, taking: ["delim", "tokenizer", "allowempty"])
            }
        }
        guard column != nil else { throw cursor.problem("here the column is missing.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let column else { return }
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
        let input = Expression.column(column.text)
        if let tokenizer {
            return plan.extend(
                column.text, at: range,
                .capture(input, tokenizer, group: min(1, tokenizer.groupCount), limit: nil))
        }
        plan.extend(
            column.text, at: range, .call(.list(.split), [input, .literal(.string(delimiter))]))
        guard !keepsEmpty else { return }
        let isFull = Expression.comparison(
            .ordered(.greater), .call(.text(.len), [input]), .literal(.integer(0)))
        plan.extend(
            column.text, at: range,
            .eachValue(of: column.text, isFull, isFilter: true, values: nil))
    }
}
