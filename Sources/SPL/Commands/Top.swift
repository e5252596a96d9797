/// `top [<n>] <columns> [BY <columns>]`: the most frequent combinations of values.
///
/// Source: Splunk Search Reference, "top".
struct Top: Command {
    static let name = "top"
    static let isGenerating = false
    static let syntax =
        "top [<n>] [limit=<n>] [countfield=<name>] [percentfield=<name>] [showcount=<bool>] "
        + "[showperc=<bool>] <column> … [BY <column> …]"
    static let summary =
        "Counts the combinations of values of the columns and keeps the 10 most frequent, or n, in "
        + "each group of BY; `limit=0` keeps all."

    private let ranking: FrequencyRanking

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        ranking = try FrequencyRanking(&cursor, of: Self.name, isDescending: true)
    }

    func lower(into plan: inout PlanBuilder) { ranking.lower(into: &plan) }
}

/// `rare [<n>] <columns> [BY <columns>]`: the least frequent combinations of values.
///
/// Source: Splunk Search Reference, "rare".
struct Rare: Command {
    static let name = "rare"
    static let isGenerating = false
    static let syntax =
        "rare [<n>] [limit=<n>] [countfield=<name>] [percentfield=<name>] [showcount=<bool>] "
        + "[showperc=<bool>] <column> … [BY <column> …]"
    static let summary =
        "Counts the combinations of values of the columns and keeps the 10 least frequent, or n, in "
        + "each group of BY; `limit=0` keeps all."

    private let ranking: FrequencyRanking

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        ranking = try FrequencyRanking(&cursor, of: Self.name, isDescending: false)
    }

    func lower(into plan: inout PlanBuilder) { ranking.lower(into: &plan) }
}

/// What `top` and `rare` have in common. Of equally frequent values the lesser text comes first.
private struct FrequencyRanking {
    private static let known = [
        "limit", "countfield", "percentfield", "showcount", "showperc",
    ]

    private struct Options {
        var limit = 10
        var countField = "count"
        var percentField = "percent"
        var showsCount = true
        var showsPercent = true
    }

    private var options = Options()
    private var names: [Token] = []
    private var groups: [Token] = []
    private let isDescending: Bool
    private let range: Range<Int>

    init(
        _ cursor: inout TokenCursor, of command: String, isDescending: Bool
    ) throws(Problem) {
        range = cursor.range
        self.isDescending = isDescending
        if cursor.next.kind == .word, !cursor.isAtOption, let count = Int(cursor.next.text),
            count >= 0
        {
            options.limit = count
            cursor.advance()
        }
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                try Self.read(try cursor.option(), of: command, into: &options)
            } else if cursor.accept(keyword: "by") {
                groups += try ColumnList.read(&cursor)
                guard !groups.isEmpty else {
                    throw cursor.problem("here the columns of `by` are missing.")
                }
            } else {
                names += try ColumnList.read(&cursor, until: ["by"])
            }
        }
        guard !names.isEmpty else { throw cursor.problem("here a column is missing.") }
        if let wildcard = (names + groups).first(where: { $0.text.contains("*") }) {
            throw Problem(
                .unsupportedArgument, "a column of `\(command)` cannot have a `*`.",
                at: wildcard.range)
        }
    }

    private static func read(
        _ option: CommandOption, of command: String, into options: inout Options
    ) throws(Problem) {
        switch (option.name.text.lowercased(), option.boolean, option.count) {
        case ("limit", _, let count?): options.limit = count
        case ("countfield", _, _): options.countField = option.value.text
        case ("percentfield", _, _): options.percentField = option.value.text
        case ("showcount", let value?, _): options.showsCount = value
        case ("showperc", let value?, _): options.showsPercent = value
        case ("useother", false?, _): break
        default: throw option.refusal(of: command, taking: known)
        }
    }

    func lower(into plan: inout PlanBuilder) {
        for name in names + groups {
            plan.warnAboutMissingColumn(name.text, at: name.range, effect: "so there are no rows.")
        }
        let by = groups.reduce(into: [String]()) { if !$0.contains($1.text) { $0.append($1.text) } }
        let keys = names.reduce(into: by) { if !$0.contains($1.text) { $0.append($1.text) } }
        let (count, percent) = (options.countField, options.percentField)
        guard plan.columns != nil, !keys.contains(count), !keys.contains(percent), count != percent
        else {
            plan.diagnostics.report(
                Problem(
                    .syntax,
                    "two columns have one name; `countfield` and `percentfield` give "
                        + "others.", at: range))
            return plan.forgetRows()
        }
        let grouping = Grouping(
            keys: keys,
            aggregates: [RowAggregate(function: .scanned(.count), input: nil, column: count)])
        plan.add(columns: keys + [count], isOpen: false, at: range) { .aggregate($0, grouping) }
        // What a percentage is of.
        let (total, rank) = ("rows of all", "rank of the row")
        plan.annotate(
            [RowAggregate(function: .scanned(.sum), input: .column(count), column: total)],
            by: by, at: range)
        plan.extend(
            percent, at: range,
            .arithmetic(
                .divide, .arithmetic(.multiply, .column(count), .number(100)), .column(total)))
        let order =
            by.map { SortKey(column: $0, isDescending: false, order: .text) }
            + [SortKey(column: count, isDescending: isDescending, order: .number)]
            + keys.dropFirst(by.count).map {
                SortKey(column: $0, isDescending: false, order: .text)
            }
        guard let columns = plan.columns else { return }
        plan.add(columns: columns, at: range) { .sort($0, order, limit: nil) }
        if options.limit > 0 {
            plan.annotate(
                [RowAggregate(function: .scanned(.count), input: nil, column: rank)], by: by,
                .running(window: 0, includesCurrent: true), at: range)
            guard let ranked = plan.columns else { return }
            let limit = Double(options.limit)
            plan.add(columns: ranked, at: range) {
                .filter(
                    $0,
                    .comparison(.ordered(.lessOrEqual), .column(rank), .number(limit)))
            }
        }
        let shown =
            keys + (options.showsCount ? [count] : []) + (options.showsPercent ? [percent] : [])
        plan.add(columns: shown, at: range) { .project($0, shown) }
    }
}
