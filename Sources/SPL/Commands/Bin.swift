/// `bin span=<width> <column> [AS <name>]`: replaces values by their bucket.
///
/// Source: Splunk Search Reference, "bin".
struct Bin: Command {
    static let name = "bin"
    static let aliases = ["bucket"]
    static let isGenerating = false
    static let syntax = "bin span=<width> <column> [AS <name>]"
    static let summary =
        "Replaces a time by the start of its time bucket, `span=5m`, or a number by the bounds of its "
        + "range, `span=100`."

    private let column: Token
    private let name: Token
    private let width: BucketWidth
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        var column: Token?
        var name: Token?
        var span: CommandOption?
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                let option = try cursor.option()
                guard option.name.isKeyword("span") else {
                    throw Problem(
                        .unsupportedArgument,
                        "`bin` without a fixed width is not supported; write `span=<width>`.",
                        at: option.range)
                }
                span = option
            } else if column != nil, cursor.accept(keyword: "as") {
                name = try cursor.expectText("here the new name is missing.")
            } else {
                guard column == nil else { throw cursor.problem("`bin` takes one column.") }
                column = try cursor.expectText("here the column is missing.")
            }
        }
        guard let column else { throw cursor.problem("here the column is missing.") }
        guard let span else {
            throw cursor.problem("here the width of a bucket is missing: `span=5m`.")
        }
        if let number = Double(span.value.text), number > 0, column.text != "_time" {
            width = .number(number)
        } else if let time = TimeSpan(span.value.text) {
            width = .time(time)
        } else {
            throw Problem(
                .unsupportedArgument,
                "`\(span.value.text)` is no width of a bucket; write for instance `span=1h` or "
                    + "`span=100`.", at: span.range)
        }
        self.column = column
        self.name = name ?? column
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(column.text, at: column.range, effect: "it is null.")
        plan.extend(name.text, at: range, .bucket(.column(column.text), width))
    }
}
