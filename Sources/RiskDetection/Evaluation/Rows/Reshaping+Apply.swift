import CIM
import SPL

extension Reshaping {
    /// What it makes of a table.
    func apply(to input: Table, _ context: EvaluationContext) -> Table {
        switch self {
        case .unpack(let column, .path(let path, let name)):
            return input.unpacking(column, path, to: name)
        case .unpack(let column, let packing):
            return input.unpacking(column, packing, context.budget)
        case .remove(let names):
            let patterns = names.map { TextPattern($0, isCaseSensitive: true) }
            return input.project(
                input.columns.filter { name in !patterns.contains { $0.matches(name) } })
        case .pivot(let pivot): return pivot.apply(to: input, context.budget)
        case .unpivot(let kept, let name, let value):
            return input.unpivoted(kept, name, value, context.budget)
        case .combine(let column): return input.combining(column)
        case .continuous(let column, let span, let fill):
            return input.continuous(column, span, fill, context)
        case .transaction(let rule):
            return TransactionEvaluation(rule, input, context).transactions
        case .correlate(let rule): return CorrelationEvaluation(rule, input, context).result
        }
    }
}

extension Table {
    /// With what stands at a path of a column; where nothing stands there the column stays as it was.
    fileprivate func unpacking(
        _ column: String, _ path: StructurePath, to name: String
    ) -> Table {
        let (source, target) = (index(of: column), index(of: name))
        let values = rows.map { row -> Value in
            let texts = source.map { row.cells[$0].texts } ?? []
            let found = Value(
                values: texts.flatMap { StructuredText.values(of: $0, at: path) })
            return found.isNull ? target.map { row.cells[$0] } ?? .null : found
        }
        return setting(name, to: values)
    }

    /// With the columns that stand in the text of one.
    ///
    /// A column that is null in every row is no field of the rows: one that the search only asked for
    /// must not take part in a `rename a.* as *` behind it.
    fileprivate func unpacking(
        _ column: String, _ packing: Packing, _ budget: RowBudget
    ) -> Table {
        let source = index(of: column)
        var table = project(
            columns.indices.filter { place in rows.contains { !$0.cells[place].isNull } }
                .map { columns[$0] })
        var places: [String: Int] = [:]
        for (place, name) in table.columns.enumerated() { places[name] = place }
        let found = rows.map { row in
            Self.found(source.map { row.cells[$0].texts } ?? [], packing)
        }
        for name in found.joined().map(\.name) where places[name] == nil {
            guard table.columns.count < SearchLimits.columnsMax else {
                budget.noteValuesKeptOut()
                continue
            }
            places[name] = table.columns.count
            table.columns.append(name)
        }
        for (number, found) in found.enumerated() {
            let missing = table.columns.count - table.rows[number].cells.count
            table.rows[number].cells += Array(repeating: .null, count: missing)
            for (name, values) in found {
                guard let place = places[name] else { continue }
                table.rows[number].cells[place] = Value(values: values)
            }
        }
        return table
    }

    /// Each name once, with all its values.
    private static func found(
        _ texts: [String], _ packing: Packing
    ) -> [(name: String, values: [String])] {
        var found: [(name: String, values: [String])] = []
        var places: [String: Int] = [:]
        func add(_ name: String, _ values: [String]) {
            if let place = places[name] {
                found[place].values += values
            } else {
                places[name] = found.count
                found.append((name, values))
            }
        }
        for text in texts {
            switch packing {
            case .paths:
                for (name, value) in StructuredText.leaves(of: text) { add(name, [value]) }
            case .members(let prefix):
                for (name, values) in StructuredText.members(of: text) {
                    add(prefix + name, values)
                }
            case .xmlPairs:
                // Of several elements of one name the last counts.
                for (name, value) in StructuredText.pairs(of: text) {
                    if let place = places[name] { found[place].values = [] }
                    add(name, [value])
                }
            case .path: break
            }
        }
        return found
    }

    /// A row for each column beside one that is not null there.
    fileprivate func unpivoted(
        _ kept: String, _ name: String, _ value: String, _ budget: RowBudget
    ) -> Table {
        let place = index(of: kept)
        var table = Table(columns: [kept, name, value])
        for row in rows {
            for (other, cell) in row.cells.enumerated() where other != place && !cell.isNull {
                var identity = row.identity + [UInt8(ascii: "/")]
                identity.append(counted: columns[other])
                budget.append(
                    Row(
                        cells: [
                            place.map { row.cells[$0] } ?? .null, .string(columns[other]), cell,
                        ], identity: identity), to: &table)
            }
        }
        return table
    }

