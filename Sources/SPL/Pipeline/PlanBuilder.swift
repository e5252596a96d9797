import CIM

/// The plan of a search while its commands are added from left to right.
struct PlanBuilder {
    /// What a command gets: rows and their columns.
    struct Rows {
        var root: Relation?
        var columns: [String]?
        /// Whether there may be further columns, which are known only from the rows: behind `spath`.
        var isOpen = false
        /// Whether a command said that no other can follow: `return`.
        var isEnded = false
        /// Set behind `tstats prestats=true` alone.
        var prepared: PreparedRows?
    }

    var expanded: ExpandedSearch
    let lookups: LookupCatalog
    let commands: CommandTable
    /// Gives the rows of a search over lookup tables alone.
    let evaluate: ((Relation) -> Table?)?
    private(set) var scans: [Scan] = []
    private var rows = Rows()
    var diagnostics: Diagnostics
    var tokenBudget = SearchLimits.tokensMax
    /// Unsupported commands that have been reported: once each is enough.
    var namedCommands: Set<String> = []
    private var operators = 0
    /// The fields that raw searches of the text are known to name: see ``SearchCompiler``.
    let rawFields: Set<String>
    /// Whether a search may read a source that riskd has no records of: then it finds nothing.
    var allowsUnreadSources = false
    /// Names that some command asked for and no row had.
    private(set) var missing: Set<String> = []

    init(
        _ expanded: ExpandedSearch, lookups: LookupCatalog, commands: CommandTable,
        rawFields: Set<String> = [], evaluate: ((Relation) -> Table?)? = nil,
        diagnostics: Diagnostics
    ) {
        self.evaluate = evaluate
        self.rawFields = rawFields
        self.expanded = expanded
        self.lookups = lookups
        self.commands = commands
        self.diagnostics = diagnostics
    }

    /// Whether some search of the text reads raw events.
    var hasRawScan: Bool { scans.contains(where: \.dataSet.isRaw) }

    /// The rows that the next command gets; nil before the first command, and after one that could
    /// not be compiled.
    var root: Relation? { rows.root }
    /// The columns of those rows, in order; nil when they are not known.
    var columns: [String]? { rows.columns }
    /// Whether the rows may have columns beyond those.
    var isOpen: Bool { rows.isOpen }
    /// What `tstats prestats=true` made ready, where the rows are of one.
    var prepared: PreparedRows? { rows.prepared }
    /// Whether no command can follow.
    var isEnded: Bool { rows.isEnded }
    /// The name of the command that is added.
    private(set) var commandRange = 0..<0
    mutating func begin(commandAt range: Range<Int>) { commandRange = range }
    /// Whether the search that is compiled stands in brackets within a condition.
    var isInCondition = false

    /// Adds a scan whose rows the next command gets.
    mutating func begin(with scan: Scan) {
        begin(with: .scan(scans.count), columns: scan.columns)
        scans.append(scan)
    }

    /// Tells that the rows are those of `tstats prestats=true`.
    mutating func prepare(_ prepared: PreparedRows) {
        if rows.root != nil { rows.prepared = prepared }
    }

    /// Sets the rows that the next command gets.
    ///
    /// - Parameter isOpen: Whether there may be columns beyond these.
    mutating func begin(with root: Relation, columns: [String], isOpen: Bool = false) {
        rows = Rows(root: root, columns: columns, isOpen: isOpen)
    }

    /// Tells that no command can follow.
    mutating func end() { rows.isEnded = true }

    /// Takes the rows out, for a subsearch that begins with none.
    mutating func takeRows() -> Rows {
        defer { forgetRows() }
        return rows
    }

    mutating func restoreRows(_ outer: Rows) { rows = outer }

    /// Puts an operator on top of the rows so far.
    ///
    /// - Parameters:
    ///   - columns: The columns that it gives, in order.
    ///   - isOpen: Whether it gives columns beyond these; nil where it does as its input does.
    ///   - count: As how many operators it counts, 1 or more.
    ///   - range: The command, for a problem with the size of the plan.
    mutating func add(
        columns: [String], isOpen: Bool? = nil, count: Int = 1, at range: Range<Int>,
        _ relation: (Relation) -> Relation
    ) {
        guard let below = rows.root else { return }
        rows = Rows(root: relation(below), columns: columns, isOpen: isOpen ?? rows.isOpen)
        operators += count
        let limit = SearchLimits.operatorsMax
        if operators > limit {
            diagnostics.report(
                Problem(.tooComplex, "the search has more than \(limit) commands.", at: range))
            forgetRows()
        } else if columns.count > SearchLimits.columnsMax {
            let limit = SearchLimits.columnsMax
            diagnostics.report(
                Problem(.tooComplex, "the search has more than \(limit) columns.", at: range))
            forgetRows()
        }
    }

    /// Gives a column a value, behind the others when it is new.
    ///
    /// Whatever the value is made of is asked for, also what no command names: `rex` keeps the old
    /// value of a column where the pattern does not match.
    mutating func extend(_ column: String, at range: Range<Int>, _ expression: Expression) {
        guard var columns else { return }
        for name in expression.columns.subtracting(columns) { noteMissing(name) }
        if !columns.contains(column) { columns.append(column) }
        add(columns: columns, at: range) { .extend($0, column: column, expression) }
    }

    /// Tells that a command is left out because of an error, so that nothing is known of what
    /// follows.
    mutating func forgetRows() { rows = Rows() }

    /// Notes a column that a command asks for and no row has: a raw search gives it, if its rows come
    /// from events, once the text is compiled again. Every command that looks at a column says so.
    mutating func noteMissing(_ name: String) {
        if !name.contains("*") { missing.insert(name) }
    }

    /// Refuses what needs to know all columns, where they are not known.
    ///
    /// - Parameter what: What needs them: "`table *`".
    mutating func knowsColumns(for what: String, at range: Range<Int>) -> Bool {
        guard isOpen else { return true }
        diagnostics.report(
            Problem(
                .unsupportedArgument,
                "\(what) needs to know all columns, and here they are known only from the rows; "
                    + "name the columns, or put `table <columns>` before.", at: range))
        return false
    }

    /// Warns about a column that no row has.
    mutating func warnAboutMissingColumn(_ name: String, at range: Range<Int>, effect: String) {
        guard let columns, !columns.contains(name) else { return }
        noteMissing(name)
        guard !isOpen, !diagnostics.isFullOfWarnings else { return }
        let question = Suggestion.question(name, among: columns)
        diagnostics.warn(
            .unknownField, "no row has the column `\(name)`; \(effect)\(question)",
            at: range)
    }
}
