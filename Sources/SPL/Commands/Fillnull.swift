/// `fillnull [value=<text>] [<columns>]`: replaces null by a text.
///
/// Source: Splunk Search Reference, "fillnull".
struct Fillnull: Command {
    static let name = "fillnull"
    static let isGenerating = false
    static let syntax = "fillnull [value=<text>] [<column> …]"
    static let summary =
        "Replaces null by a text, 0 unless given; in all columns, or these."

    private var value = "0"
    private var names: [Token] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            guard cursor.isAtOption else {
                names += try ColumnList.read(&cursor)
                continue
            }
            let option = try cursor.option()
            guard option.name.isKeyword("value") else {
                throw Problem(
                    .unsupportedArgument, "`fillnull` takes `value=<text>`.", at: option.range)
            }
            value = option.value.text
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let known = plan.columns else { return }
        let wildcard = names.first { $0.text.contains("*") }
        if names.isEmpty || wildcard != nil {
            let what = wildcard.map { "`fillnull \($0.text)`" } ?? "`fillnull` without columns"
            guard plan.knowsColumns(for: what, at: wildcard?.range ?? range) else {
                return plan.forgetRows()
            }
        }
        var columns = names.isEmpty ? known : []
        for name in names {
            let matching = ColumnList.matching(name.text, known)
            if matching.isEmpty { plan.noteMissing(name.text) }
            // A column that no row has is made.
            columns += matching.isEmpty && !name.text.contains("*") ? [name.text] : matching
        }
        for column in columns {
            plan.extend(
                column, at: range,
                .call(.choice(.coalesce), [.column(column), .literal(.string(value))]))
        }
    }
}
