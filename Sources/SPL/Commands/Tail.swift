/// `tail [<n>]`: the last rows, in reverse order.
///
/// Source: Splunk Search Reference, "tail".
struct Tail: Command {
    static let name = "tail"
    static let isGenerating = false
    static let syntax = "tail [<n>]"
    static let summary = "Keeps the last n rows, 10 unless said otherwise, the last one first."

    private let count: Int
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        count = try RowCount.read(&cursor)
    }

    func lower(into plan: inout PlanBuilder) {
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, at: range) { .limit($0, count, fromEnd: true) }
    }
}
