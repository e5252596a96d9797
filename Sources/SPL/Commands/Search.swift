/// `search <condition>`: keeps the rows for which a condition of the search language holds.
///
/// Source: Splunk Search Reference, "search".
struct Search: Command {
    static let name = "search"
    static let isGenerating = false
    static let syntax = "search <condition>"
    static let summary =
        "Keeps the rows for which the condition holds: `field=value` with `*` as wildcard or a "
        + "network such as 10.0.0.0/8, `!=`, "
        + "`<`, `>`, `<=`, `>=`, `IN (…)`, `CASE(…)`, `[| <search>]`, joined by NOT, OR, AND in "
        + "this order of binding."

    private let condition: SearchExpression
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        condition = try SearchExpressionParser.parse(&cursor, &diagnostics)
    }

    func lower(into plan: inout PlanBuilder) {
        let resolved = plan.resolved(condition, takesSearches: true)
        let simplified = plan.predicate(of: resolved.condition)
        guard let columns = plan.columns else { return }
        if case .all = simplified {
        } else {
            plan.add(columns: columns, at: range) { .filter($0, .search(simplified)) }
        }
        for (rows, isNegated) in resolved.matching {
            plan.add(columns: columns, at: range) { .matching($0, rows, isNegated: isNegated) }
        }
    }
}
