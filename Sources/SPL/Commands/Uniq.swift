/// `uniq`: no row that is the same as the one before it.
///
/// Source: Splunk Search Reference, "uniq".
struct Uniq: Command {
    static let name = "uniq"
    static let isGenerating = false
    static let syntax = "uniq"
    static let summary = "Leaves out each row that is the same as the row before it in all columns."

    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        guard cursor.isAtEnd else { throw cursor.problem("`uniq` takes nothing.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let columns = plan.columns, plan.knowsColumns(for: "`uniq`", at: range) else {
            return plan.forgetRows()
        }
        // Null differs from every text, and several values from one; no value has these characters.
        let texts = columns.map { column in
            Expression.coalesce(
                .call(.list(.mvjoin), [.column(column), .text("\u{0}")]), .text("\u{1}"))
        }
        let row = texts.reduce(Expression.text("")) { row, text in
            .concatenation(.concatenation(row, text), .text("\u{2}"))
        }
        let helper = "values of the row"
        plan.extend(helper, at: range, row)
        let rule = Distinction(
            columns: [helper], count: 1, keepsEmpty: false, isConsecutive: true)
        guard let all = plan.columns else { return }
        plan.add(columns: all, at: range) { .distinct($0, rule) }
        plan.remove([helper], at: range)
    }
}
