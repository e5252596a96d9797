/// `fields [+|-] <columns>`: keeps or removes columns.
///
/// Source: Splunk Search Reference, "fields": internal columns, whose names begin with an
/// underscore, stay unless they are removed by name.
struct Fields: Command {
    static let name = "fields"
    static let isGenerating = false
    static let syntax = "fields [+|-] <column> …"
    static let summary =
        "Keeps these columns, or with `-` removes them; `*` in a name stands for any text."

    private var removes = false
    private var names: [Token] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        if ["+", "-"].contains(cursor.next.text), cursor.next.kind == .word {
            removes = cursor.advance().text == "-"
        }
        names = try ColumnList.read(&cursor)
        guard !names.isEmpty, cursor.isAtEnd else {
            throw cursor.problem("here the names of columns are expected.")
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let known = plan.columns else { return }
        if plan.isOpen, removes {
            let patterns = names.map(\.text)
            let gone = patterns.flatMap { ColumnList.matching($0, known) }
            let columns = known.filter { !gone.contains($0) }
            return plan.add(columns: columns, at: range) { .reshape($0, .remove(patterns)) }
        }
        var listed: [String] = []
        for name in names {
            if name.text.contains("*"), !removes,
                !plan.knowsColumns(for: "`fields \(name.text)`", at: name.range)
            {
                return plan.forgetRows()
            }
            if !name.text.contains("*"), !removes {
                plan.warnAboutMissingColumn(
                    name.text, at: name.range, effect: "nothing is kept of it.")
                // Among columns that are known only from the rows it may be.
                if plan.isOpen, !listed.contains(name.text) { listed.append(name.text) }
            }
            for column in ColumnList.matching(name.text, known) where !listed.contains(column) {
                listed.append(column)
            }
        }
        let columns =
            removes
            ? known.filter { !listed.contains($0) }
            : listed + known.filter { $0.hasPrefix("_") && !listed.contains($0) }
        plan.add(columns: columns, isOpen: false, at: range) { .project($0, columns) }
    }
}
