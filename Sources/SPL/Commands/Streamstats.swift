/// `streamstats [window=<n>] [current=<bool>] <functions> [BY <columns>]`: running aggregates.
///
/// Source: Splunk Search Reference, "streamstats".
struct Streamstats: Command {
    static let name = "streamstats"
    static let isGenerating = false
    static let syntax =
        "streamstats [current=<bool>] [window=<n>] [global=<bool>] [time_window=<span>] "
        + "[reset_on_change=<bool>] [reset_before=(<condition>)] [reset_after=(<condition>)] "
        + "<function>(<column>) [AS <name>] … [BY <column> …]"
    static let summary =
        "Adds aggregates of the rows of their group so far to the rows; without the row itself with "
        + "`current=false`. With `window` of those among the last n rows, of all groups together "
        + "unless `global=false`; with `time_window` of those less than a span away."

    private static let known = [
        "current", "window", "global", "time_window", "reset_on_change", "reset_before",
        "reset_after",
    ]
    /// Source: Splunk Search Reference, "streamstats", `window`.
    private static let windowMax = 10_000

    private struct Options {
        var window = 0
        var includesCurrent = true
        var isGlobal = true
        var seconds: Double?
        var resetsOnChange = false
        var resetBefore: Formula?
        var resetAfter: Formula?
    }

    private let calls: GroupingCalls
    private let options: Options

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        var options = Options()
        while cursor.isAtOption {
            let name = cursor.next
            if name.isKeyword("reset_before") || name.isKeyword("reset_after") {
                cursor.advance()
                cursor.advance()
                let condition = try Self.condition(&cursor)
                if name.isKeyword("reset_before") {
                    options.resetBefore = condition
                } else {
                    options.resetAfter = condition
                }
            } else {
                try Self.read(try cursor.option(), into: &options)
            }
        }
        self.options = options
        calls = try GroupingCalls(&cursor, &diagnostics, of: Self.name)
    }

    private static func read(
        _ option: CommandOption, into options: inout Options
    ) throws(Problem) {
        switch (option.name.text.lowercased(), option.boolean, option.count) {
        case ("window", _, let count?):
            guard count <= windowMax else {
                throw Problem(
                    .unsupportedArgument, "a window has \(windowMax) rows at most.",
                    at: option.range)
            }
            options.window = count
        case ("current", let value?, _): options.includesCurrent = value
        case ("global", let value?, _): options.isGlobal = value
        case ("reset_on_change", let value?, _): options.resetsOnChange = value
        case ("time_window", _, _):
            switch TimeSpan(option.value.text) {
            case .seconds(let width)?: options.seconds = Double(width)
            case .days(let count)?: options.seconds = Double(count) * 86_400
            case .months?, nil:
                throw Problem(
                    .unsupportedArgument,
                    "`\(option.value.text)` is no time window; write for instance `time_window=5m`.",
                    at: option.range)
            }
        default: throw option.refusal(of: name, taking: known)
        }
    }

    /// `("a==1")`, `(a==1)` or `"(" a==1 ")"`: Splunk writes quotes inside, outside or around each
    /// bracket.
    private static func condition(_ cursor: inout TokenCursor) throws(Problem) -> Formula {
        let missing = "here a condition in brackets is missing: `(<condition>)`."
        if cursor.next.kind == .openParen {
            let inner = try cursor.bracketed()
            let text = CharacterClass.trimmed(inner, of: cursor.source)
            let isQuoted =
                text.count > 1 && cursor.source[text.lowerBound] == CharacterClass.quote
                && cursor.source[text.upperBound - 1] == CharacterClass.quote
            return try formula(
                isQuoted ? text.lowerBound + 1..<text.upperBound - 1 : text, cursor.source,
                isQuoted: isQuoted)
        }
        guard cursor.next.kind == .quoted else { throw cursor.problem(missing) }
        let first = cursor.advance()
        guard first.text == "(" else {
            let inner = first.range.lowerBound + 1..<first.range.upperBound - 1
            return try formula(inner, cursor.source, isQuoted: true)
        }
        while cursor.next.kind != .end {
            let token = cursor.advance()
            if token.kind == .quoted, token.text == ")" {
                return try formula(
                    first.range.upperBound..<token.range.lowerBound, cursor.source,
                    isQuoted: true)
            }
        }
        throw Problem(.syntax, missing, at: first.range)
    }

    private static func formula(
        _ range: Range<Int>, _ source: [UInt8], isQuoted: Bool
    ) throws(Problem) -> Formula {
        guard isQuoted else { return try FormulaParser.parse(source, range, condition: true) }
        return try FormulaParser.parse(
            quoted: CharacterClass.text(range, of: source), at: range, condition: true)
    }

    func lower(into plan: inout PlanBuilder) {
        let window = options.window
        // A reset may go by what is computed; a column of that name is there then.
        let before = options.resetBefore.map { $0.expression(in: &plan) }
        let after = options.resetAfter?.expression(over: plan.columns.map(Set.init))
        let isPlain =
            before == nil && after == nil && !options.resetsOnChange && options.seconds == nil
        if isPlain, window == 0 || !options.isGlobal || !calls.hasKeys {
            return plan.annotate(
                calls, .running(window: window, includesCurrent: options.includesCurrent))
        }
        guard options.isGlobal || window == 0 else {
            plan.diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`global=false` with a time window or resets is not supported.",
                    at: calls.range))
            return plan.forgetRows()
        }
        plan.annotate(
            calls,
            .sliding(
                SlidingRows(
                    window: window == 0 ? nil : window, includesCurrent: options.includesCurrent,
                    seconds: options.seconds, resetBefore: before, resetAfter: after,
                    resetsOnChange: options.resetsOnChange)))
    }
}
