/// The functions and columns of `stats` and its like, as written.
struct GroupingCalls {
    private struct Call {
        let function: RowFunction
        /// A column, with `*` for several, or an expression; nil for plain `count`.
        let input: Input?
        /// The name behind AS; with a `*` where the input has one.
        let name: String?
        /// The call as written, for a column without a name.
        let written: (function: String, argument: String)
        let range: Range<Int>
    }

    private enum Input {
        case column(Token)
        case formula(Formula)
    }

    let range: Range<Int>
    private var calls: [Call] = []
    private var keys: [Token] = []

    var hasKeys: Bool { !keys.isEmpty }
    var keyNames: [String] { keys.map(\.text) }

    /// The calls with the function of events that each is; nil where it is none.
    var written: [(function: AggregateFunction?, input: String?, text: String, range: Range<Int>)] {
        calls.map { call in
            var function: AggregateFunction?
            switch call.function {
            case .scanned(let scanned): function = scanned
            // The newest event comes first.
            case .first: function = .latest
            case .last: function = .earliest
            case .list: break
            }
            var input: String?
            switch call.input {
            case .column(let column)?: input = column.text
            case .formula?: function = nil
            case nil: break
            }
            let text = "\(call.written.function)(\(call.written.argument))"
            return (function, input, text, call.range)
        }
    }

