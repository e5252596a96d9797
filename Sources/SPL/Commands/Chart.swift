/// `chart <functions> [OVER <row>] [BY <column>]`: a table of rows and columns.
///
/// Source: Splunk Search Reference, "chart".
struct Chart: Command {
    static let name = "chart"
    static let isGenerating = false
    static let syntax =
        "chart [limit=<n>] [useother=<bool>] [otherstr=<text>] [usenull=<bool>] [nullstr=<text>] "
        + "[sep=<text>] [format=<text>] <function>(<column>) [AS <name>] … "
        + "[OVER <row>] [BY [<row>] <column>]"
    static let summary =
        "Makes a row for each value of the first column, and in it a column for each value of the "
        + "second; of these the 10 with the greatest sums, or n, and the rest together as `OTHER`."

    private let series: ChartSeries
    private var row: Token?
    private var column: Token?
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        var options = ChartSeries.Options()
        let calls = try GroupingCalls(&cursor, &diagnostics, until: ["over", "by"]) {
            (option) throws(Problem) in
            try options.read(option, of: Self.name)
        }
        var names: [Token] = []
        if cursor.accept(keyword: "over") {
            names.append(try cursor.expectText("here the column of rows is missing."))
        }
        while cursor.isAtOption { try options.read(try cursor.option(), of: Self.name) }
        if cursor.accept(keyword: "by") {
            names += try ColumnList.read(&cursor)
        }
        while cursor.isAtOption { try options.read(try cursor.option(), of: Self.name) }
        guard cursor.isAtEnd, names.count <= 2 else {
            throw cursor.problem("`chart` takes one column for rows and one for columns.")
        }
        series = ChartSeries(calls: calls, options: options, command: Self.name)
        row = names.first
        column = names.count > 1 ? names[1] : nil
    }

    func lower(into plan: inout PlanBuilder) {
        for name in [row, column].compactMap({ $0 }) {
            plan.warnAboutMissingColumn(name.text, at: name.range, effect: "so there are no rows.")
        }
        series.calls.check(
            plan.prepared, by: [row, column].compactMap { $0?.text }, &plan.diagnostics)
        series.lower(by: row?.text, column?.text, into: &plan)
    }
}

/// `timechart span=<width> <functions> [BY <column>]`: a table with a row for each bucket of time.
///
/// Source: Splunk Search Reference, "timechart".
struct Timechart: Command {
    static let name = "timechart"
    static let isGenerating = false
    static let syntax =
        "timechart span=<width> [cont=<bool>] [limit=<n>] [useother=<bool>] [otherstr=<text>] "
        + "[usenull=<bool>] [nullstr=<text>] [sep=<text>] [format=<text>] <function>(<column>) "
        + "[AS <name>] … [BY <column>]"
    static let summary =
        "Makes a row for each bucket of `_time`, those without rows among them unless `cont=false`, "
        + "and in it a column for each value of the column behind BY. Without `span` it is refused, "
        + "because Splunk takes one that suits the range of the search."

    private let series: ChartSeries
    private var column: Token?
    private let span: TimeSpan
    private let isContinuous: Bool
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        var options = ChartSeries.Options()
        var span: TimeSpan?
        var isContinuous = true
        func read(_ option: CommandOption) throws(Problem) {
            switch (option.name.text.lowercased(), option.boolean) {
            case ("span", _):
                guard let width = TimeSpan(option.value.text) else {
                    throw Problem(
                        .unsupportedArgument,
                        "`\(option.value.text)` is no width of a time bucket; write for instance "
                            + "`span=1h`.", at: option.range)
                }
                span = width
            case ("cont", let value?): isContinuous = value
            case ("partial", true?), ("fixedrange", true?): break
            default: try options.read(option, of: Self.name)
            }
        }
        let calls = try GroupingCalls(&cursor, &diagnostics, until: ["by"]) {
            (option) throws(Problem) in
            try read(option)
        }
        if cursor.accept(keyword: "by") {
            column = try cursor.expectText("here the column of `by` is missing.")
        }
        while cursor.isAtOption { try read(try cursor.option()) }
        guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
        guard let span else {
            throw Problem(
                .unsupportedArgument, "`timechart` needs `span=<width>`, such as `span=5m`.",
                at: cursor.range)
        }
        series = ChartSeries(calls: calls, options: options, command: Self.name)
        self.span = span
        self.isContinuous = isContinuous
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn("_time", at: range, effect: "so there are no rows.")
        if let column {
            plan.warnAboutMissingColumn(
                column.text, at: column.range, effect: "so there are no rows.")
        }
        series.calls.check(
            plan.prepared, by: ["_time"] + [column].compactMap { $0?.text }, &plan.diagnostics)
        plan.extend("_time", at: range, .bucket(.column("_time"), .time(span)))
        series.lower(by: "_time", column?.text, continuous: isContinuous ? span : nil, into: &plan)
    }
}

/// What `chart` and `timechart` have in common.
private struct ChartSeries {
    struct Options {
        var limit = 10
        var otherName: String? = "OTHER"
        var nullName: String? = "NULL"
        var separator = ": "
        var format: String?

        static let known = [
            "limit", "useother", "otherstr", "usenull", "nullstr", "sep", "format",
        ]
        private var namedOther = "OTHER"
        private var namedNull = "NULL"

