/// `dedup [<n>] <columns>`: the first rows of each combination of values.
///
/// Source: Splunk Search Reference, "dedup".
struct Dedup: Command {
    static let name = "dedup"
    static let isGenerating = false
    static let syntax =
        "dedup [<n>] <column> … [keepempty=<bool>] [consecutive=<bool>] [sortby <keys>]"
    static let summary =
        "Keeps the first row, or the first n, of each combination of values; rows with a null among "
        + "them go away unless `keepempty=true`."

    private var count = 1
    private var names: [Token] = []
    private var keepsEmpty = false
    private var isConsecutive = false
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
        case ("keepevents", false?): break
        default:
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`dedup` takes `keepempty` and `consecutive`, each true or false.",
                    at: option.range))
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
        let rule = Distinction(
            columns: names.map(\.text), count: count, keepsEmpty: keepsEmpty,
            isConsecutive: isConsecutive)
        plan.add(columns: columns, at: range) { .distinct($0, rule) }
    }
}
