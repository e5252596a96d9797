/// `fieldformat <column>=<expression>`: how a value is shown, which stays as it is.
///
/// Source: Splunk Search Reference, "fieldformat": commands behind it, and what is exported, have the
/// value as it was.
struct Fieldformat: Command {
    static let name = "fieldformat"
    static let isGenerating = false
    static let syntax = "fieldformat <column>=<expression>"
    static let summary =
        "Says how Splunk shows a value on a page; the rows stay as they are. The expression is "
        + "checked."

    private let formula: Formula
    private let column: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        column = try cursor.expectText("here the column is missing.")
        let equal = try cursor.expect(.comparison(.equal), "here `=` is missing.")
        formula = try FormulaParser.parse(
            cursor.source, equal.range.upperBound..<cursor.range.upperBound)
        while !cursor.isAtEnd { cursor.advance() }
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "nothing is shown.")
        _ = formula.expression(in: &plan)
    }
}
