/// `inputlookup [append=<bool>] <table> [where <condition>]`: the rows of a lookup table.
///
/// Source: Splunk Search Reference, "inputlookup".
struct Inputlookup: Command {
    static let name = "inputlookup"
    static let isGenerating = true
    static let canAppend = true
    static let syntax =
        "inputlookup [append=<bool>] [start=<n>] [max=<n>] [strict=<bool>] <table> "
        + "[WHERE <condition>]"
    static let summary =
        "Gives the rows of a lookup table; with `append=true` behind those of the commands before. "
        + "`start` is the place of the first row, from 0, and `max` how many."

    private var appends = false
    private var start = 0
    private var rowsMax = 1_000_000_000
    private var table: Token
    private var condition = SearchExpression.all
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        table = cursor.next
        var table: Token?
        while cursor.isAtOption || table == nil {
            if cursor.isAtOption {
                try read(try cursor.option())
            } else {
                table = try cursor.expectText("here the name of a lookup is missing.")
            }
        }
        self.table = table ?? self.table
        if cursor.accept(keyword: "where") {
            condition = try SearchExpressionParser.parse(&cursor, &diagnostics)
        }
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
    }

    private mutating func read(_ option: CommandOption) throws(Problem) {
        switch (option.name.text.lowercased(), option.boolean, option.count) {
        case ("append", let value?, _): appends = value
        // A table that is missing refuses the search either way.
        case ("strict", _?, _): break
        case ("start", _, let count?): start = count
        case ("max", _, let count?): rowsMax = count
        default:
            throw option.refusal(of: Self.name, taking: ["append", "start", "max", "strict"])
        }
    }

    func lower(into plan: inout PlanBuilder) {
        let hasRows = plan.root != nil
        guard hasRows == appends || !hasRows else {
            plan.diagnostics.report(
                Problem(
                    .unsupportedCommand,
                    "`inputlookup` behind another command needs `append=true`.", at: range))
            return plan.forgetRows()
        }
        guard let found = plan.lookup(table) else { return plan.forgetRows() }
        let outer = plan.takeRows()
        let chosen = found.rows.enumerated().dropFirst(start).prefix(rowsMax)
        let rows = chosen.map { index, cells in
            Row(
                cells: cells.map { $0.isEmpty ? .null : .string($0) },
                identity: Array("\(found.name)#\(index)".utf8))
        }
        plan.begin(
            with: .rows(Table(columns: found.columns, rows: rows)), columns: found.columns)
        let condition = plan.resolved(condition).condition
        let predicate = Predicate<String>(condition) { field in
            plan.warnAboutMissingColumn(
                field.name, at: field.range, effect: "the comparison is never true.")
            return field.name
        } term: { _ in
            nil
        }.simplified
        if case .all = predicate {
        } else {
            plan.add(columns: found.columns, at: range) { .filter($0, .search(predicate)) }
        }
        guard outer.root != nil else { return }
        let inner = plan.takeRows()
        plan.restoreRows(outer)
        plan.append(inner, at: range)
    }
}

extension PlanBuilder {
    /// Puts other rows behind those so far.
    mutating func append(_ inner: Rows, at range: Range<Int>) {
        guard let rows = inner.root, let added = inner.columns, let columns else {
            return forgetRows()
        }
        let all = columns + added.filter { !columns.contains($0) }
        add(columns: all, isOpen: isOpen || inner.isOpen, at: range) { .append($0, rows) }
    }
}
