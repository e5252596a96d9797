/// `streamstats [window=<n>] [current=<bool>] <functions> [BY <columns>]`: running aggregates.
///
/// Source: Splunk Search Reference, "streamstats".
struct Streamstats: Command {
    static let name = "streamstats"
    static let isGenerating = false
    static let syntax =
        "streamstats [window=<n>] [current=<bool>] <function>(<column>) [AS <name>] … "
        + "[BY <column> …]"
    static let summary =
        "Adds aggregates of the rows of their group so far to the rows; of the last n with `window`, "
        + "without the row itself with `current=false`."

    private let calls: GroupingCalls
    private var window = 0
    private var includesCurrent = true

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        while cursor.isAtOption {
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.boolean, Int(option.value.text)) {
            case ("window", _, let count?) where count >= 0: window = count
            case ("current", let value?, _): includesCurrent = value
            case ("global", false?, _): break
            default:
                throw Problem(
                    .unsupportedArgument, "`streamstats` takes `window` and `current`.",
                    at: option.range)
            }
        }
        calls = try GroupingCalls(&cursor, &diagnostics, of: Self.name)
    }

    func lower(into plan: inout PlanBuilder) {
        plan.annotate(calls, .running(window: window, includesCurrent: includesCurrent))
    }
}