        mutating func read(_ option: CommandOption, of command: String) throws(Problem) {
            switch (option.name.text.lowercased(), option.boolean, option.count) {
            case ("limit", _, let count?): limit = count
            case ("useother", let value?, _): otherName = value ? namedOther : nil
            case ("otherstr", _, _):
                namedOther = option.value.text
                if otherName != nil { otherName = namedOther }
            case ("usenull", let value?, _): nullName = value ? namedNull : nil
            case ("nullstr", _, _):
                namedNull = option.value.text
                if nullName != nil { nullName = namedNull }
            case ("sep", _, _): separator = option.value.text
            case ("format", _, _): format = option.value.text
            default: throw option.refusal(of: command, taking: Self.known)
            }
        }
    }

    let calls: GroupingCalls
    let options: Options
    let command: String

    /// - Parameter continuous: The width of the buckets that rows are, where none is to be missing.
    func lower(
        by row: String?, _ column: String?, continuous: TimeSpan? = nil,
        into plan: inout PlanBuilder
    ) {
        guard var grouping = calls.grouping(in: &plan) else { return plan.forgetRows() }
        let range = calls.range
        grouping.keys = row.map { [$0] } ?? []
        let values = grouping.aggregates.map(\.column)
        let fills = grouping.aggregates.map { $0.function.counts ? "0" : nil }
        guard let row, let column else {
            plan.add(columns: grouping.keys + values, isOpen: false, at: range) {
                .aggregate($0, grouping)
            }
            guard let row, let continuous, let columns = plan.columns else { return }
            plan.add(columns: columns, at: range) {
                .reshape($0, .continuous(column: row, span: continuous, fill: nil))
            }
            for (value, fill) in zip(values, fills) {
                guard let fill else { continue }
                plan.extend(value, at: range, .coalesce(.column(value), .text(fill)))
            }
            return
        }
        let isMixed = fills.contains { $0 != nil } && fills.contains { $0 == nil }
        if continuous != nil, isMixed {
            plan.diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(command)` of counts and other functions with BY is not supported; write "
                        + "`cont=false`.", at: range))
        }
        let series = "name of the series"
        let name = Expression.column(column)
        plan.extend(
            series, at: range, options.nullName.map { .coalesce(name, .text($0)) } ?? name)
        if options.limit > 0 { limit(series, row, grouping.aggregates, &plan) }
        grouping.keys.append(series)
        plan.add(columns: grouping.keys + values, isOpen: false, at: range) {
            .aggregate($0, grouping)
        }
        let pivot = Pivot(
            keys: [row], name: series, values: values,
            format: options.format ?? "$AGG$\(options.separator)$VAL$", fills: fills)
        plan.add(columns: [row], isOpen: true, at: range) { .reshape($0, .pivot(pivot)) }
        guard let continuous else { return }
        plan.add(columns: [row], at: range) {
            .reshape($0, .continuous(column: row, span: continuous, fill: fills.first ?? nil))
        }
    }

    /// Puts all but the series with the greatest sums together.
    private func limit(
        _ series: String, _ row: String, _ aggregates: [RowAggregate], _ plan: inout PlanBuilder
    ) {
        let range = calls.range
        guard aggregates.count == 1, var aggregate = aggregates.first else {
            return plan.diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(command)` of several functions with BY needs `limit=0`.", at: range))
        }
        let (cell, number, score, rank, place) = (
            "value of the cell", "row of the cell", "sum of the series", "rank of the series",
            "place of the row"
        )
        aggregate.column = cell
        let count = RowAggregate(function: .scanned(.count), input: nil, column: number)
        let running = Annotation.running(window: 0, includesCurrent: true)
        plan.annotate(
            [RowAggregate(function: .scanned(.count), input: nil, column: place)], running,
            at: range)
        plan.annotate([aggregate], by: [row, series], at: range)
        plan.annotate([count], by: [row, series], running, at: range)
        plan.annotate(
            [
                RowAggregate(
                    function: .scanned(.sum),
                    input: .either(
                        .comparison(.equal, .column(number), .number(1)), .column(cell), .null),
                    column: score)
            ], by: [series], at: range)
        sort([(score, true, .number), (series, false, .text)], &plan)
        plan.annotate(
            [
                RowAggregate(
                    function: .scanned(.distinctCount), input: .column(series), column: rank)
            ], running, at: range)
        let isKept = Expression.comparison(
            .ordered(.lessOrEqual), .column(rank), .number(Double(options.limit)))
        plan.extend(
            series, at: range,
            .either(isKept, .column(series), options.otherName.map { .text($0) } ?? .null))
        sort([(place, false, .number)], &plan)
        plan.remove([cell, number, score, rank, place], at: range)
    }

    private func sort(
        _ keys: [(column: String, isDescending: Bool, order: SortKey.Order)],
        _ plan: inout PlanBuilder
    ) {
        guard let columns = plan.columns else { return }
        let keys = keys.map {
            SortKey(column: $0.column, isDescending: $0.isDescending, order: $0.order)
        }
        plan.add(columns: columns, at: calls.range) { .sort($0, keys, limit: nil) }
    }
}

extension RowFunction {
    /// Whether nothing counts as 0 rather than as no value.
    fileprivate var counts: Bool {
        switch self {
        case .scanned(.count), .scanned(.distinctCount): true
        default: false
        }
    }
}
