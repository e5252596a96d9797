/// `mvexpand <column> [limit=<n>]`: a row for each value of a column.
///
/// Source: Splunk Search Reference, "mvexpand".
struct Mvexpand: Command {
    static let name = "mvexpand"
    static let isGenerating = false
    static let syntax = "mvexpand <column> [limit=<n>]"
    static let summary = "Makes a row for each value of the column, or for the first n."

    private let column: Token
    private var limit: Int?

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        column = try cursor.expectText("here the column is missing.")
        guard cursor.isAtOption else {
            guard cursor.isAtEnd else { throw cursor.problem("`mvexpand` takes one column.") }
            return
        }
        let option = try cursor.option()
        guard option.name.isKeyword("limit"), let count = Int(option.value.text), count >= 0 else {
            throw Problem(
                .unsupportedArgument, "`mvexpand` takes `limit=<n>`.", at: option.range)
        }
        limit = count == 0 ? nil : count
        guard cursor.isAtEnd else { throw cursor.problem("`mvexpand` takes one column.") }
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "nothing is expanded.")
        guard let columns = plan.columns, columns.contains(column.text) else { return }
        plan.add(columns: columns, at: column.range) {
            .expand($0, column: column.text, limit: limit)
        }
    }
}
