/// `lookup <table> <column> [AS <column>] … [OUTPUT <column> [AS <name>] …]`.
///
/// Source: Splunk Search Reference, "lookup".
struct LookupCommand: Command {
    static let name = "lookup"
    static let isGenerating = false
    static let syntax =
        "lookup [local=<bool>] [update=<bool>] <table> <column> [AS <column>] … [OUTPUT|OUTPUTNEW <column> [AS <name>] …]"
    static let summary =
        "Adds columns of a lookup table, those of the rows that agree in all named columns; "
        + "OUTPUTNEW keeps values that are there already. `local` and `update` change nothing here."

    private struct Pair {
        let table: Token
        let row: Token
    }

    private let table: Token
    private var inputs: [Pair] = []
    private var outputs: [Pair]?
    private var overwrites = true
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        while cursor.isAtOption { Self.check(try cursor.option(), &diagnostics) }
        table = try cursor.expectText("here the name of a lookup is missing.")
        inputs = try Self.pairs(&cursor)
        guard !inputs.isEmpty else {
            throw cursor.problem("here the columns to compare are missing.")
        }
        if !cursor.isAtEnd {
            overwrites = cursor.advance().isKeyword("output")
            outputs = try Self.pairs(&cursor)
            guard cursor.isAtEnd else { throw cursor.problem("here the command should end.") }
        }
    }

    /// `local` and `update` say where Splunk runs the lookup, and when it reads the table.
    private static func check(_ option: CommandOption, _ diagnostics: inout Diagnostics) {
        let name = option.name.text
        guard ["local", "update"].contains(name.lowercased()), option.boolean != nil else {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`lookup` takes the options `local` and `update`, each true or false, not "
                        + "`\(name)=\(option.value.text)`.", at: option.range))
            return
        }
    }

    private static func pairs(_ cursor: inout TokenCursor) throws(Problem) -> [Pair] {
        var pairs: [Pair] = []
        while !cursor.isAtEnd, !["output", "outputnew"].contains(where: cursor.next.isKeyword) {
            if cursor.accept(.comma) { continue }
            let table = try cursor.expectText("here a column of the lookup is expected.")
            var row = table
            if cursor.accept(keyword: "as") {
                row = try cursor.expectText("here a column is missing behind AS.")
            }
            pairs.append(Pair(table: table, row: row))
        }
        return pairs
    }

    func lower(into plan: inout PlanBuilder) {
        guard var columns = plan.columns else { return }
        guard let found = plan.lookup(table) else { return plan.forgetRows() }
        var isComplete = true
        for pair in inputs + (outputs ?? []) where !found.columns.contains(pair.table.text) {
            isComplete = false
            plan.diagnostics.report(
                Problem(
                    .unknownField,
                    "the lookup `\(found.name)` has no column `\(pair.table.text)`; it has "
                        + "\(found.columns.joined(separator: ", ")).", at: pair.table.range))
        }
        guard isComplete else { return plan.forgetRows() }
        for pair in inputs {
            plan.warnAboutMissingColumn(
                pair.row.text, at: pair.row.range, effect: "nothing is looked up.")
        }
        let compared = inputs.map { Lookup.Pair(table: $0.table.text, row: $0.row.text) }
        let given =
            outputs?.map { Lookup.Pair(table: $0.table.text, row: $0.row.text) }
            ?? found.columns.filter { name in !compared.contains { $0.table == name } }
            .map { Lookup.Pair(table: $0, row: $0) }
        for output in given where !columns.contains(output.row) {
            // Its own value counts before that of the table.
            if !overwrites { plan.noteMissing(output.row) }
            columns.append(output.row)
        }
        let lookup = Lookup(
            table: found, inputs: compared, outputs: given, overwrites: overwrites)
        plan.add(columns: columns, at: range) { .lookup($0, lookup) }
    }
}

extension PlanBuilder {
    /// The lookup table of a name; nil where there is none, which is reported.
    mutating func lookup(_ name: Token) -> LookupTable? {
        // A file name stands for the lookup that is made of it.
        let bare = name.text.hasSuffix(".csv") ? String(name.text.dropLast(4)) : name.text
        if let table = lookups.table(name.text) ?? lookups.table(bare) {
            if table.isEmptyStore {
                diagnostics.warn(
                    .unknownLookup,
                    "the lookup `\(table.name)` is a KV store, and no rows of it are here: nothing is "
                        + "found in it; put a CSV file with its rows beside its YAML file.",
                    at: name.range)
            }
            return table
        }
        diagnostics.report(
            Problem(
                .unknownLookup,
                "there is no lookup `\(name.text)`; add lookups/\(bare).yml and its CSV file."
                    + Suggestion.question(name.text, among: lookups.names), at: name.range))
        return nil
    }
}
