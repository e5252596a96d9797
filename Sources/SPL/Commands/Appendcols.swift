/// `appendcols [<search>]`: the columns of another search beside these, row by row.
///
/// Source: Splunk Search Reference, "appendcols".
struct Appendcols: Command {
    static let name = "appendcols"
    static let isGenerating = false
    static let syntax =
        "appendcols [override=<bool>] [maxout=<n>] [maxtime=<s>] [timeout=<s>] [ <search> ]"
    static let summary =
        "Puts the columns of another search, over the same window, beside these, its first row beside "
        + "the first and so on; with `override=true` its values instead of those that are there. "
        + "Further rows stand behind the others. `maxout` takes its first n rows alone; `maxtime` and "
        + "`timeout` bound nothing here."

    private let search: Token
    private var rowsMax: Int?
    private var overrides = false

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        while cursor.isAtOption {
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.count, option.boolean) {
            case ("override", _, let value?): overrides = value
            case ("maxout", let count?, _): rowsMax = count == 0 ? nil : count
            case ("maxtime", _?, _), ("timeout", _?, _), ("extendtimerange", _, false?): break
            default:
                throw option.refusal(
                    of: Self.name, taking: ["override", "maxout", "maxtime", "timeout"])
            }
        }
        search = try cursor.expect(.subsearch, "here a search in square brackets is missing.")
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
    }

    /// Rows with one number are one row: what stands in either.
    func lower(into plan: inout PlanBuilder) {
        let number = "number of the row"
        let range = search.range
        func numbered(_ plan: inout PlanBuilder) -> Bool {
            guard plan.knowsColumns(for: "`appendcols`", at: range) else { return false }
            plan.annotate(
                [RowAggregate(function: .scanned(.count), input: nil, column: number)],
                .running(window: 0, includesCurrent: true), at: range)
            return true
        }
        guard numbered(&plan), let inner = plan.subsearch(range) else { return plan.forgetRows() }
        let outer = plan.takeRows()
        let rows = rowsMax.map { Relation.limit(inner.rows, $0, fromEnd: false) } ?? inner.rows
        plan.begin(with: rows, columns: inner.columns, isOpen: inner.isOpen)
        guard numbered(&plan) else { return plan.forgetRows() }
        let added = plan.takeRows()
        plan.restoreRows(outer)
        plan.append(added, at: range)
        guard let columns = plan.columns?.filter({ $0 != number }) else { return }
        let aggregates = columns.map {
            RowAggregate(function: overrides ? .last : .first, input: .column($0), column: $0)
        }
        let grouping = Grouping(keys: [number], aggregates: aggregates)
        plan.add(columns: [number] + columns, at: range) { .aggregate($0, grouping) }
        let key = SortKey(column: number, isDescending: false, order: .number)
        plan.add(columns: [number] + columns, at: range) { .sort($0, [key], limit: nil) }
        plan.remove([number], at: range)
    }
}
