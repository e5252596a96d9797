/// `spath [input=<column>] [output=<column>] [path=<path>]`: columns of JSON or XML in a column.
///
/// Source: Splunk Search Reference, "spath".
struct Spath: Command {
    static let name = "spath"
    static let isGenerating = false
    static let syntax = "spath [input=<column>] [output=<column>] [path=<path> | <path>]"
    static let summary =
        "Takes what stands at a path of JSON or XML, such as `a.b{}.c` or `a{@b}`; without a path a "
        + "column for each value in the first 5,000 characters, named by its path."

    private var input: Token?
    private var output: Token?
    private var path: Token?
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                let option = try cursor.option()
                switch option.name.text.lowercased() {
                case "input": input = option.value
                case "output": output = option.value
                case "path": path = option.value
                default:
                    throw option.refusal(of: Self.name, taking: ["input", "output", "path"])
                }
            } else {
                guard path == nil else { throw cursor.problem("`spath` takes one path.") }
                path = try cursor.expectText("here a path is expected.")
            }
        }
        if let output, path == nil {
            throw Problem(.syntax, "`output` needs a path.", at: output.range)
        }
    }

    func lower(into plan: inout PlanBuilder) {
        let column = input?.text ?? "_raw"
        plan.warnAboutMissingColumn(
            column, at: input?.range ?? range, effect: "nothing is found in it.")
        guard var columns = plan.columns else { return }
        guard let path else {
            return plan.add(columns: columns, isOpen: true, at: range) {
                .reshape($0, .unpack(column: column, .paths))
            }
        }
        guard let place = StructurePath(path.text) else {
            plan.diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(path.text)` is no path; write for instance `a.b{}.c` or `a{@b}`.",
                    at: path.range))
            return plan.forgetRows()
        }
        let name = (output ?? path).text
        if !columns.contains(name) {
            // It keeps its value where nothing stands at the path.
            plan.noteMissing(name)
            columns.append(name)
        }
        plan.add(columns: columns, at: range) {
            .reshape($0, .unpack(column: column, .path(place, column: name)))
        }
    }
}
