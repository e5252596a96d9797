/// `where <expression>`: keeps the rows for which an expression is true.
///
/// Source: Splunk Search Reference, "where".
struct Where: Command {
    static let name = "where"
    static let isGenerating = false
    static let syntax = "where <expression>"
    static let summary =
        "Keeps the rows for which the expression is true; not those where it is null. Case matters, "
        + "AND binds tighter than OR."

    private let condition: Formula

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        condition = try FormulaParser.parse(cursor.source, cursor.range, condition: true)
    }

    func lower(into plan: inout PlanBuilder) {
        let expression = condition.expression(in: &plan)
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, at: condition.range) { .filter($0, expression) }
    }
}
