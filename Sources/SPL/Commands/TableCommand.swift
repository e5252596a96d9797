/// `table <columns>`: these columns, in this order.
///
/// Source: Splunk Search Reference, "table".
struct TableCommand: Command {
    static let name = "table"
    static let isGenerating = false
    static let syntax = "table <column> …"
    static let summary = "Keeps these columns, in this order; `*` in a name stands for any text."

    private let names: [Token]
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        names = try ColumnList.read(&cursor)
        guard !names.isEmpty, cursor.isAtEnd else {
            throw cursor.problem("here the names of columns are expected.")
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let known = plan.columns else { return }
        var columns: [String] = []
        for name in names {
            if name.text.contains("*"),
                !plan.knowsColumns(for: "`table \(name.text)`", at: name.range)
            {
                return plan.forgetRows()
            }
            let matching = ColumnList.matching(name.text, known)
            if matching.isEmpty, !name.text.contains("*") {
                plan.warnAboutMissingColumn(name.text, at: name.range, effect: "it is null.")
                if !columns.contains(name.text) { columns.append(name.text) }
            }
            columns += matching.filter { !columns.contains($0) }
        }
        plan.add(columns: columns, isOpen: false, at: range) { .project($0, columns) }
    }
}
