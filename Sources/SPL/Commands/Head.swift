/// `head [<n>]`: the first rows.
///
/// Source: Splunk Search Reference, "head".
struct Head: Command {
    static let name = "head"
    static let isGenerating = false
    static let syntax = "head [<n>]"
    static let summary = "Keeps the first n rows, 10 unless said otherwise."

    private let count: Int
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        count = try RowCount.read(&cursor)
    }

    func lower(into plan: inout PlanBuilder) {
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, at: range) { .limit($0, count, fromEnd: false) }
    }
}

/// The number of rows behind `head` and `tail`.
enum RowCount {
    private static let standard = 10

    static func read(_ cursor: inout TokenCursor) throws(Problem) -> Int {
        if cursor.isAtEnd { return standard }
        if cursor.isAtOption, cursor.next.isKeyword("limit") {
            cursor.advance()
            cursor.advance()
        }
        guard cursor.next.kind == .word, let count = Int(cursor.next.text), count >= 0 else {
            throw cursor.problem(
                "here a number of rows is expected; a condition is not supported.")
        }
        cursor.advance()
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
        return count
    }
}
