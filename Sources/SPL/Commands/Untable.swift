/// `untable <row> <name> <value>`: a row for each value of a row.
///
/// Source: Splunk Search Reference, "untable".
struct Untable: Command {
    static let name = "untable"
    static let isGenerating = false
    static let syntax = "untable <row> <name> <value>"
    static let summary =
        "Makes a row for each column beside the first one that is not null: the first, the name of "
        + "the column and its value."

    private let names: [Token]
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        names = try ColumnList.read(&cursor)
        guard names.count == 3, cursor.isAtEnd else {
            throw cursor.problem("`untable` takes three names of columns.")
        }
    }

    func lower(into plan: inout PlanBuilder) {
        let name = names.map(\.text)
        guard Set(name).count == 3 else {
            return plan.diagnostics.report(
                Problem(.syntax, "`untable` takes three names that differ.", at: range))
        }
        plan.warnAboutMissingColumn(name[0], at: names[0].range, effect: "it is null.")
        plan.add(columns: name, isOpen: false, at: range) {
            .reshape($0, .unpivot(kept: name[0], name: name[1], value: name[2]))
        }
    }
}