    init(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics, of command: String
    ) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd, !cursor.next.isKeyword("by") {
            if cursor.accept(.comma) { continue }
            if cursor.isAtOption {
                try Self.check(try cursor.option(), of: command)
                continue
            }
            if let call = try Self.read(&cursor, &diagnostics) { calls.append(call) }
        }
        if cursor.accept(keyword: "by") {
            keys = try ColumnList.read(&cursor)
            guard !keys.isEmpty else {
                throw cursor.problem("here the columns of `by` are missing.")
            }
        }
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
        guard !calls.isEmpty || !diagnostics.errors.isEmpty else {
            throw cursor.problem("`\(command)` needs a function, such as `count`.")
        }
    }

    /// The functions alone, up to a word that ends them.
    ///
    /// - Parameter option: Takes an option among them.
    init(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics, until endWords: [String],
        option: (CommandOption) throws(Problem) -> Void
    ) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd, !endWords.contains(where: cursor.next.isKeyword) {
            if cursor.accept(.comma) { continue }
            if cursor.isAtOption {
                try option(try cursor.option())
            } else if let call = try Self.read(&cursor, &diagnostics) {
                calls.append(call)
            }
        }
        guard !calls.isEmpty || !diagnostics.errors.isEmpty else {
            throw cursor.problem("here a function is missing, such as `count`.")
        }
    }

    /// Options that say how Splunk goes about it are passed over; of those that change the result
    /// the default alone is known.
    private static func check(_ option: CommandOption, of command: String) throws(Problem) {
        switch option.name.text.lowercased() {
        case "partitions" where option.count != nil && command == Stats.name: return
        case "allnum", "dedup_splitvals", "delim":
            if option.boolean == false, option.name.text.lowercased() != "delim" { return }
            throw Problem(
                .unsupportedArgument,
                "`\(option.name.text)=\(option.value.text)` is not supported; leave it out.",
                at: option.range)
        default:
            throw Problem(
                .unsupportedArgument, "`\(command)` has no option `\(option.name.text)`.",
                at: option.range)
        }
    }

    // MARK: - Reading

    private static func read(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics
    ) throws(Problem) -> Call? {
        let name = try cursor.expectText("here a function is expected, such as `count`.")
        var input: Input?
        var argument = ""
        var end = name.range.upperBound
        if cursor.next.kind == .openParen {
            cursor.advance()
            (input, argument) = try readInput(&cursor)
            end = try cursor.expect(.closeParen, "here `)` is missing.").range.upperBound
        }
        let range = name.range.lowerBound..<end
        var column: String?
        if cursor.accept(keyword: "as") {
            column = try Self.columnName(&cursor)
        }
        guard let function = RowFunction(named: name.text) else {
            diagnostics.report(
                Problem(
                    .unknownFunction,
                    "the function `\(name.text)` is not supported; there are "
                        + "\(RowFunction.names.joined(separator: ", ")) and perc<n>."
                        + Suggestion.question(name.text, among: RowFunction.names),
                    at: name.range))
            return nil
        }
        if input == nil, function != .scanned(.count) {
            throw Problem(
                .syntax, "`\(name.text)` needs a column: `\(name.text)(<column>)`.", at: range)
        }
        return Call(
            function: function, input: input, name: column, written: (name.text, argument),
            range: range)
    }

    /// The name behind AS, which published content writes with brackets in it: `as flags(inherited)`.
    private static func columnName(_ cursor: inout TokenCursor) throws(Problem) -> String {
        var name = try cursor.expectText("here the name of the column is missing.").text
        guard cursor.next.kind == .openParen, cursor.next.isAdjacent,
            cursor.token(ahead: 1).kind == .word, cursor.token(ahead: 1).isAdjacent,
            cursor.token(ahead: 2).kind == .closeParen, cursor.token(ahead: 2).isAdjacent
        else { return name }
        cursor.advance()
        name += "(\(cursor.advance().text))"
        cursor.advance()
        return name
    }

    /// What stands in the brackets, without them.
    private static func readInput(
        _ cursor: inout TokenCursor
    ) throws(Problem) -> (Input?, String) {
        let token = cursor.next
        if token.kind == .closeParen { return (nil, "") }
        guard token.isKeyword("eval"), cursor.token(ahead: 1).kind == .openParen else {
            let column = try cursor.expectText("here a column is expected.")
            return (.column(column), column.text)
        }
        cursor.advance()
        let open = cursor.advance()
        var depth = 1
        while depth > 0 {
            switch cursor.next.kind {
            case .openParen: depth += 1
            case .closeParen: depth -= 1
            case .end: throw Problem(.syntax, "this `(` is not closed.", at: open.range)
            default: break
            }
            if depth > 0 { cursor.advance() }
        }
        let inner = open.range.upperBound..<cursor.advance().range.lowerBound
        let formula = try FormulaParser.parse(cursor.source, inner)
        let text = CharacterClass.text(inner, of: cursor.source)
        return (.formula(formula), "eval(\(text))")
    }

    // MARK: - Meaning

    /// The grouping over the rows of a plan; nil with a problem, which is reported.
    func grouping(in plan: inout PlanBuilder) -> Grouping? {
        guard let known = plan.columns else { return nil }
        var grouping = Grouping(keys: [], aggregates: [])
        for key in keys {
            plan.warnAboutMissingColumn(key.text, at: key.range, effect: "so there are no groups.")
            if !grouping.keys.contains(key.text) { grouping.keys.append(key.text) }
        }
        for call in calls {
            for aggregate in aggregates(of: call, known, &plan) {
                if grouping.aggregates.contains(where: { $0.column == aggregate.column })
                    || grouping.keys.contains(aggregate.column)
                {
                    plan.diagnostics.report(
                        Problem(
                            .syntax,
                            "two columns are called `\(aggregate.column)`; give this one another "
                                + "name with `as`.", at: call.range))
                    return nil
                }
                grouping.aggregates.append(aggregate)
            }
        }
        return grouping
    }

    private func aggregates(
        of call: Call, _ known: [String], _ plan: inout PlanBuilder
    ) -> [RowAggregate] {
        let written = call.written
        switch call.input {
        case nil:
            return [RowAggregate(function: call.function, input: nil, column: call.name ?? "count")]
        case .formula(let formula):
            let name = call.name ?? "\(written.function)(\(written.argument))"
            return [
                RowAggregate(
                    function: call.function, input: formula.expression(in: &plan), column: name)
            ]
        case .column(let column) where column.text.contains("*"):
            guard
                plan.knowsColumns(
                    for: "`\(written.function)(\(column.text))`", at: column.range)
            else { return [] }
            let rule = Renaming(
                from: column.text, to: call.name ?? "\(written.function)(\(column.text))")
            return ColumnList.matching(column.text, known)
                .filter { name in !keys.contains { $0.text == name } }
                .map {
                    RowAggregate(
                        function: call.function, input: .column($0),
                        column: rule.newName(of: $0) ?? $0)
                }
        case .column(let column):
            plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
            let name = call.name ?? "\(written.function)(\(column.text))"
            return [
                RowAggregate(
                    function: call.function, input: .column(column.text), column: name)
            ]
        }
    }
}
