/// `head [<n>]`, `head (<condition>)`: the first rows.
///
/// Source: Splunk Search Reference, "head".
struct Head: Command {
    static let name = "head"
    static let isGenerating = false
    static let syntax = "head [<n>] | [limit=<n>] (<condition>) [null=<bool>] [keeplast=<bool>]"
    static let summary =
        "Keeps the first n rows, 10 unless said otherwise, or the rows up to the first for which a "
        + "condition is not true: that row too with `keeplast=true`, and those for which it is null "
        + "with `null=true`."

    private var count: Int?
    private var condition: Formula?
    private var takesNull = false
    private var keepsLast = false
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                let option = try cursor.option()
                switch (option.name.text.lowercased(), option.count, option.boolean) {
                case ("limit", let count?, _): self.count = count
                case ("null", _, let value?): takesNull = value
                case ("keeplast", _, let value?): keepsLast = value
                default:
                    throw option.refusal(of: Self.name, taking: ["limit", "null", "keeplast"])
                }
            } else if cursor.next.kind == .openParen {
                let inner = try cursor.bracketed()
                condition = try FormulaParser.parse(cursor.source, inner, condition: true)
            } else {
                count = try RowCount.readOne(&cursor)
            }
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let condition else {
            guard let columns = plan.columns else { return }
            return plan.add(columns: columns, at: range) {
                .limit($0, count ?? RowCount.standard, fromEnd: false)
            }
        }
        let truth = condition.expression(in: &plan)
        // Rows so far that end the run; with `keeplast` without the row itself.
        let goesOn: Expression =
            takesNull ? .or([truth, .call(.condition(.isnull), [truth])]) : truth
        let ends = Expression.call(
            .choice(.if), [goesOn, .null, .literal(.integer(1))])
        let helper = "head ends"
        plan.annotate(
            [
                RowAggregate(
                    function: .scanned(.count), input: ends, column: helper)
            ], by: [], .running(window: 0, includesCurrent: !keepsLast), at: range)
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, at: range) {
            .filter($0, .comparison(.equal, .column(helper), .literal(.integer(0))))
        }
        plan.remove([helper], at: range)
        if let count, let columns = plan.columns {
            plan.add(columns: columns, at: range) { .limit($0, count, fromEnd: false) }
        }
    }
}

/// The number of rows behind `head` and `tail`.
enum RowCount {
    static let standard = 10

    static func read(_ cursor: inout TokenCursor) throws(Problem) -> Int {
        if cursor.isAtEnd { return standard }
        let count = try readOne(&cursor)
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
        return count
    }

    static func readOne(_ cursor: inout TokenCursor) throws(Problem) -> Int {
        guard cursor.next.kind == .word, let count = Int(cursor.next.text), count >= 0 else {
            throw cursor.problem("here a number of rows is expected.")
        }
        cursor.advance()
        return count
    }
}
