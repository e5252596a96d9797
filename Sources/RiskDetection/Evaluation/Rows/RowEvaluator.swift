import CIM
import RegularExpressions
import SPL

/// Evaluates expressions over the rows of one table.
struct RowEvaluator {
    let columns: ColumnPlaces
    let context: EvaluationContext

    init(columns: [String], context: EvaluationContext) {
        self.columns = ColumnPlaces(columns)
        self.context = context
    }

    // MARK: - Values

    /// The value of an expression; a condition, which no column can hold, as 1, 0 or null.
    func value(_ expression: Expression, _ row: Row) -> Value {
        switch expression {
        case .literal(let value): return value
        case .column(let name): return columns[name].map { row.cells[$0] } ?? .null
        case .negative(let operand):
            return value(operand, row).number.map { Value(number: -$0) } ?? .null
        case .arithmetic(let kind, let left, let right):
            return Self.arithmetic(kind, value(left, row), value(right, row))
        case .concatenation(let left, let right):
            return Self.concatenation(value(left, row), value(right, row))
        case .call(let function, let arguments): return call(function, arguments, row)
        case .eachValue(let column, let body, let isFilter, let values):
            return eachValue(of: column, body, isFilter: isFilter, values, row)
        case .printed(let operand): return measure(operand, row).printed
        case .formatTime(let input, let format):
            let value = value(input, row)
            guard let time = value.instant else { return value }
            return .string(TimeFormat(format).text(of: time, zone: context.zone))
        case .capture(let input, let pattern, let group, let limit):
            let found = value(input, row).texts.flatMap {
                pattern.matches(in: $0, limit: limit, context.patterns.losses)
            }
            let values = found.compactMap { $0.group(group) }
            return Value(values: limit.map { Array(values.prefix($0)) } ?? values)
        case .bucket(let input, let width):
            return Self.bucket(value(input, row), width, context.zone)
        case .comparison, .not, .and, .or, .xor, .search:
            return truth(expression, row).map { .integer($0 ? 1 : 0) } ?? .null
        }
    }

    /// Text with a number is put together rather than added.
    private static func arithmetic(
        _ kind: ArithmeticOperator, _ left: Value, _ right: Value
    ) -> Value {
        if let a = left.number, let b = right.number {
            return Value(number: kind.result(a, b))
        }
        return kind == .add ? concatenation(left, right) : .null
    }

    static func concatenation(_ left: Value, _ right: Value) -> Value {
        guard left.texts.count == 1, right.texts.count == 1 else { return .null }
        return .string(left.texts[0] + right.texts[0])
    }

    private static func bucket(
        _ value: Value, _ width: BucketWidth, _ zone: TimeZoneRules
    ) -> Value {
        switch width {
        case .time(let span):
            guard let time = value.instant else { return value }
            return .time(span.bucket(of: time, zone: zone))
        case .number(let size):
            guard let number = value.number else { return value }
            let start = (number / size).rounded(.down) * size
            // Numbers near the end of their range have no bucket.
            guard start.isFinite, (start + size).isFinite else { return value }
            return .string(
                Value(number: start).texts[0] + "-" + Value(number: start + size).texts[0])
        }
    }

    private func eachValue(
        of column: String, _ body: Expression, isFilter: Bool, _ given: Expression?, _ row: Row
    ) -> Value {
        guard let place = columns[column] else { return .null }
        var one = row
        var values: [String] = []
        for text in given.map({ value($0, row).texts }) ?? row.cells[place].texts {
            one.cells[place] = .string(text)
            if isFilter {
                if truth(body, one) == true { values.append(text) }
            } else {
                values += value(body, one).texts
            }
        }
        return Value(values: values)
    }

