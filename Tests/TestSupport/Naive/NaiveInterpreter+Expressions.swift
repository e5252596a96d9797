import CIM
import Foundation
import RegularExpressions
import SPL

extension NaiveInterpreter {
    /// The value of an expression; conditions as 1, 0 or null.
    func value(_ expression: SPL.Expression, _ row: NaiveRow) -> [String] {
        switch expression {
        case .literal(let value): return value.texts
        case .column(let name): return row[name] ?? []
        case .negative(let operand):
            return NaiveText.values(single(operand, row).flatMap(NaiveText.number).map { 0 - $0 })
        case .arithmetic(let kind, let left, let right):
            let (a, b) = (value(left, row), value(right, row))
            guard a.count == 1, b.count == 1 else { return [] }
            guard let x = NaiveText.number(a[0]), let y = NaiveText.number(b[0]) else {
                return kind == .add ? [a[0] + b[0]] : []
            }
            switch kind {
            case .add: return NaiveText.values(x + y)
            case .subtract: return NaiveText.values(x - y)
            case .multiply: return NaiveText.values(x * y)
            case .divide: return NaiveText.values(x / y)
            case .remainder: return NaiveText.values(fmod(x, y))
            }
        case .concatenation(let left, let right):
            let (a, b) = (value(left, row), value(right, row))
            return a.count == 1 && b.count == 1 ? [a[0] + b[0]] : []
        case .call(let function, let arguments): return call(function, arguments, row)
        case .printed(let operand):
            let (values, places) = measured(operand, row)
            guard let places, let number = values.first.flatMap(NaiveText.number) else {
                return values
            }
            return NaiveText.values(NaiveText.rounded(number, max(0, places)))
        case .eachValue(let column, let body, let isFilter, let given):
            return (given.map { value($0, row) } ?? row[column] ?? []).flatMap { text -> [String] in
                var one = row
                one[column] = [text]
                if isFilter { return truth(body, one) == true ? [text] : [] }
                return value(body, one)
            }
        case .formatTime(let input, let format):
            let given = value(input, row)
            guard given.count == 1, let seconds = NaiveText.number(given[0]) else { return given }
            return [NaiveTime.text(seconds, format)]
        case .capture(let input, let pattern, let group, let limit):
            let found = value(input, row).flatMap { text in
                NaiveText.matches(pattern.pattern, text).prefix(limit ?? .max)
            }
            let texts = found.compactMap { $0.indices.contains(group) ? $0[group] : nil }
            return Array(texts.prefix(limit ?? .max))
        case .bucket(let input, let width): return bucket(value(input, row), width)
        case .comparison, .not, .and, .or, .xor, .search:
            return truth(expression, row).map { [$0 ? "1" : "0"] } ?? []
        }
    }

    /// A number with the decimal places that it is exact to; nil where it is wholly exact.
    func measured(
        _ expression: SPL.Expression, _ row: NaiveRow
    ) -> (values: [String], places: Int?) {
        switch expression {
        case .literal(.string(let text)): return ([text], NaiveText.places(text))
        case .column(let name) where writtenColumns.contains(name):
            let values = row[name] ?? []
            return (values, values.count == 1 ? NaiveText.places(values[0]) : nil)
        case .negative(let operand):
            return (value(expression, row), measured(operand, row).places)
        case .printed(let operand): return measured(operand, row)
        case .arithmetic(let kind, let left, let right):
            let (a, b) = (measured(left, row), measured(right, row))
            guard let x = a.values.first.flatMap(NaiveText.number), a.values.count == 1,
                let y = b.values.first.flatMap(NaiveText.number), b.values.count == 1
            else { return (value(expression, row), nil) }
            let result: Double =
                switch kind {
                case .add: x + y
                case .subtract: x - y
                case .multiply: x * y
                case .divide: x / y
                case .remainder: fmod(x, y)
                }
            let all = [a, b].compactMap(\.places)
            guard kind == .multiply || kind == .divide else {
                return (NaiveText.values(result), all.min())
            }
            let figures = [(x, a.places), (y, b.places)].compactMap { number, places in
                places.map { max(1, $0 + NaiveText.wholeDigits(number)) }
            }
            return (
                NaiveText.values(result),
                figures.min().map { $0 - NaiveText.wholeDigits(result) }
            )
        default: return (value(expression, row), nil)
        }
    }

