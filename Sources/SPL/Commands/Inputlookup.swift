/// `inputlookup [append=<bool>] <table> [where <condition>]`: the rows of a lookup table.
///
/// Source: Splunk Search Reference, "inputlookup".
struct Inputlookup: Command {
    static let name = "inputlookup"
    static let isGenerating = true
    static let canAppend = true
    static let syntax = "inputlookup [append=<bool>] <table> [WHERE <condition>]"
    static let summary =
        "Gives the rows of a lookup table; with `append=true` behind those of the commands before."

    private var appends = false
    private let table: Token
    private var condition = SearchExpression.all
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while cursor.isAtOption {
            let option = try cursor.option()
            guard option.name.isKeyword("append"), let value = option.boolean else {
                throw Problem(
                    .unsupportedArgument, "`inputlookup` takes `append=true`.", at: option.range)
            }
            appends = value
        }
        table = try cursor.expectText("here the name of a lookup is missing.")
        if cursor.accept(keyword: "where") {
            condition = try SearchExpressionParser.parse(&cursor, &diagnostics)
        }
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
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
        let rows = found.rows.enumerated().map { index, cells in
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
        add(columns: all, at: range) { .append($0, rows) }
    }
}
