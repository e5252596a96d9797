import CIM

/// `[search] <condition>` as the first command: the events for which a condition holds.
///
/// Source: Splunk Search Reference, "search".
struct RawSearch: Command {
    static let name = "search"
    static let isGenerating = true
    static let canAppend = true
    static let syntax = "[search] <condition>"
    static let summary =
        "As the first command: the events for which the condition holds, newest first. Words and "
        + "phrases without a field are looked for in the record's text."

    private let condition: SearchExpression
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        condition = try SearchExpressionParser.parse(&cursor, &diagnostics)
    }

    func lower(into plan: inout PlanBuilder) {
        guard plan.root == nil else { return plan.forgetRows() }
        let resolved = plan.resolved(condition, takesSearches: true)
        let condition = SourceCondition.rewritten(resolved.condition, &plan.diagnostics)
        if let problem = SourceCondition.problem(with: condition, at: range) {
            guard plan.allowsUnreadSources else {
                plan.diagnostics.report(problem)
                return plan.forgetRows()
            }
            plan.diagnostics.warn(
                problem.code, problem.message + " This search in brackets finds nothing.",
                at: problem.range)
        }
        let names = plan.rawFields.union(["_time"]).sorted()
        let dataSet = DataSet(rawWindows: names.filter { $0 != "_time" })
        let predicate = Predicate<ScanField>(condition) { field in
            field.name == "_time" ? .time : Self.field(field.name, of: dataSet, &plan)
        } term: { _ in
            Self.field("_raw", of: dataSet, &plan)
        }
        plan.begin(
            with: Scan.events(of: dataSet, where: predicate.simplified, fields: names))
        guard let columns = plan.columns else { return }
        for (rows, isNegated) in resolved.matching {
            plan.add(columns: columns, at: range) { .matching($0, rows, isNegated: isNegated) }
        }
    }

    private static func field(
        _ name: String, of dataSet: DataSet, _ plan: inout PlanBuilder
    ) -> ScanField {
        if let id = dataSet.field(name) { return .field(id) }
        plan.noteMissing(name)
        return .absent(name)
    }
}
