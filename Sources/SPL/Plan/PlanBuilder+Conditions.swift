extension PlanBuilder {
    /// Rows that a search within a condition may have.
    ///
    /// Source: Splunk `limits.conf.spec`, "subsearch", `maxout`.
    private static let subsearchRowsMax = 10_000

    /// A condition with what its subsearches stand for: rows joined by OR, columns by AND.
    ///
    /// Only the rows of lookup tables are known before there are events.
    ///
    /// Source: Splunk Search Reference, "format".
    mutating func resolved(_ condition: SearchExpression) -> SearchExpression {
        switch condition {
        case .and(let operands): return .and(operands.map { resolved($0) })
        case .or(let operands): return .or(operands.map { resolved($0) })
        case .not(let operand): return .not(resolved(operand))
        case .subsearch(let brackets):
            guard let search = subsearch(brackets) else { return .all }
            guard let table = search.rows.constant else {
                diagnostics.report(
                    Problem(
                        .unsupportedArgument,
                        "a search in brackets within a condition may only read a lookup: "
                            + "`[| inputlookup <table> | rename … | table … ]`.", at: brackets))
                return .all
            }
            return Self.condition(table, at: brackets)
        case .all, .comparison, .membership, .term: return condition
        }
    }

    private static func condition(_ table: Table, at range: Range<Int>) -> SearchExpression {
        let rows = table.rows.prefix(subsearchRowsMax).compactMap { row -> SearchExpression? in
            let parts = zip(table.columns, row.cells).flatMap { column, cell in
                cell.texts.map { text in
                    SearchExpression.comparison(
                        SearchField(name: column, range: range), .equal,
                        SearchValue(text: text, isCaseSensitive: false, range: range))
                }
            }
            return parts.isEmpty ? nil : .and(parts)
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
            guard let table = input.constant else { return nil }
            let places = columns.map(table.index(of:))
            return Table(
                columns: columns,
                rows: table.rows.map { row in
                    Row(
                        cells: places.map { $0.map { row.cells[$0] } ?? .null },
                        identity: row.identity)
                })
        case .rename(let input, let renamings):
            guard var table = input.constant else { return nil }
            for renaming in renamings {
                let columns = renaming.apply(to: table.columns)
                table = Table(
                    columns: columns.map(\.name),
                    rows: table.rows.map { row in
                        Row(cells: columns.map { row.cells[$0.source] }, identity: row.identity)
                    })
            }
            return table
        default: return nil
        }
    }
}