    private func call(_ function: EvalFunction, _ arguments: [Expression], _ row: Row) -> Value {
        func values() -> [Value] { arguments.map { value($0, row) } }
        switch function {
        case .choice(let function): return choose(function, arguments, row)
        case .condition(let function):
            return truth(of: function, arguments, row).map { .integer($0 ? 1 : 0) } ?? .null
        case .conversion(.typeof) where arguments[0].isCondition: return .string("Boolean")
        case .conversion(.tostring) where arguments[0].isCondition:
            return truth(arguments[0], row).map { .string($0 ? "True" : "False") } ?? .null
        case .conversion(let function): return function.value(values())
        case .text(let function): return function.value(values(), context)
        case .time(let function): return function.value(values(), context)
        case .number(.random):
            guard case .integer(let place)? = values().first else { return .null }
            return .integer(context.random.next(of: place))
        case .number(.sigfig): return measure(arguments[0], row).significant
        case .number(let function): return function.value(values())
        case .overall(let function): return function.value(values())
        case .bits(let function): return function.value(values())
        case .list(let function): return function.value(values(), context)
        case .document(let function):
            return function.value(arguments.map { DocumentArgument($0, value($0, row)) })
        }
    }

    private func choose(
        _ function: ChoiceFunction, _ arguments: [Expression], _ row: Row
    ) -> Value {
        /// The value behind the first condition of which this is known.
        func first(where truth: Bool) -> Value {
            for pair in 0..<(arguments.count / 2)
            where self.truth(arguments[2 * pair], row) == truth {
                return value(arguments[2 * pair + 1], row)
            }
            return .null
        }
        switch function {
        case .if:
            return value(truth(arguments[0], row) == true ? arguments[1] : arguments[2], row)
        case .case: return first(where: true)
        case .validate: return first(where: false)
        case .coalesce:
            for argument in arguments {
                let value = value(argument, row)
                if !value.isNull { return value }
            }
            return .null
        }
    }

    // MARK: - Conditions

    /// Whether a condition holds; nil where that is not known because something is null.
    func truth(_ expression: Expression, _ row: Row) -> Bool? {
        switch expression {
        case .not(let operand): return truth(operand, row).map { !$0 }
        case .and(let operands): return all(operands, row, are: true)
        case .or(let operands): return all(operands, row, are: false)
        case .xor(let left, let right):
            guard let a = truth(left, row), let b = truth(right, row) else { return nil }
            return a != b
        case .comparison(let kind, let left, let right):
            return kind.holds(value(left, row), value(right, row))
        case .search(let predicate): return predicate.holds(for: row, columns)
        case .call(.choice(.if), let arguments) where arguments.count == 3:
            return truth(truth(arguments[0], row) == true ? arguments[1] : arguments[2], row)
        case .call(.condition(let function), let arguments):
            return truth(of: function, arguments, row)
        default: return value(expression, row).number.map { $0 != 0 }
        }
    }

    /// Some look at a condition rather than at a value.
    private func truth(
        of function: ConditionFunction, _ arguments: [Expression], _ row: Row
    ) -> Bool? {
        if let condition = arguments.first, condition.isCondition {
            switch function {
            case .isbool: return true
            case .isnull: return truth(condition, row) == nil
            case .isnotnull: return truth(condition, row) != nil
            default: break
            }
        }
        return function.truth(arguments.map { value($0, row) }, context)
    }

    /// AND of the operands, or with `wanted` false OR: known as soon as one of them settles it.
    private func all(_ operands: [Expression], _ row: Row, are wanted: Bool) -> Bool? {
        var isKnown = true
        for operand in operands {
            switch truth(operand, row) {
            case wanted: continue
            case nil: isKnown = false
            default: return !wanted
            }
        }
        return isKnown ? wanted : nil
    }
}

extension EvalComparison {
    /// Of several values any may fulfil it.
    func holds(_ left: Value, _ right: Value) -> Bool? {
        let (a, b) = (left.texts, right.texts)
        guard !a.isEmpty, !b.isEmpty else { return nil }
        return a.contains { x in b.contains { y in holds(x, y) } }
    }

    private func holds(_ left: String, _ right: String) -> Bool {
        switch self {
        case .equal: Self.isEqual(left, right)
        case .notEqual: !Self.isEqual(left, right)
        case .ordered(let ordering): ordering.holds(left, right)
        }
    }

    private static func isEqual(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard let a = NumericText.number(left), let b = NumericText.number(right) else {
            return false
        }
        return a == b
    }
}