    /// The value where it is exactly one.
    func single(_ expression: SPL.Expression, _ row: NaiveRow) -> String? {
        let texts = value(expression, row)
        return texts.count == 1 ? texts[0] : nil
    }

    private func bucket(_ given: [String], _ width: BucketWidth) -> [String] {
        guard given.count == 1, let number = NaiveText.number(given[0]) else { return given }
        switch width {
        case .number(let size):
            let start = (number / size).rounded(.down) * size
            return [NaiveText.values(start)[0] + "-" + NaiveText.values(start + size)[0]]
        case .time(.seconds(let seconds)):
            let size = Double(seconds)
            return NaiveText.values((number.rounded(.down) / size).rounded(.down) * size)
        // Days are counted from the epoch in UTC, the zone of these tests.
        case .time(.days(let days)):
            let size = Double(days) * 86_400
            return NaiveText.values((number / size).rounded(.down) * size)
        case .time(.months(let months)):
            let parts = NaiveTime.calendar.dateComponents(
                [.year, .month], from: Date(timeIntervalSince1970: number))
            let month = (parts.year ?? 0) * 12 + (parts.month ?? 1) - 1
            let first = month - month % months
            let start = NaiveTime.calendar.date(
                from: DateComponents(year: first / 12, month: first % 12 + 1, day: 1))
            return NaiveText.values(start?.timeIntervalSince1970)
        }
    }

    // MARK: - Conditions

    /// Three-valued: nil where something that matters is null.
    func truth(_ expression: SPL.Expression, _ row: NaiveRow) -> Bool? {
        switch expression {
        case .not(let operand): return truth(operand, row).map { !$0 }
        case .and(let operands):
            let all = operands.map { truth($0, row) }
            return all.contains(false) ? false : all.contains(nil) ? nil : true
        case .or(let operands):
            let all = operands.map { truth($0, row) }
            return all.contains(true) ? true : all.contains(nil) ? nil : false
        case .xor(let left, let right):
            guard let a = truth(left, row), let b = truth(right, row) else { return nil }
            return a != b
        case .comparison(let kind, let left, let right):
            let (a, b) = (value(left, row), value(right, row))
            if a.isEmpty || b.isEmpty { return nil }
            return a.contains { x in b.contains { y in compare(kind, x, y) } }
        case .search(let predicate): return holds(predicate, row)
        case .call(.condition(let function), let arguments):
            return condition(function, arguments, row)
        case .call(.choice(.if), let arguments) where expression.isCondition:
            return truth(truth(arguments[0], row) == true ? arguments[1] : arguments[2], row)
        default:
            return single(expression, row).flatMap(NaiveText.number).map { $0 != 0 }
        }
    }

    func compare(_ kind: EvalComparison, _ x: String, _ y: String) -> Bool {
        let (a, b) = (NaiveText.number(x), NaiveText.number(y))
        let areEqual = x == y || (a != nil && a == b)
        switch kind {
        case .equal: return areEqual
        case .notEqual: return !areEqual
        case .ordered(let ordering): return NaiveText.compare(x, ordering.rawValue, y)
        }
    }

    func holds(_ predicate: SPL.Predicate<String>, _ row: NaiveRow) -> Bool {
        func matches(_ text: String, _ pattern: TextPattern) -> Bool {
            pattern.isCaseSensitive
                ? NaiveText.glob(Array(pattern.text), Array(text))
                : NaiveText.matches(text, pattern: pattern.text, readsNetworks: true)
        }
        switch predicate {
        case .all: return true
        case .and(let parts): return parts.allSatisfy { holds($0, row) }
        case .or(let parts): return parts.contains { holds($0, row) }
        case .not(let part): return !holds(part, row)
        case .matches(let column, let patterns):
            return (row[column] ?? []).contains { text in patterns.contains { matches(text, $0) } }
        case .differs(let column, let pattern):
            return (row[column] ?? []).contains { !matches($0, pattern) }
        case .ordered(let column, let ordering, let right):
            return (row[column] ?? []).contains {
                NaiveText.compare($0, ordering.rawValue, right)
            }
        // The search language has none of these.
        case .passes, .compares: return false
        case .term(let pattern, let column):
            return (column.flatMap { row[$0] } ?? []).contains {
                NaiveScan.word(pattern.text, isIn: $0)
            }
        }
    }
}
