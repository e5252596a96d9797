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
        let predicate = Predicate<String>(resolved.condition) { field in
            plan.warnAboutMissingColumn(
                field.name, at: field.range, effect: "the comparison is never true.")
            return field.name
        } term: { value in
            if plan.columns?.contains("_raw") == true { return "_raw" }
            plan.noteMissing("_raw")
            plan.diagnostics.warn(
                .unsupportedArgument,
                "`\(value.text)` is looked for in the raw text of events, which rows of a table do "
                    + "not have; write `field=\(value.text)`.", at: value.range)
            return nil
        }
        let simplified = predicate.simplified
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
