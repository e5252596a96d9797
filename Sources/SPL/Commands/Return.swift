/// `return [<n>] <column> | <name>=<column> …`: the rows of a search in brackets as a condition.
///
/// Source: Splunk Search Reference, "return".
struct Return: Command {
    static let name = "return"
    static let isGenerating = false
    static let syntax = "return [<n>] <column> | <name>=<column> …"
    static let summary =
        "Ends a search in brackets within a condition: the first row, or n, as "
        + "`<name>=<value>`; `$<column>`, the value alone, is not supported."

    private var count = 1
    private var columns: [(name: Token, column: Token)] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        if cursor.next.kind == .word, !cursor.isAtOption, let count = Int(cursor.next.text),
            count > 0
        {
            self.count = count
            cursor.advance()
        }
        while !cursor.isAtEnd {
            if cursor.accept(.comma) { continue }
            if cursor.isAtOption {
                let option = try cursor.option()
                columns.append((option.name, option.value))
            } else {
                let column = try cursor.expectText("here the name of a column is expected.")
                columns.append((column, column))
            }
        }
        guard !columns.isEmpty else {
            throw cursor.problem("here the name of a column is missing.")
        }
        if let value = columns.first(where: { $0.name.text.hasPrefix("$") }) {
            throw Problem(
                .unsupportedArgument,
                "`\(value.name.text)`, a value without a field, is not supported; write "
                    + "`\(value.name.text.dropFirst())`, or `<field>=\(value.name.text.dropFirst())`.",
                at: value.name.range)
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard plan.isWithinCondition(Self.name, at: range) else { return }
        for (name, column) in columns where name.text != column.text {
            plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it says nothing.")
            plan.extend(name.text, at: range, .column(column.text))
        }
        for (name, column) in columns where name.text == column.text {
            plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it says nothing.")
        }
        let names = columns.reduce(into: [String]()) { all, one in
            if !all.contains(one.name.text) { all.append(one.name.text) }
        }
        plan.add(columns: names, isOpen: false, at: range) {
            .project(.limit($0, count, fromEnd: false), names)
        }
        plan.end()
    }
}

/// `format`: the rows of a search in brackets as a condition, as they are without it.
///
/// Source: Splunk Search Reference, "format".
struct Format: Command {
    static let name = "format"
    static let isGenerating = false
    static let syntax = "format [maxresults=<n>]"
    static let summary =
        "Ends a search in brackets within a condition: rows joined by OR, columns by AND, as without "
        + "it; of the first n rows alone with `maxresults`."

    private var rowsMax: Int?
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while cursor.isAtOption {
            let option = try cursor.option()
            guard option.name.isKeyword("maxresults"), let count = option.count else {
                throw option.refusal(of: Self.name, taking: ["maxresults"])
            }
            rowsMax = count == 0 ? nil : count
        }
        guard cursor.isAtEnd else {
            throw Problem(
                .unsupportedArgument, "`format` with texts of its own is not supported.",
                at: cursor.range)
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard plan.isWithinCondition(Self.name, at: range), let columns = plan.columns else {
            return
        }
        if let rowsMax {
            plan.add(columns: columns, at: range) { .limit($0, rowsMax, fromEnd: false) }
        }
        plan.end()
    }
}

extension PlanBuilder {
    /// Reports a command that only stands in a search in brackets within a condition.
    fileprivate mutating func isWithinCondition(_ name: String, at range: Range<Int>) -> Bool {
        if isInCondition { return true }
        diagnostics.report(
            Problem(
                .unsupportedCommand,
                "`\(name)` only ends a search in brackets that stands for a condition.", at: range))
        forgetRows()
        return false
    }
}
