/// `join [type=inner|left] [max=<n>] [<columns>] [<search>]`: columns of another search.
///
/// Source: Splunk Search Reference, "join".
struct Join: Command {
    static let name = "join"
    static let isGenerating = false
    static let syntax =
        "join [type=inner|left|outer] [max=<n>] [overwrite=<bool>] [<column> …] [ <search> ]"
    static let summary =
        "Adds the columns of another search, over the same window, where all named columns agree, or "
        + "all common ones; the first row that agrees, or n, or all with `max=0`. With "
        + "`overwrite=false` values that are there stay."

    private var columns: [Token] = []
    private var keepsUnmatched = false
    private var matchesMax: Int? = 1
    private var overwrites = true
    private var search: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        search = cursor.next
        while !cursor.isAtEnd, cursor.next.kind != .subsearch {
            if cursor.accept(.comma) { continue }
            guard cursor.isAtOption else {
                columns += try ColumnList.read(&cursor)
                continue
            }
            try read(try cursor.option())
        }
        let brackets = try cursor.expect(
            .subsearch, "here a search in square brackets is missing.")
        search = brackets
        while cursor.isAtOption { try read(try cursor.option()) }
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
    }

    private mutating func read(_ option: CommandOption) throws(Problem) {
        let value = option.value.text.lowercased()
        switch (option.name.text.lowercased(), option.boolean) {
        case ("type", _) where ["inner", "left", "outer"].contains(value):
            keepsUnmatched = value != "inner"
        case ("max", _):
            guard let count = Int(value), count >= 0 else {
                throw Problem(.syntax, "`max` takes a number, 0 for all rows.", at: option.range)
            }
            matchesMax = count == 0 ? nil : count
        case ("overwrite", let isSet?): overwrites = isSet
        case ("usetime", false?), ("earlier", true?): break
        default:
            throw Problem(
                .unsupportedArgument,
                "`\(option.name.text)=\(option.value.text)` is not supported; `join` takes `type`, "
                    + "`max` and `overwrite`.", at: option.range)
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let left = plan.columns else { return }
        // Rows stay whatever the other search finds.
        plan.allowsUnreadSources = keepsUnmatched
        let found = plan.subsearch(search.range)
        plan.allowsUnreadSources = false
        guard let inner = found else { return plan.forgetRows() }
        var names = columns.map(\.text)
        if names.isEmpty {
            if plan.isOpen || inner.isOpen {
                plan.diagnostics.report(
                    Problem(
                        .unsupportedArgument,
                        "`join` without columns needs to know those of both searches, and here they "
                            + "are known only from the rows; name the columns.", at: search.range))
                return plan.forgetRows()
            }
            names = left.filter { inner.columns.contains($0) }
        }
        for name in columns {
            plan.warnAboutMissingColumn(name.text, at: name.range, effect: "nothing agrees.")
            if !inner.columns.contains(name.text), !inner.isOpen {
                plan.diagnostics.warn(
                    .unknownField,
                    "no row of the search in brackets has the column `\(name.text)`; nothing "
                        + "agrees.", at: name.range)
            }
        }
        guard !names.isEmpty else {
            plan.diagnostics.report(
                Problem(
                    .syntax, "both searches have no column in common to join by.",
                    at: search.range))
            return plan.forgetRows()
        }
        let rule = JoinRule(
            columns: names, keepsUnmatched: keepsUnmatched, matchesMax: matchesMax,
            overwrites: overwrites)
        let all = left + inner.columns.filter { !left.contains($0) }
        plan.add(columns: all, isOpen: plan.isOpen || inner.isOpen, at: search.range) {
            .join($0, inner.rows, rule)
        }
    }
}
