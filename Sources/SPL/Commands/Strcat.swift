/// `strcat [allrequired=<bool>] <columns and texts> <name>`: texts behind one another.
///
/// Source: Splunk Search Reference, "strcat".
struct Strcat: Command {
    static let name = "strcat"
    static let isGenerating = false
    static let syntax = "strcat [allrequired=<bool>] <column> | \"<text>\" … <name>"
    static let summary =
        "Puts columns and texts in quotes behind one another in a column; with `allrequired=true` "
        + "only where all columns have a value."

    private var parts: [Token] = []
    private var needsAll = false
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        if cursor.isAtOption {
            let option = try cursor.option()
            guard option.name.isKeyword("allrequired"), let value = option.boolean else {
                throw option.refusal(of: Self.name, taking: ["allrequired"])
            }
            needsAll = value
        }
        parts = try ColumnList.read(&cursor)
        guard parts.count >= 2, cursor.isAtEnd else {
            throw cursor.problem("`strcat` takes columns or texts, and the name of the new column.")
        }
    }

    func lower(into plan: inout PlanBuilder) {
        let pieces = parts.dropLast().map { part -> Expression in
            if part.kind == .quoted { return .text(part.text) }
            plan.warnAboutMissingColumn(part.text, at: part.range, effect: "it is null.")
            let text = Expression.call(.list(.mvjoin), [.column(part.text), .text(" ")])
            return needsAll ? text : .coalesce(text, .text(""))
        }
        let all = pieces.dropFirst().reduce(pieces[0]) { .concatenation($0, $1) }
        let name = parts[parts.count - 1].text
        plan.extend(name, at: range, needsAll ? .coalesce(all, .column(name)) : all)
    }
}
