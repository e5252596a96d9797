/// `xmlkv [<column>]`: columns of `<name>value</name>`.
///
/// Source: Splunk Search Reference, "xmlkv".
struct Xmlkv: Command {
    static let name = "xmlkv"
    static let isGenerating = false
    static let syntax = "xmlkv [<column>] [maxinputs=<n>]"
    static let summary =
        "Makes a column of each `<name>value</name>` in a column, or in `_raw`; of several with one "
        + "name the last counts. `maxinputs` is how many rows Splunk hands over at a time."

    private var column: Token?
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                let option = try cursor.option()
                guard option.name.isKeyword("maxinputs"), option.count != nil else {
                    throw option.refusal(of: Self.name, taking: ["maxinputs"])
                }
            } else {
                guard column == nil else { throw cursor.problem("`xmlkv` takes one column.") }
                column = try cursor.expectText("here the column is expected.")
            }
        }
    }

    func lower(into plan: inout PlanBuilder) {
        let name = column?.text ?? "_raw"
        plan.warnAboutMissingColumn(
            name, at: column?.range ?? range, effect: "nothing is found in it.")
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, isOpen: true, at: range) {
            .reshape($0, .unpack(column: name, .xmlPairs))
        }
    }
}
