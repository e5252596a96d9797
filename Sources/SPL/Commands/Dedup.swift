/// `dedup [<n>] <columns>`: the first rows of each combination of values.
///
/// Source: Splunk Search Reference, "dedup".
struct Dedup: Command {
    static let name = "dedup"
    static let isGenerating = false
    static let syntax =
        "dedup [<n>] <column> … [keepempty=<bool>] [consecutive=<bool>] [keepevents=<bool>] "
        + "[sortby <keys>]"
    static let summary =
        "Keeps the first row, or the first n, of each combination of values; rows with a null among "
        + "them go away unless `keepempty=true`. With `keepevents=true` all rows stay, and the columns "
        + "of those that would go away become null."

    private var count = 1
    private var names: [Token] = []
    private var keepsEmpty = false
    private var isConsecutive = false
    private var keepsEvents = false
    private var keys: [SortKey] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        if cursor.next.kind == .word, let count = Int(cursor.next.text) {
            guard count > 0 else { throw cursor.problem("`dedup` keeps 1 row or more.") }
            self.count = count
            cursor.advance()
        }
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                read(try cursor.option(), &diagnostics)
            } else if cursor.accept(keyword: "sortby") {
                keys = try SortKey.read(&cursor)
            } else {
                names += try ColumnList.read(&cursor, until: ["sortby"])
            }
        }
        guard !names.isEmpty else { throw cursor.problem("here a column is missing.") }
    }

    private mutating func read(_ option: CommandOption, _ diagnostics: inout Diagnostics) {
        switch (option.name.text.lowercased(), option.boolean) {
        case ("keepempty", let value?): keepsEmpty = value
        case ("consecutive", let value?): isConsecutive = value
        case ("keepevents", let value?): keepsEvents = value
        default:
            diagnostics.report(
                option.refusal(
                    of: Self.name, taking: ["keepempty", "consecutive", "keepevents"]))
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let columns = plan.columns else { return }
        for name in names {
            plan.warnAboutMissingColumn(
                name.text, at: name.range, effect: "so every row goes away.")
        }
        if !keys.isEmpty {
            let keys = keys
            plan.add(columns: columns, at: range) { .sort($0, keys, limit: nil) }
        }
        if keepsEvents { return nullRepeated(&plan) }
        let rule = Distinction(
            columns: names.map(\.text), count: count, keepsEmpty: keepsEmpty,
            isConsecutive: isConsecutive)
        plan.add(columns: columns, at: range) { .distinct($0, rule) }
    }

    /// All rows, without the values that as many rows before have.
    private func nullRepeated(_ plan: inout PlanBuilder) {
        guard !isConsecutive else {
            return plan.diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`dedup` with both `consecutive` and `keepevents` is not supported.", at: range)
            )
        }
        let texts = names.map(\.text)
        let number = "rows of these values"
        // Several values of a column count as one, as they do for a row that goes away.
        let keys = texts.indices.map { "values of column \($0)" }
        for (key, name) in zip(keys, texts) {
            plan.extend(key, at: range, .call(.list(.mvjoin), [.column(name), .text("\0")]))
        }
        plan.annotate(
            [RowAggregate(function: .scanned(.count), input: nil, column: number)], by: keys,
            .running(window: 0, includesCurrent: true), at: range)
        let isRepeated = Expression.comparison(
            .ordered(.greater), .column(number), .number(Double(count)))
        for name in texts {
            plan.extend(name, at: range, .either(isRepeated, .null, .column(name)))
        }
        plan.remove(keys + [number], at: range)
    }
}
