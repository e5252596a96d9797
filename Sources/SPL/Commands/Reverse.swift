/// `reverse`: the rows from the last to the first.
///
/// Source: Splunk Search Reference, "reverse".
struct Reverse: Command {
    static let name = "reverse"
    static let isGenerating = false
    static let syntax = "reverse"
    static let summary = "Puts the rows in the opposite order."

    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        guard cursor.isAtEnd else { throw cursor.problem("`reverse` takes nothing.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, at: range) { .limit($0, .max, fromEnd: true) }
    }
}
