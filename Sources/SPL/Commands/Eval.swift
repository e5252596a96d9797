/// `eval name=<expression>, …`: computed columns, one after the other.
///
/// Source: Splunk Search Reference, "eval".
struct Eval: Command {
    static let name = "eval"
    static let isGenerating = false
    static let syntax = "eval <column>=<expression> [, <column>=<expression>] …"
    static let summary =
        "Computes columns, each from those before it. What is null or cannot be computed leaves the "
        + "column null."

    private var assignments: [(column: FormulaToken, formula: Formula)] = []

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        var parser = try FormulaParser(cursor.source, cursor.range)
        repeat {
            let column = try Self.column(&parser)
            let formula = try parser.formula()
            guard !formula.isCondition else {
                throw Problem(
                    .syntax,
                    "a column cannot hold true or false; write `if(<condition>, 1, 0)`.",
                    at: formula.range)
            }
            assignments.append((column, formula))
        } while parser.accept(.comma)
        guard parser.isAtEnd else {
            throw parser.problem("`\(parser.next.text)` does not go on with the expression.")
        }
    }

    /// The name before `=`.
    private static func column(_ parser: inout FormulaParser) throws(Problem) -> FormulaToken {
        var column = parser.next
        guard column.isName || column.kind == .string else {
            throw parser.problem("here the name of a column is expected, then `=`.")
        }
        let isQuoted = column.kind == .quotedName
        parser.advance()
        // `.` and `-` before the `=` can only be part of the name.
        while parser.next.range.lowerBound == column.range.upperBound,
            parser.next.kind != .operation("="), !parser.isAtEnd
        {
            let part = parser.advance()
            column = FormulaToken(
                kind: .name, text: column.text + part.text,
                range: column.range.lowerBound..<part.range.upperBound)
        }
        // `{field}` would be the value of that field; in single quotes it is a name like any other.
        guard column.kind == .string || !column.text.contains("{") || isQuoted else {
            throw Problem(
                .unsupportedArgument,
                "a column whose name is the value of a field, `\(column.text)`, is not supported; "
                    + "a name with braces stands in single quotes.", at: column.range)
        }
        guard parser.accept(.operation("=")) else {
            throw parser.problem("here `=` is missing behind the name of the column.")
        }
        return column
    }

    func lower(into plan: inout PlanBuilder) {
        for (column, formula) in assignments {
            plan.extend(column.text, at: column.range, formula.printed.expression(in: &plan))
        }
    }
}
