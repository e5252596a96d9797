/// What a condition with subsearches comes to.
struct ResolvedCondition {
    /// The part that looks at one row alone.
    var condition: SearchExpression
    /// Subsearches that stand beside it, joined by AND.
    var matching: [(rows: Relation, isNegated: Bool)] = []
}

extension PlanBuilder {
    /// Rows that a search within a condition may have.
    ///
    /// Source: Splunk `limits.conf.spec`, "subsearch", `maxout`.
    static let subsearchRowsMax = 10_000

    /// A condition with what its subsearches stand for: rows joined by OR, columns by AND, the
    /// values of a column by OR.
    ///
    /// Rows of lookup tables are known and become part of the condition. The rows of other
    /// searches are known when the window is evaluated, which is soon enough above the scans, where
    /// `takesSearches`, for brackets that are joined to the rest by AND.
    ///
    /// Source: Splunk Search Reference, "format".
    mutating func resolved(
        _ condition: SearchExpression, takesSearches: Bool = false
    ) -> ResolvedCondition {
        switch condition {
        case .and(let operands):
            var all = ResolvedCondition(condition: .all)
            var parts: [SearchExpression] = []
            for operand in operands {
                let part = resolved(operand, takesSearches: takesSearches)
                parts.append(part.condition)
                all.matching += part.matching
            }
            all.condition = .and(parts)
            return all
        case .or(let operands):
            return ResolvedCondition(condition: .or(operands.map { resolved($0).condition }))
        case .not(.subsearch(let brackets)):
            return resolved(brackets, isNegated: true, takesSearches)
        case .not(let operand):
            return ResolvedCondition(condition: .not(resolved(operand).condition))
        case .subsearch(let brackets): return resolved(brackets, isNegated: false, takesSearches)
        case .all, .comparison, .membership, .term: return ResolvedCondition(condition: condition)
        }
    }

    private mutating func resolved(
        _ brackets: Range<Int>, isNegated: Bool, _ takesSearches: Bool
    ) -> ResolvedCondition {
        guard let search = subsearch(brackets, isInCondition: true) else {
            return ResolvedCondition(condition: .all)
        }
        if let special = search.columns.first(where: { ["search", "query"].contains($0) }) {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "the values of a column called `\(special)` stand for search text without a "
                        + "field, which is not supported; rename the column.", at: brackets))
        }
        if let table = search.rows.constant
            ?? (search.rows.isConstant ? evaluate?(search.rows) : nil)
        {
            let condition = condition(table, at: brackets)
            return ResolvedCondition(condition: isNegated ? .not(condition) : condition)
        }
        guard takesSearches else {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "here a search in brackets may only read a lookup, "
                        + "`[| inputlookup <table> | rename … | table … ]`; another search may stand "
                        + "in a `search` behind the first command, joined to the rest by AND.",
                    at: brackets))
            return ResolvedCondition(condition: .all)
        }
        warnAboutColumns(search.columns, at: brackets)
        return ResolvedCondition(condition: .all, matching: [(search.rows, isNegated)])
    }

    /// What a condition of the search language asks of a row. Warns about columns that no row has, and
    /// about words where rows have no raw text.
    ///
    /// - Parameter range: Where problems are placed; nil for the name or the word that they are of.
    mutating func predicate(
        of condition: SearchExpression, at range: Range<Int>? = nil
    ) -> Predicate<String> {
        Predicate<String>(condition) { field in
            warnAboutMissingColumn(
                field.name, at: range ?? field.range, effect: "the comparison is never true.")
            return field.name
        } term: { value in
            if columns?.contains("_raw") == true { return "_raw" }
            noteMissing("_raw")
            diagnostics.warn(
                .unsupportedArgument,
                "`\(value.text)` is looked for in the raw text of events, which rows of a table do "
                    + "not have; write `field=\(value.text)`.", at: range ?? value.range)
            return nil
        }.simplified
    }

    private mutating func warnAboutColumns(_ names: [String], at range: Range<Int>) {
        for name in names {
            warnAboutMissingColumn(
                name, at: range, effect: "rows of the search in brackets that have it never agree.")
        }
    }

    private mutating func condition(_ table: Table, at range: Range<Int>) -> SearchExpression {
        if table.rows.count > Self.subsearchRowsMax {
            diagnostics.warn(
                .tooComplex,
                "only the first \(Self.subsearchRowsMax) of \(table.rows.count) rows of the search "
                    + "in brackets count, as in Splunk.", at: range)
        }
        let rows = table.rows.prefix(Self.subsearchRowsMax).compactMap { row in
            let parts = zip(table.columns, row.cells).compactMap { column, cell in
                let values = cell.texts.map {
                    SearchValue(text: $0, isCaseSensitive: false, range: range)
                }
                let field = SearchField(name: column, range: range)
                return values.isEmpty ? nil : SearchExpression.membership(field, values)
            }
            return parts.isEmpty ? nil : SearchExpression.and(parts)
        }
        // Nothing is what no row fulfils.
        return rows.isEmpty ? .not(.all) : .or(rows)
    }
}

extension Relation {
    /// The rows, where they do not depend on events; nil otherwise, and where working them out would
    /// take more than choosing and naming columns.
    fileprivate var constant: Table? {
        switch self {
        case .rows(let table): return table
        case .project(let input, let columns):
            return input.constant?.project(columns)
        case .rename(let input, let renamings):
            return input.constant?.rename(renamings)
        case .limit(let input, let count, fromEnd: false):
            return input.constant.map {
                Table(columns: $0.columns, rows: Array($0.rows.prefix(count)))
            }
        case .extend(let input, let column, .column(let name)):
            return input.constant.map { table in
                let place = table.index(of: name)
                return table.setting(
                    column, to: table.rows.map { row in place.map { row.cells[$0] } ?? .null })
            }
        default: return nil
        }
    }
}
