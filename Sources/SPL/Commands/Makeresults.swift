/// `makeresults [count=<n>]`: rows of nothing but the time.
///
/// Source: Splunk Search Reference, "makeresults".
struct Makeresults: Command {
    static let name = "makeresults"
    static let isGenerating = true
    static let syntax = "makeresults [count=<n>]"
    static let summary =
        "Makes one row, or n, with the time of the run in `_time`."

    /// More than any search has use for.
    private static let countMax = 100_000

    private var count = 1
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while cursor.isAtOption {
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.count, option.boolean) {
            case ("count", let count?, _) where count <= Self.countMax: self.count = count
            case ("annotate", _, false?): break
            default: throw option.refusal(of: Self.name, taking: ["count"])
            }
        }
        guard cursor.isAtEnd else { throw cursor.problem("`makeresults` takes options alone.") }
    }

    func lower(into plan: inout PlanBuilder) {
        let rows = (0..<count).map { Row(cells: [], identity: Array("makeresults#\($0)".utf8)) }
        plan.begin(with: .rows(Table(columns: [], rows: rows)), columns: [])
        plan.extend("_time", at: range, .call(.time(.now), []))
    }
}
