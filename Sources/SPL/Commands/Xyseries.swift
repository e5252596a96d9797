/// `xyseries <row> <name> <values>`: a column for each value of another one.
///
/// Source: Splunk Search Reference, "xyseries".
struct Xyseries: Command {
    static let name = "xyseries"
    static let aliases = ["maketable"]
    static let isGenerating = false
    static let syntax =
        "xyseries [sep=<text>] [format=<text>] <row> <name> <value> …"
    static let summary =
        "Makes a row for each value of the first column, and in it a column for each value of the "
        + "second with the value of the third; with several values `<value>: <name>`, or as `sep` and "
        + "`format` say."

    private var separator = ": "
    private var format: String?
    private var names: [Token] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            guard cursor.isAtOption else {
                names += try ColumnList.read(&cursor)
                continue
            }
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.boolean) {
            case ("sep", _): separator = option.value.text
            case ("format", _): format = option.value.text
            // Rows of one value are put together wherever they stand.
            case ("grouped", false?): break
            default: throw option.refusal(of: Self.name, taking: ["sep", "format"])
            }
        }
        guard names.count >= 3 else {
            throw cursor.problem("`xyseries` takes three columns or more.")
        }
    }

    func lower(into plan: inout PlanBuilder) {
        for name in names {
            plan.warnAboutMissingColumn(name.text, at: name.range, effect: "it is null.")
        }
        let values = names.dropFirst(2).map(\.text)
        let pivot = Pivot(
            keys: [names[0].text], name: names[1].text, values: values,
            format: format ?? "$AGG$\(separator)$VAL$", fills: values.map { _ in nil })
        plan.add(columns: pivot.keys, isOpen: true, at: range) { .reshape($0, .pivot(pivot)) }
    }
}
