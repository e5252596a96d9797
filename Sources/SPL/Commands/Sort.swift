/// `sort [<n>] [-]<column>, …`: rows in another order.
///
/// Source: Splunk Search Reference, "sort": 10,000 rows unless a count is given, 0 for all.
struct Sort: Command {
    static let name = "sort"
    static let isGenerating = false
    static let syntax = "sort [<n> | limit=<n>] [+|-]<column> | auto|num|str|ip(<column>) …"
    static let summary =
        "Sorts the rows, `-` descending, and keeps the first 10,000 or n; 0 keeps all. Numbers go "
        + "by size and before text."

    private static let rowsDefault = 10_000

    private var limit: Int? = Self.rowsDefault
    private let keys: [SortKey]
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        if cursor.isAtOption, cursor.next.isKeyword("limit") {
            let option = try cursor.option()
            guard let count = Int(option.value.text), count >= 0 else {
                throw Problem(.syntax, "`limit` takes a number.", at: option.range)
            }
            limit = count == 0 ? nil : count
        } else if cursor.next.kind == .word, let count = Int(cursor.next.text),
            !cursor.next.text.hasPrefix("-"), !cursor.next.text.hasPrefix("+")
        {
            cursor.advance()
            limit = count == 0 ? nil : count
        }
        keys = try SortKey.read(&cursor)
    }

    func lower(into plan: inout PlanBuilder) {
        guard let columns = plan.columns else { return }
        for key in keys {
            plan.warnAboutMissingColumn(key.column, at: range, effect: "it does not sort.")
        }
        plan.add(columns: columns, at: range) { .sort($0, keys, limit: limit) }
    }
}

extension SortKey {
    private static let orders: [String: Order] = [
        "auto": .automatic, "num": .number, "str": .text, "ip": .address,
    ]

    /// The keys up to the end of the command.
    static func read(_ cursor: inout TokenCursor) throws(Problem) -> [SortKey] {
        var keys: [SortKey] = []
        while !cursor.isAtEnd {
            if cursor.accept(.comma) { continue }
            if cursor.token(ahead: 1).kind == .end, !keys.isEmpty,
                cursor.next.isKeyword("desc") || cursor.next.isKeyword("d")
            {
                cursor.advance()
                for index in keys.indices { keys[index].isDescending.toggle() }
                break
            }
            keys.append(try readOne(&cursor))
        }
        guard !keys.isEmpty else { throw cursor.problem("here a column to sort by is missing.") }
        return keys
    }

    private static func readOne(_ cursor: inout TokenCursor) throws(Problem) -> SortKey {
        var token = try cursor.expectText("here a column to sort by is missing.")
        var column = token.text
        var isDescending = false
        if token.kind == .word, let sign = column.first, sign == "-" || sign == "+" {
            isDescending = sign == "-"
            column.removeFirst()
            if column.isEmpty {
                token = try cursor.expectText("here a column to sort by is missing.")
                column = token.text
            }
        }
        var order = Order.automatic
        if cursor.next.kind == .openParen, cursor.next.isAdjacent,
            let named = orders[column.lowercased()]
        {
            cursor.advance()
            order = named
            column = try cursor.expectText("here a column to sort by is missing.").text
            _ = try cursor.expect(.closeParen, "here `)` is missing.")
        }
        return SortKey(column: column, isDescending: isDescending, order: order)
    }
}