    /// Rows that agree in all columns but one are one, where the first of them stood.
    fileprivate func combining(_ column: String) -> Table {
        guard let place = index(of: column) else { return self }
        var table = Table(columns: columns)
        var known: [[[String]]: Int] = [:]
        var values: [[String]] = []
        for row in rows {
            var key = row.cells.map(\.texts)
            key[place] = []
            if let number = known[key] {
                values[number] += row.cells[place].texts
            } else {
                known[key] = table.rows.count
                table.rows.append(row)
                values.append(row.cells[place].texts)
            }
        }
        for number in table.rows.indices {
            table.rows[number].cells[place] = Value(values: values[number])
        }
        return table
    }

    /// With rows for buckets that have none: between the first and the last, and, where all are of the
    /// window, in all of it.
    fileprivate func continuous(
        _ column: String, _ span: TimeSpan, _ fill: String?, _ context: EvaluationContext
    ) -> Table {
        guard let place = index(of: column) else { return self }
        let zone = context.zone
        var byTime: [Timestamp: [Row]] = [:]
        var table = Table(columns: columns)
        for row in rows {
            if let time = row.cells[place].instant { byTime[time, default: []].append(row) }
        }
        guard let first = byTime.keys.min(), let last = byTime.keys.max() else { return table }
        let window = context.window
        let start = span.bucket(of: window.start, zone: zone)
        let isWithin = window.start < window.end && first >= start && last < window.end
        var time = isWithin ? start : first
        while isWithin ? time < window.end : time <= last {
            if let known = byTime[time] {
                for row in known { context.budget.append(row, to: &table) }
            } else {
                var cells = [Value](
                    repeating: fill.map(Value.string) ?? .null, count: columns.count)
                cells[place] = .time(time)
                var identity: [UInt8] = []
                identity.append(counted: time.epochText)
                guard table.rows.count < context.budget.rowsMax else {
                    // One row stands for all that are left out.
                    context.budget.append(Row(cells: cells, identity: identity), to: &table)
                    break
                }
                context.budget.append(Row(cells: cells, identity: identity), to: &table)
            }
            let next = span.next(after: time, zone: zone)
            // Beyond what an instant holds there is no further one.
            guard next > time else { break }
            time = next
        }
        return table
    }
}

extension Pivot {
    /// Rows and columns in the order in which they are first seen; columns then by name, numbers by
    /// size before text.
    fileprivate func apply(to input: Table, _ budget: RowBudget) -> Table {
        let places = keys.map(input.index(of:))
        let namePlace = input.index(of: name)
        let valuePlaces = values.map(input.index(of:))
        var rows: [(key: [Value], identity: [UInt8], cells: [String: [Value]])] = []
        var known: [[[String]]: Int] = [:]
        var names: Set<String> = []
        for row in input.rows {
            let key = places.map { $0.map { row.cells[$0] } ?? .null }
            guard let title = namePlace.flatMap({ row.cells[$0].texts.first }),
                !key.contains(where: \.isNull)
            else { continue }
            let texts = key.map(\.texts)
            let number = known[texts] ?? rows.count
            if number == rows.count {
                known[texts] = number
                var identity: [UInt8] = []
                for text in texts.joined() { identity.append(counted: text) }
                rows.append((key, identity, [:]))
            }
            if names.count < SearchLimits.columnsMax / max(1, values.count)
                || names.contains(title)
            {
                names.insert(title)
                rows[number].cells[title] = valuePlaces.map { $0.map { row.cells[$0] } ?? .null }
            } else {
                budget.noteValuesKeptOut()
            }
        }
        let titles = names.sorted { a, b in Self.precedes(a, b) }
        let columns = values.indices.flatMap { value in
            titles.map { (title: $0, value: value) }
        }
        var table = Table(columns: keys)
        var targets: [Int?] = []
        for (title, value) in columns {
            let name = columnName(title, values[value])
            if let place = table.index(of: name) {
                targets.append(keys.contains(name) ? nil : place)
            } else {
                targets.append(table.columns.count)
                table.columns.append(name)
            }
        }
        for row in rows {
            var cells = row.key
            cells += Array(repeating: .null, count: table.columns.count - keys.count)
            for ((title, value), target) in zip(columns, targets) {
                guard let target else { continue }
                let cell = row.cells[title]?[value] ?? .null
                cells[target] = cell.isNull ? fills[value].map(Value.string) ?? .null : cell
            }
            budget.append(Row(cells: cells, identity: row.identity), to: &table)
        }
        return table
    }

    private func columnName(_ title: String, _ value: String) -> String {
        guard values.count > 1 else { return title }
        return format.replacing("$VAL$", with: title).replacing("$AGG$", with: value)
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        switch (NumericText.number(a), NumericText.number(b)) {
        case (let x?, let y?) where x != y: x < y
        case (_?, nil): true
        case (nil, _?): false
        default: a.utf8.lexicographicallyPrecedes(b.utf8)
        }
    }
}
