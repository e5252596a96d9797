/// `fromjson <column> [prefix=<text>]`: columns of the members of a JSON object.
///
/// Source: Splunk Search Reference, "fromjson".
struct Fromjson: Command {
    static let name = "fromjson"
    static let isGenerating = false
    static let syntax = "fromjson <column> [prefix=<text>]"
    static let summary =
        "Makes a column of each member of the JSON object in a column; the elements of an array are "
        + "its values, an object stays as it is written."

    private var column: Token?
    private var prefix = ""
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                let option = try cursor.option()
                guard option.name.isKeyword("prefix") else {
                    throw option.refusal(of: Self.name, taking: ["prefix"])
                }
                prefix = option.value.text
            } else {
                guard column == nil else { throw cursor.problem("`fromjson` takes one column.") }
                column = try cursor.expectText("here the column is expected.")
            }
        }
        guard column != nil else { throw cursor.problem("here the column is missing.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let column else { return }
        plan.warnAboutMissingColumn(
            column.text, at: column.range, effect: "nothing is found in it.")
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, isOpen: true, at: range) {
            .reshape($0, .unpack(column: column.text, .members(prefix: prefix)))
        }
    }
}
