/// The plan of a search while its commands are added from left to right.
struct PlanBuilder {
    private(set) var scans: [Scan] = []
    /// The rows that the next command gets; nil before the first command, and after one that could
    /// not be compiled.
    private(set) var root: Relation?
    /// The columns of those rows, in order; nil when they are not known.
    private(set) var columns: [String]?
    var diagnostics: Diagnostics
    private var operators = 0

    init(diagnostics: Diagnostics) { self.diagnostics = diagnostics }

    /// Adds a scan whose rows the next command gets.
    mutating func begin(with scan: Scan) {
        root = .scan(scans.count)
        scans.append(scan)
        columns = scan.keys.map(\.column) + scan.aggregates.map(\.column)
    }

    /// Puts an operator on top of the rows so far.
    ///
    /// - Parameters:
    ///   - columns: The columns that it gives, in order.
    ///   - count: As how many operators it counts, 1 or more.
    ///   - range: The command, for a problem with the size of the plan.
    mutating func add(
        columns: [String], count: Int = 1, at range: Range<Int>,
        _ relation: (Relation) -> Relation
    ) {
        guard let below = root else { return }
        root = relation(below)
        self.columns = columns
        operators += count
        guard operators <= SearchLimits.operatorsMax else {
            diagnostics.report(
                Problem(
                    .tooComplex,
                    "the search has more than \(SearchLimits.operatorsMax) commands.", at: range))
            return forgetRows()
        }
    }

    /// Tells that a command is left out because of an error, so that nothing is known of what
    /// follows.
    mutating func forgetRows() {
        root = nil
        columns = nil
    }

    /// Warns about a column that no row has.
    mutating func warnAboutMissingColumn(_ name: String, at range: Range<Int>, effect: String) {
        guard let columns, !columns.contains(name), !diagnostics.isFullOfWarnings else { return }
        let question = Suggestion.question(name, among: columns)
        diagnostics.warn(
            .unknownField, "no row has the column `\(name)`; \(effect)\(question)",
            at: range)
    }
}
