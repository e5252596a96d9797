/// `transaction [<columns>] [startswith=…] [endswith=…] [maxspan=<span>] …`: rows that belong
/// together as one.
///
/// Source: Splunk Search Reference, "transaction".
struct TransactionCommand: Command {
    static let name = "transaction"
    static let isGenerating = false
    static let syntax =
        "transaction [<column> …] [startswith=<condition>] [endswith=<condition>] "
        + "[maxspan=<span>] [maxpause=<span>] [maxevents=<n>] [connected=<bool>] "
        + "[keepevicted=<bool>]"
    static let summary =
        "Puts rows of a window together that agree in the columns: all their values, the time of the "
        + "first, `duration`, `eventcount` and `closed_txn`. A condition is written as "
        + "`(<search>)`, in quotes, or as `eval(<expression>)`. At most 1,000 rows each unless "
        + "`maxevents` says otherwise, and 5,000 open at a time."

    private static let known = [
        "startswith", "endswith", "maxspan", "maxpause", "maxevents", "connected", "keepevicted",
    ]
    /// Source: Splunk Search Reference, "transaction", `maxevents`.
    private static let rowsDefault = 1_000

    private enum Condition {
        case formula(Formula)
        case search(SearchExpression, range: Range<Int>)
    }

    private struct Options {
        var start: Condition?
        var end: Condition?
        var spanMax: Double?
        var pauseMax: Double?
        var rowsMax = TransactionCommand.rowsDefault
        var isConnected = true
        var keepsEvicted = false
    }

    private var names: [Token] = []
    private let options: Options
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        var options = Options()
        while !cursor.isAtEnd {
            guard cursor.isAtOption else {
                names += try ColumnList.read(&cursor)
                continue
            }
            let name = cursor.next.text.lowercased()
            if name == "startswith" || name == "endswith" {
                cursor.advance()
                cursor.advance()
                let condition = try Self.condition(&cursor, &diagnostics)
                if name == "startswith" {
                    options.start = condition
                } else {
                    options.end = condition
                }
            } else {
                try Self.read(try cursor.option(), into: &options)
            }
        }
        self.options = options
    }

    private static func read(
        _ option: CommandOption, into options: inout Options
    ) throws(Problem) {
        switch (option.name.text.lowercased(), option.boolean, option.count) {
        case ("maxspan", _, _): options.spanMax = try seconds(option)
        case ("maxpause", _, _): options.pauseMax = try seconds(option)
        case ("maxevents", _, let count?) where count > 0: options.rowsMax = count
        case ("connected", let value?, _): options.isConnected = value
        case ("keepevicted", let value?, _): options.keepsEvicted = value
        default: throw option.refusal(of: name, taking: known)
        }
    }

    /// Nil for `-1`, which is any.
    private static func seconds(_ option: CommandOption) throws(Problem) -> Double? {
        if option.value.text == "-1" { return nil }
        switch TimeSpan(option.value.text) {
        case .seconds(let width)?: return Double(width)
        case .days(let count)?: return Double(count) * 86_400
        case .months?, nil:
            throw Problem(
                .unsupportedArgument,
                "`\(option.value.text)` is no span; write for instance "
                    + "`\(option.name.text)=30m`, with one of the units s, m, h, d.",
                at: option.range)
        }
    }

    private static func condition(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics
    ) throws(Problem) -> Condition {
        if cursor.accept(keyword: "eval") {
            let inner = try cursor.bracketed()
            return .formula(try FormulaParser.parse(cursor.source, inner, condition: true))
        }
        var budget = SearchLimits.tokensMax
        if cursor.next.kind == .openParen {
            let range = try cursor.bracketed()
            var inner = TokenCursor(
                try Lexer.tokens(of: range, in: cursor.source, budget: &budget),
                source: cursor.source, range: range, generating: nil)
            return .search(
                try SearchExpressionParser.parse(&inner, &diagnostics), range: range)
        }
        let text = try cursor.expectText("here a condition is missing: `(<search>)`.")
        let bytes = Array(text.text.utf8)
        do throws(Problem) {
            var inner = TokenCursor(
                try Lexer.tokens(of: 0..<bytes.count, in: bytes, budget: &budget), source: bytes,
                range: 0..<bytes.count, generating: nil)
            var ignored = Diagnostics()
            let condition = try SearchExpressionParser.parse(&inner, &ignored)
            return .search(condition, range: text.range)
        } catch {
            throw Problem(error.code, error.message, at: text.range)
        }
    }

    func lower(into plan: inout PlanBuilder) {
        for name in names {
            plan.warnAboutMissingColumn(name.text, at: name.range, effect: "no row agrees in it.")
        }
        plan.warnAboutMissingColumn("_time", at: range, effect: "so there are no transactions.")
        let rule = Transaction(
            columns: names.map(\.text), start: expression(options.start, &plan),
            end: expression(options.end, &plan), spanMax: options.spanMax,
            pauseMax: options.pauseMax, rowsMax: options.rowsMax,
            isConnected: options.isConnected, keepsEvicted: options.keepsEvicted)
        guard let columns = plan.columns else { return }
        let added = ["duration", "eventcount", "closed_txn"]
        plan.add(columns: columns + added.filter { !columns.contains($0) }, at: range) {
            .reshape($0, .transaction(rule))
        }
    }

    private func expression(_ condition: Condition?, _ plan: inout PlanBuilder) -> Expression? {
        switch condition {
        case nil: return nil
        case .formula(let formula): return formula.expression(in: &plan)
        case .search(let condition, let range):
            return .search(plan.predicate(of: condition, at: range))
        }
    }
}
