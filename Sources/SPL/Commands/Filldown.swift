/// `filldown [<columns>]`: the last value before for null.
///
/// Source: Splunk Search Reference, "filldown".
struct Filldown: Command {
    static let name = "filldown"
    static let isGenerating = false
    static let syntax = "filldown [<column> …]"
    static let summary =
        "Replaces null by the last value of the column in the rows before; in all columns, or these."

    private let names: [Token]
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        names = try ColumnList.read(&cursor)
        guard cursor.isAtEnd else { throw cursor.problem("`filldown` takes names of columns.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let known = plan.columns else { return }
        if names.isEmpty || names.contains(where: { $0.text.contains("*") }) {
            guard plan.knowsColumns(for: "`filldown` without names of columns", at: range) else {
                return plan.forgetRows()
            }
        }
        var columns = names.isEmpty ? known : []
        for name in names {
            if !name.text.contains("*") {
                plan.warnAboutMissingColumn(name.text, at: name.range, effect: "it is null.")
            }
            let matching = ColumnList.matching(name.text, known)
            columns += matching.isEmpty && plan.isOpen ? [name.text] : matching
        }
        plan.annotate(
            columns.map { RowAggregate(function: .last, input: .column($0), column: $0) },
            .running(window: 0, includesCurrent: true), at: range)
    }
}
