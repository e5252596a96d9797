import CIM
import SPL

/// Says the plan of a search in the SQL of an engine: a chain of common table expressions, one for
/// each relation that is more than other names for columns.
///
/// Rows of all windows go through at once. Each has `w`, the scheduled time of its window in
/// nanoseconds since the epoch, and, where something above reads the order of rows, `n`, its place
/// within the window. Other columns have names of their own (`c0`, `c1` …), so that those of the
/// search need not be names of the engine.
struct QueryTranslator {
    let dialect: EngineDialect
    let plan: SearchPlan
    let source: ScanSource
    let zoneIsUTC: Bool
    /// The common table expressions, in order: a name and a query each.
    private(set) var steps: [(name: String, sql: String)] = []
    private var columnCount = 0
    /// The tables of scans that have been said already, by number.
    var scans: [Int: SQLTable] = [:]

    /// - Parameter zone: Of the schedule.
    init(_ dialect: EngineDialect, plan: SearchPlan, zone: TimeZoneRules, source: ScanSource) {
        self.dialect = dialect
        self.plan = plan
        self.source = source
        zoneIsUTC = zone == .utc || zone.name == "Etc/UTC"
    }

    // MARK: - Steps

    /// Adds a step and gives its name.
    mutating func step(_ sql: String) -> String {
        let name = "r\(steps.count)"
        steps.append((name, sql))
        return name
    }

    /// A name for a column that no other has.
    mutating func freshColumn() -> String {
        columnCount += 1
        return "c\(columnCount - 1)"
    }

    /// Adds a column to a table under a name that the search gave it.
    mutating func adding(
        _ value: SQLExpression, as name: String, to table: SQLTable
    ) -> SQLTable {
        var table = table
        let column = freshColumn()
        table.name = step("SELECT t.*, \(value.sql) AS \(column) FROM \(table.name) AS t")
        table.set(name, SQLExpression(column, value.kind))
        return table
    }

    func expressions(_ table: SQLTable, _ place: String) -> ExpressionTranslator {
        ExpressionTranslator(
            dialect: dialect, table: table, zoneIsUTC: zoneIsUTC, place: place)
    }

    /// The place of a row among those of its window.
    static func place(_ order: [String]) -> String {
        "ROW_NUMBER() OVER (PARTITION BY w ORDER BY \(order.joined(separator: ", ")))"
    }

    // MARK: - Relations

    /// - Parameter isOrdered: Whether the rows need `n`.
    mutating func table(
        _ relation: Relation, isOrdered: Bool
    ) throws(EngineRefusal) -> SQLTable {
        switch relation {
        case .scan(let index): return try scan(index, isOrdered: isOrdered)
        case .rows(let table): return try constant(table, isOrdered: isOrdered)
        case .filter(let input, let condition):
            var table = try table(input, isOrdered: isOrdered)
            let truth = try expressions(table, "a condition").truth(condition)
            if truth != "TRUE" {
                table.name = step("SELECT * FROM \(table.name) AS t WHERE \(truth)")
            }
            return table
        case .extend(let input, let column, let expression):
            let table = try table(input, isOrdered: isOrdered)
            let value = try expressions(table, "the column `\(column)`").value(expression)
            return adding(value, as: column, to: table)
        case .project(let input, let columns):
            var table = try table(input, isOrdered: isOrdered)
            let nothing = SQLExpression(dialect.null(.text), .text)
            table.columns = columns.map {
                SQLColumn(name: $0, value: table.column($0) ?? nothing)
            }
            return table
        case .rename(let input, let renamings):
            var table = try table(input, isOrdered: isOrdered)
            table.columns = Renaming.apply(renamings, to: table.columns.map(\.name)).map {
                SQLColumn(name: $0.name, value: table.columns[$0.source].value)
            }
            return table
        case .aggregate(let input, let grouping):
            return try aggregate(input, grouping, isOrdered: isOrdered)
        case .annotate(let input, let grouping, let annotation):
            return try annotate(input, grouping, annotation, isOrdered: isOrdered)
        case .distinct(let input, let rule): return try distinct(input, rule)
        case .sort(let input, let keys, let limit):
            return try sort(input, keys, limit, isOrdered: isOrdered)
        case .limit(let input, let count, let isFromEnd):
            return try limit(input, count, isFromEnd: isFromEnd)
        case .expand(let input, let column, let limit):
            return try expand(input, column, limit, isOrdered: isOrdered)
        case .lookup(let input, let lookup):
            return try self.lookup(input, lookup, isOrdered: isOrdered)
        case .join(let left, let right, let rule):
            return try join(left, right, rule, isOrdered: isOrdered)
        case .matching:
            throw EngineRefusal(
                place: "a search in brackets",
                "as a condition on the rows before it has no translation")
        case .append(let first, let second):
            return try append(first, second, isOrdered: isOrdered)
        case .piped, .given:
            throw EngineRefusal(place: "appendpipe", "a pipeline within has no translation")
        case .reshape(_, let reshaping):
            throw EngineRefusal(
                place: reshaping.commandName,
                "rows or columns that are made of values have no translation")
        }
    }
}
