/// `regex field="pattern"`, `regex field!="pattern"`: keeps rows by a regular expression.
///
/// Source: Splunk Search Reference, "regex".
struct Regex: Command {
    static let name = "regex"
    static let isGenerating = false
    static let syntax = "regex <column>=\"<pattern>\" | <column>!=\"<pattern>\""
    static let summary =
        "Keeps the rows in which some value of the column matches the pattern, or with `!=` those "
        + "in which none does."

    private let column: Token
    private let isNegated: Bool
    private let pattern: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        column = try cursor.expectText("here `<column>=\"<pattern>\"` is missing.")
        switch cursor.next.kind {
        case .comparison(.equal): isNegated = false
        case .comparison(.notEqual): isNegated = true
        default:
            throw cursor.problem(
                "here `=` or `!=` is missing: `regex <column>=\"<pattern>\"`; the raw text of "
                    + "events cannot be searched.")
        }
        cursor.advance()
        pattern = try cursor.expectText("here the pattern is missing, in double quotes.")
        guard cursor.isAtEnd else {
            throw cursor.problem("a pattern with such characters stands in double quotes.")
        }
        try FormulaParser.checkPattern(pattern.text, pattern.range)
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
        guard let columns = plan.columns else { return }
        let match = Expression.call(
            .condition(.match), [.column(column.text), .literal(.string(pattern.text))])
        // A column without value matches nothing, which `!=` is about.
        let condition: Expression =
            isNegated
            ? .or([.not(match), .call(.condition(.isnull), [.column(column.text)])]) : match
        plan.add(columns: columns, at: column.range) { .filter($0, condition) }
    }
}
