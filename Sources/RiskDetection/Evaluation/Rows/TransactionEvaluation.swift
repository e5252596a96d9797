import CIM
import SPL

/// `transaction` over one table.
///
/// With conditions rows are taken in the order of time: a row that fulfils `start` opens a transaction
/// and gives up an open one that it belongs to, one that fulfils `end` closes it. Without conditions
/// the newest row opens one, because spans are counted from there.
///
/// Source: Splunk Search Reference, "transaction"; `limits.conf.spec`, "transactions".
struct TransactionEvaluation {
    /// Transactions that are open at a time; the oldest one is given up for another.
    static let openMax = 5_000

    private struct Open {
        var rows: [Int]
        /// The values in the columns of the rule.
        var values: [Set<String>]
        var isClosed = false
    }

    private let rule: Transaction
    private let table: Table
    private let times: [Timestamp?]
    private let evaluator: RowEvaluator
    private let budget: RowBudget
    private let places: [Int?]
    private let openMax: Int
    private var open: [Open] = []
    private var done: [Open] = []

    init(
        _ rule: Transaction, _ table: Table, _ context: EvaluationContext,
        openMax: Int = Self.openMax
    ) {
        self.rule = rule
        self.openMax = openMax
        self.table = table
        budget = context.budget
        evaluator = RowEvaluator(columns: table.columns, context: context)
        places = rule.columns.map(table.index(of:))
        let time = table.index(of: "_time")
        times = table.rows.map { row in time.flatMap { row.cells[$0].instant } }
    }

    private var hasConditions: Bool { rule.start != nil || rule.end != nil }

    /// A row each, newest first.
    var transactions: Table {
        var evaluation = self
        evaluation.run()
        return evaluation.result
    }

    private mutating func run() {
        let isAscending = hasConditions
        let order = table.rows.indices.filter { times[$0] != nil }.sorted { a, b in
            guard let x = times[a], let y = times[b], x != y else {
                return isAscending ? a > b : a < b
            }
            return isAscending ? x < y : x > y
        }
        for row in order { take(row) }
        // Those that are still open are complete only where nothing says when one is.
        for var one in open {
            one.isClosed = !hasConditions
            done.append(one)
        }
        open = []
    }

    private mutating func take(_ row: Int) {
        let values = places.map { place in
            Set(place.map { table.rows[row].cells[$0].texts } ?? [])
        }
        if !rule.columns.isEmpty, values.allSatisfy(\.isEmpty) { return }
        let isStart = holds(rule.start, row)
        let isEnd = holds(rule.end, row)
        var place = open.lastIndex { agrees($0, values) }
        if let known = place, !fits(row, open[known]) || isStart {
            // With a start alone the next one is where a transaction ends.
            close(known, isComplete: !hasConditions || isStart && rule.end == nil)
            place = nil
        }
        if let place {
            open[place].rows.append(row)
            for (number, values) in values.enumerated() {
                open[place].values[number].formUnion(values)
            }
        } else if rule.start == nil || isStart {
            if open.count >= openMax { close(0, isComplete: !hasConditions) }
            open.append(Open(rows: [row], values: values))
            place = open.count - 1
        }
        if let place, isEnd { close(place, isComplete: true) }
    }

    private func holds(_ condition: Expression?, _ row: Int) -> Bool {
        condition.map { evaluator.truth($0, table.rows[row]) == true } ?? false
    }

    private mutating func close(_ place: Int, isComplete: Bool) {
        var one = open.remove(at: place)
        one.isClosed = isComplete
        done.append(one)
    }

    /// Whether a row belongs to a transaction by its columns.
    private func agrees(_ one: Open, _ values: [Set<String>]) -> Bool {
        var isConnected = rule.columns.isEmpty
        for (known, values) in zip(one.values, values) where !known.isEmpty && !values.isEmpty {
            if known.isDisjoint(with: values) { return false }
            isConnected = true
        }
        return isConnected || !rule.isConnected
    }

    /// Whether there is room for a row in a transaction.
    private func fits(_ row: Int, _ one: Open) -> Bool {
        if one.rows.count >= rule.rowsMax { return false }
        func distance(_ other: Int?) -> Double {
            guard let a = times[row], let b = other.flatMap({ times[$0] }) else { return 0 }
            return abs(Double(a.nanoseconds - b.nanoseconds)) / 1e9
        }
        if let most = rule.spanMax, distance(one.rows.first) > most { return false }
        if let most = rule.pauseMax, distance(one.rows.last) > most { return false }
        return true
    }

    // MARK: - Rows

    private static let added = ["duration", "eventcount", "closed_txn"]

    private var result: Table {
        var table = Table(
            columns: self.table.columns
                + Self.added.filter { self.table.index(of: $0) == nil })
        let kept = done.filter { $0.isClosed || rule.keepsEvicted }.map { one in
            (rows: oldestFirst(one.rows), isClosed: one.isClosed)
        }.sorted { a, b in
            let (x, y) = (times[a.rows[0]], times[b.rows[0]])
            if let x, let y, x != y { return x > y }
            return a.rows[0] < b.rows[0]
        }
        let columns = table.columns
        for (rows, isClosed) in kept {
            budget.append(row(rows, isClosed, columns), to: &table)
        }
        return table
    }

    private func oldestFirst(_ rows: [Int]) -> [Int] {
        rows.sorted { a, b in
            guard let x = times[a], let y = times[b], x != y else { return a > b }
            return x < y
        }
    }

    /// - Parameter rows: Oldest first.
    private func row(_ rows: [Int], _ isClosed: Bool, _ columns: [String]) -> Row {
        var cells = columns.map { _ in Value.null }
        var identity: [UInt8] = []
        for (place, name) in table.columns.enumerated() {
            switch name {
            case "_time": cells[place] = times[rows[0]].map(Value.time) ?? .null
            case "_raw":
                let texts = rows.flatMap { table.rows[$0].cells[place].texts }
                cells[place] = texts.isEmpty ? .null : .string(texts.joined(separator: "\n"))
            default: cells[place] = union(rows, place)
            }
            if rule.columns.contains(name) {
                for text in cells[place].texts { identity.append(counted: text) }
            }
        }
        if let first = times[rows[0]], let last = times[rows[rows.count - 1]] {
            identity.append(counted: first.epochText)
            let seconds = Double(last.nanoseconds - first.nanoseconds) / 1e9
            set("duration", Value(number: seconds))
        }
        set("eventcount", .integer(Int64(rows.count)))
        set("closed_txn", .integer(isClosed ? 1 : 0))
        func set(_ name: String, _ value: Value) {
            if let place = columns.firstIndex(of: name) { cells[place] = value }
        }
        return Row(cells: cells, identity: identity)
    }

    /// The distinct values of a column, sorted; a single one as it is.
    private func union(_ rows: [Int], _ place: Int) -> Value {
        let values = rows.map { table.rows[$0].cells[place] }.filter { !$0.isNull }
        guard let first = values.first else { return .null }
        if values.allSatisfy({ $0 == first }), first.texts.count == 1 { return first }
        return Value(
            values: Set(values.flatMap(\.texts))
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
}
