/// `appendpipe [<commands>]`: what commands make of the rows, behind the rows.
///
/// Source: Splunk Search Reference, "appendpipe".
struct Appendpipe: Command {
    static let name = "appendpipe"
    static let isGenerating = false
    static let syntax = "appendpipe [run_in_preview=<bool>] [ <commands> ]"
    static let summary =
        "Runs commands over a copy of the rows, and puts what they give behind them."

    private let commands: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        while cursor.isAtOption {
            let option = try cursor.option()
            // There is no preview here.
            guard option.name.isKeyword("run_in_preview"), option.boolean != nil else {
                throw option.refusal(of: Self.name, taking: ["run_in_preview"])
            }
        }
        commands = try cursor.expect(.subsearch, "here commands in square brackets are missing.")
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let columns = plan.columns else { return }
        let outer = plan.takeRows()
        plan.begin(with: .given, columns: columns, isOpen: outer.isOpen)
        let inner = commands.range.lowerBound + 1..<commands.range.upperBound - 1
        plan.compile(inner, isWithin: true)
        let made = plan.takeRows()
        plan.restoreRows(outer)
        guard let pipeline = made.root, let added = made.columns else { return plan.forgetRows() }
        plan.add(
            columns: columns + added.filter { !columns.contains($0) },
            isOpen: outer.isOpen || made.isOpen, at: commands.range
        ) { .piped($0, pipeline) }
    }
}
