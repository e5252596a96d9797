/// `addtotals [row=<bool>] [col=<bool>] [fieldname=<name>] <columns>`: sums of rows and of columns.
///
/// Source: Splunk Search Reference, "addtotals".
struct Addtotals: Command {
    static let name = "addtotals"
    static let isGenerating = false
    static let syntax =
        "addtotals [row=<bool>] [col=<bool>] [fieldname=<name>] [labelfield=<column>] "
        + "[label=<text>] [<column> …]"
    static let summary =
        "Adds the sum of the numbers of a row as the column `Total`; with `col=true` a row with the "
        + "sums of the columns."

    private var totals = Totals(rows: true, columns: false)

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        try totals.read(&cursor, of: Self.name, choosesRows: true)
    }

    func lower(into plan: inout PlanBuilder) { totals.lower(into: &plan) }
}

/// `addcoltotals [labelfield=<column>] [label=<text>] [<columns>]`: a row with the sums of columns.
///
/// Source: Splunk Search Reference, "addcoltotals".
struct Addcoltotals: Command {
    static let name = "addcoltotals"
    static let isGenerating = false
    static let syntax = "addcoltotals [labelfield=<column>] [label=<text>] [<column> …]"
    static let summary = "Adds a row with the sums of the numbers of each column, or of these."

    private var totals = Totals(rows: false, columns: true)

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        try totals.read(&cursor, of: Self.name, choosesRows: false)
    }

    func lower(into plan: inout PlanBuilder) { totals.lower(into: &plan) }
}

/// What `addtotals` and `addcoltotals` have in common.
private struct Totals {
    private var rows: Bool
    private var columns: Bool
    private var field = "Total"
    private var labelField: String?
    private var label = "Total"
    private var names: [Token] = []
    private var range = 0..<0

    init(rows: Bool, columns: Bool) {
        self.rows = rows
        self.columns = columns
    }

    mutating func read(
        _ cursor: inout TokenCursor, of command: String, choosesRows: Bool
    ) throws(Problem) {
        range = cursor.range
        while !cursor.isAtEnd {
            guard cursor.isAtOption else {
                names += try ColumnList.read(&cursor)
                continue
            }
            let option = try cursor.option()
            switch (option.name.text.lowercased(), option.boolean) {
            case ("row", let value?) where choosesRows: rows = value
            case ("col", let value?) where choosesRows: columns = value
            case ("fieldname", _) where choosesRows: field = option.value.text
            case ("labelfield", _): labelField = option.value.text
            case ("label", _): label = option.value.text
            default:
                throw option.refusal(
                    of: command,
                    taking: (choosesRows ? ["row", "col", "fieldname"] : [])
                        + ["labelfield", "label"])
            }
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let known = plan.columns else { return }
        if names.isEmpty || names.contains(where: { $0.text.contains("*") }) {
            guard plan.knowsColumns(for: "a total without names of columns", at: range) else {
                return plan.forgetRows()
            }
        }
        for name in names where !name.text.contains("*") {
            plan.warnAboutMissingColumn(name.text, at: name.range, effect: "it adds nothing.")
        }
        let chosen =
            names.isEmpty
            ? known.filter { !$0.hasPrefix("_") }
            : names.reduce(into: [String]()) { all, name in
                let matching = ColumnList.matching(name.text, known)
                let named = matching.isEmpty && !name.text.contains("*") ? [name.text] : matching
                all += named.filter { !all.contains($0) }
            }
        if rows {
            plan.extend(
                field, at: range,
                .coalesce(
                    .call(
                        .overall(.sum), [.null] + chosen.map { .asNumber(.column($0)) }),
                    .number(0)))
        }
        guard columns, let all = plan.columns else { return }
        let summed = chosen + (rows && !chosen.contains(field) ? [field] : [])
        let grouping = Grouping(
            keys: [],
            aggregates: summed.map {
                RowAggregate(function: .scanned(.sum), input: .column($0), column: $0)
            })
        var sums = Relation.aggregate(.given, grouping)
        var added = all
        if let labelField {
            sums = .extend(sums, column: labelField, .text(label))
            if !added.contains(labelField) { added.append(labelField) }
        }
        plan.add(columns: added, count: 2, at: range) { .piped($0, sums) }
    }
}
