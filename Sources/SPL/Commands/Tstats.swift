/// `tstats <aggregates> from datamodel=<Model>.<DataSet> [where <condition>] [by <fields>]`:
/// aggregated rows of a data set.
///
/// Source: Splunk Search Reference, "tstats".
struct Tstats: Command {
    static let name = "tstats"
    static let isGenerating = true
    static let canAppend = true
    static let syntax =
        "tstats [fillnull_value=<text>] [prestats=<bool>] [append=<bool>] [summariesonly=<bool>] "
        + "[allow_old_summaries=<bool>] [include_reduced_buckets=<bool>] [local=<bool>] "
        + "[use_summary_index_values=<bool>] [chunk_size=<n>] <function>(<field>) [AS <name>] … "
        + "FROM datamodel=<Model>.<DataSet> [WHERE <condition>] [BY <fields> [span=<width>]]"
    static let summary =
        "Groups the events of a data set and computes aggregates of each group. `fillnull_value` "
        + "stands for missing values in the fields of BY. With `prestats=true` the rows are for "
        + "`stats`, `chart` or `timechart` right behind it, and with `append=true` they stand behind "
        + "those of the commands before. The other options say how Splunk gets at the data, and "
        + "change nothing here."

    private static let clauseWords = ["from", "where", "by", "groupby"]

    /// A field behind BY.
    struct Key {
        let name: String
        let range: Range<Int>
    }

    var aggregates: [AggregateCall] = []
    var nullFill: String?
    /// Where `prestats=true` stands.
    var prestats: Range<Int>?
    var appends = false
    /// What stands behind `datamodel=`.
    var source: Token?
    var condition = SearchExpression.all
    var keys: [Key] = []
    var span: (width: TimeSpan, range: Range<Int>)?
    /// The whole command behind its name, for problems with what it lacks.
    let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        try readHead(&cursor, &diagnostics)
        var clauses: Set<String> = []
        while !cursor.isAtEnd {
            let word = cursor.next
            if cursor.isAtOption {
                read(try cursor.option(), &diagnostics)
                continue
            }
            guard let clause = Self.clauseWords.first(where: word.isKeyword) else {
                throw cursor.problem(
                    "here `from`, `where` or `by` is expected, not `\(word.text)`."
                        + Suggestion.question(word.text, among: Self.clauseWords))
            }
            cursor.advance()
            let kind = clause == "groupby" ? "by" : clause
            guard clauses.insert(kind).inserted else {
                throw Problem(.syntax, "there is a second `\(kind)`.", at: word.range)
            }
            switch kind {
            case "from": try readSource(&cursor)
            case "where":
                condition = try SearchExpressionParser.parse(
                    &cursor, until: Self.clauseWords, &diagnostics)
            default: try readKeys(&cursor, &diagnostics)
            }
        }
        guard clauses.contains("from") else {
            throw cursor.problem(
                "here `from datamodel=<Model>.<DataSet>` is missing; without it tstats counts raw "
                    + "events, which is not supported.")
        }
    }

    /// Options and aggregates, up to the first clause.
    private mutating func readHead(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics
    ) throws(Problem) {
        while !cursor.isAtEnd, !Self.clauseWords.contains(where: cursor.next.isKeyword) {
            if cursor.accept(.comma) { continue }
            if cursor.isAtOption {
                read(try cursor.option(), &diagnostics)
            } else if let aggregate = try AggregateCall.read(&cursor, &diagnostics) {
                aggregates.append(aggregate)
            }
        }
    }

    private mutating func readSource(_ cursor: inout TokenCursor) throws(Problem) {
        guard cursor.accept(keyword: "datamodel") else {
            throw cursor.problem(
                "behind `from` stands `datamodel=<Model>.<DataSet>`, such as "
                    + "`datamodel=Endpoint.Processes`.")
        }
        _ = cursor.accept(.comparison(.equal))
        source = try cursor.expectText("here the data set is missing, such as Endpoint.Processes.")
    }

    private mutating func readKeys(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics
    ) throws(Problem) {
        while !cursor.isAtEnd, !Self.clauseWords.contains(where: cursor.next.isKeyword) {
            if cursor.accept(.comma) { continue }
            if cursor.isAtOption {
                let option = try cursor.option()
                if option.name.isKeyword("span") {
                    readSpan(option, &diagnostics)
                } else {
                    read(option, &diagnostics)
                }
                continue
            }
            let token = try cursor.expectText("here a field is missing.")
            if token.text.contains("*") {
                diagnostics.report(
                    Problem(
                        .unsupportedArgument, "a field of `by` cannot have a `*`.",
                        at: token.range))
            }
            keys.append(Key(name: token.text, range: token.range))
        }
        guard !keys.isEmpty else { throw cursor.problem("here the fields of `by` are missing.") }
    }

    private mutating func readSpan(_ option: CommandOption, _ diagnostics: inout Diagnostics) {
        guard let width = TimeSpan(option.value.text) else {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(option.value.text)` is no width of a time bucket; write for instance "
                        + "`span=1h`, with one of the units s, m, h, d, mon.", at: option.range))
            return
        }
        span = (width, option.range)
    }
}
