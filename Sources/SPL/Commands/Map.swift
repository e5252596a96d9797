/// `map search="search … <field>=$<column>$ …"`: the events that agree with each row.
///
/// Source: Splunk Search Reference, "map".
struct Map: Command {
    static let name = "map"
    static let isGenerating = false
    static let syntax = "map [maxsearches=<n>] search=\"search … <field>=$<column>$ …\" | [ … ]"
    static let summary =
        "Runs a search for each of the first 10 rows, or n, and puts its rows in their place. The "
        + "value of a column, `$<column>$`, stands behind `<field>=`, joined to the other conditions "
        + "of the first command by AND; behind that command each row is taken by itself."

    /// Source: Splunk Search Reference, "map", `maxsearches`.
    private static let searchesDefault = 10
    private static let searchesMax = 1_000

    private var searchesMax = Self.searchesDefault
    private var search: Token
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        search = cursor.next
        var hasSearch = false
        while !cursor.isAtEnd {
            if cursor.next.kind == .subsearch, !hasSearch {
                search = cursor.advance()
                hasSearch = true
                continue
            }
            guard cursor.isAtOption else {
                throw cursor.problem("`map` takes `search=\"<search>\"`.")
            }
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.count) {
            case ("search", _) where !hasSearch:
                search = option.value
                hasSearch = true
            case ("maxsearches", let count?) where (1...Self.searchesMax).contains(count):
                searchesMax = count
            default: throw option.refusal(of: Self.name, taking: ["search", "maxsearches"])
            }
        }
        guard hasSearch else { throw cursor.problem("here `search=\"<search>\"` is missing.") }
    }

    /// A condition `<field>=$<column>$`.
    private struct Link {
        let field: String
        let column: String
        /// What stands for the value while the condition is looked for.
        var mark: String { "riskd map \(column) \(field)" }
    }

    func lower(into plan: inout PlanBuilder) {
        guard plan.columns != nil else { return }
        do throws(Problem) {
            try lower(links: text(plan), into: &plan)
        } catch {
            plan.diagnostics.report(error)
            plan.forgetRows()
        }
    }

    private func text(_ plan: PlanBuilder) -> String {
        guard search.kind == .subsearch else { return search.text }
        let inner = search.range.lowerBound + 1..<search.range.upperBound - 1
        return CharacterClass.text(inner, of: plan.expanded.bytes)
    }

    private func lower(links text: String, into plan: inout PlanBuilder) throws(Problem) {
        let (links, marked, open) = try self.links(in: text)
        try check(links, marked)
        let keys = links.indices.map { "value of map \($0)" }
        // The rows that ask: their values alone.
        for (key, link) in zip(keys, links) {
            plan.warnAboutMissingColumn(
                link.column, at: search.range, effect: "so no search is run.")
            plan.extend(key, at: range, .call(.text(.lower), [.column(link.column)]))
        }
        let asking = plan.takeRows()
        guard let rows = asking.root else { return }
        let (first, rest) = try Self.cut(open, at: search.range)
        plan.compile(text: first, at: search.range)
        for (key, link) in zip(keys, links) {
            plan.warnAboutMissingColumn(link.field, at: search.range, effect: "nothing agrees.")
            plan.extend(key, at: range, .call(.text(.lower), [.column(link.field)]))
        }
        guard let columns = plan.columns else { return }
        let limit = searchesMax
        let rule = JoinRule(
            columns: keys, keepsUnmatched: false, matchesMax: nil, overwrites: true)
        plan.add(columns: columns, at: range) {
            .join(.project(.limit(rows, limit, fromEnd: false), keys), $0, rule)
        }
        plan.remove(keys, at: range)
        guard let rest else { return }
        plan.compile(text: rest, at: search.range)
        guard let root = plan.root, root.isEachRow(downTo: keys) else {
            if plan.root == nil { return }
            throw Problem(
                .unsupportedArgument,
                "behind the first command of a `map` each row must be taken by itself, by `eval`, "
                    + "`where`, `search`, `rename`, `table` or `fields`.", at: search.range)
        }
    }

    /// The first command of a search, and the others behind a pipe.
    private static func cut(
        _ text: String, at range: Range<Int>
    ) throws(Problem) -> (String, String?) {
        let bytes = Array(text.utf8)
        var diagnostics = Diagnostics()
        let stages = Stage.split(bytes, 0..<bytes.count, &diagnostics)
        guard diagnostics.errors.isEmpty, let first = stages.first else {
            throw Problem(.syntax, "the search of `map` is not whole.", at: range)
        }
        let head = CharacterClass.text(first.range, of: bytes)
        guard stages.count > 1 else { return (head, nil) }
        let rest = stages[1].range.lowerBound..<bytes.count
        return (head, CharacterClass.text(rest, of: bytes))
    }

    /// The conditions with the value of a column; the search with a mark for each value, and with `*`.
    private func links(
        in text: String
    ) throws(Problem) -> (links: [Link], marked: String, open: String) {
        var links: [Link] = []
        let pieces = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard pieces.count % 2 == 1, pieces.count > 1 else {
            throw Problem(
                .unsupportedArgument,
                "the search of `map` names no column of the row, as `<field>=$<column>$`.",
                at: search.range)
        }
        var (marked, open) = (pieces[0], pieces[0])
        for place in stride(from: 1, to: pieces.count, by: 2) {
            let before = pieces[place - 1]
            // A value in quotes is written with or without a backslash before them.
            let isQuoted = before.hasSuffix("\"")
            let start = isQuoted ? String(before.dropLast()) : before
            let name = start.hasSuffix("=") ? Self.name(before: start.dropLast()) : ""
            guard !name.isEmpty, !pieces[place].isEmpty else {
                throw Problem(
                    .unsupportedArgument,
                    "`$\(pieces[place])$` must stand behind `<field>=`.", at: search.range)
            }
            let link = Link(field: name, column: pieces[place])
            links.append(link)
            marked += isQuoted ? link.mark : "\"\(link.mark)\""
            open += "*"
            marked += pieces[place + 1]
            open += pieces[place + 1]
        }
        return (links, marked, open)
    }

    private static func name(before text: Substring) -> String {
        let tail = text.reversed().prefix { $0.isLetter || $0.isNumber || "_.:{}".contains($0) }
        return String(tail.reversed())
    }

    /// Each condition must be joined to the others by AND, so that it can be asked afterwards.
    private func check(_ links: [Link], _ marked: String) throws(Problem) {
        let bytes = Array(marked.utf8)
        var diagnostics = Diagnostics()
        let stages = Stage.split(bytes, 0..<bytes.count, &diagnostics)
        guard let first = stages.first, first.command == "search" else {
            throw Problem(
                .unsupportedArgument, "the search of `map` begins with `search`.", at: search.range)
        }
        var found: [String] = []
        do throws(Problem) {
            var budget = SearchLimits.tokensMax
            var cursor = TokenCursor(
                try Lexer.tokens(of: first.body, in: bytes, budget: &budget), source: bytes,
                range: first.body, generating: nil)
            found = try SearchExpressionParser.parse(&cursor, &diagnostics).conjuncts.compactMap {
                if case .comparison(_, .equal, let value) = $0 { value.text } else { nil }
            }
        } catch {
            throw Problem(error.code, error.message, at: search.range)
        }
        for link in links where !found.contains(link.mark) {
            throw Problem(
                .unsupportedArgument,
                "`\(link.field)=$\(link.column)$` must be joined to the other conditions of the "
                    + "first command by AND.", at: search.range)
        }
    }
}

extension SearchExpression {
    /// The conditions that are joined by AND.
    fileprivate var conjuncts: [SearchExpression] {
        if case .and(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
    }
}

extension Relation {
    /// Whether each row is taken by itself, down to the join by some columns.
    fileprivate func isEachRow(downTo keys: [String]) -> Bool {
        if case .join(_, _, let rule) = self, rule.columns == keys { return true }
        let traits = traits
        return traits.rows <= .each && traits.inputs.first?.isEachRow(downTo: keys) ?? false
    }
}
