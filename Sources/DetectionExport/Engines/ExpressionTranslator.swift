import CIM
import RegularExpressions
import SPL

/// Expressions over the columns of one table, as ``RowEvaluator`` evaluates them.
struct ExpressionTranslator {
    let dialect: EngineDialect
    let table: SQLTable
    let zoneIsUTC: Bool
    /// What a refusal names.
    let place: String

    /// The column of a name; null where the table has none.
    func column(_ name: String) -> SQLExpression {
        table.column(name) ?? SQLExpression(dialect.null(.text), .text)
    }

    func refusal(_ reason: String) -> EngineRefusal { EngineRefusal(place: place, reason) }

    // MARK: - Values

    func value(_ expression: Expression) throws(EngineRefusal) -> SQLExpression {
        switch expression {
        case .literal(let value): return literal(value)
        case .column(let name): return column(name)
        case .negative(let operand):
            return SQLExpression("(- \(dialect.number(try value(operand))))", .double)
        case .arithmetic(let kind, let left, let right):
            return arithmetic(kind, try value(left), try value(right))
        case .concatenation(let left, let right):
            let texts = [dialect.text(try value(left)), dialect.text(try value(right))]
            return SQLExpression(dialect.concatenation(texts.map { "(\($0))" }), .text)
        case .call(let function, let arguments): return try call(function, arguments)
        case .printed(let operand):
            guard !operand.hasDecimals else {
                throw refusal("arithmetic that is shown only as exactly as its numbers are written")
            }
            return try value(operand)
        case .eachValue(_, _, let isFilter, _):
            throw refusal("`\(isFilter ? "mvfilter" : "mvmap")` has no translation")
        case .formatTime(let input, let format): return try formatted(try value(input), format)
        case .capture(let input, let pattern, let group, let limit):
            return try capture(try value(input), pattern, group, limit)
        case .bucket(let input, let width): return try bucket(try value(input), width)
        case .comparison, .not, .and, .or, .xor, .search:
            let truth = try truth(expression)
            return SQLExpression(
                "CASE WHEN \(truth) THEN 1 WHEN NOT (\(truth)) THEN 0 END", .integer)
        }
    }

    private func literal(_ value: Value) -> SQLExpression {
        switch value {
        case .null: SQLExpression(dialect.null(.text), .text)
        case .string(let text): SQLExpression(dialect.literal(text), .text)
        case .integer(let number):
            SQLExpression("CAST(\(number) AS \(dialect.type(.integer)))", .integer)
        case .double(let number): SQLExpression(EngineDialect.literal(number), .double)
        case .time(let time):
            SQLExpression("CAST(\(time.nanoseconds) AS \(dialect.type(.time)))", .time)
        case .multivalue(let values):
            SQLExpression(
                values.dropFirst().reduce(dialect.list(ofText: dialect.literal(values[0]))) {
                    dialect.concatenated($0, dialect.list(ofText: dialect.literal($1)))
                }, .list)
        }
    }

    private func arithmetic(
        _ kind: ArithmeticOperator, _ left: SQLExpression, _ right: SQLExpression
    ) -> SQLExpression {
        let (a, b) = ("(\(dialect.number(left)))", "(\(dialect.number(right)))")
        switch kind {
        case .add:
            let isText = left.kind == .text || right.kind == .text
            guard isText || left.kind == .list || right.kind == .list else {
                return SQLExpression("(\(a) + \(b))", .double)
            }
            let sum = dialect.text(ofDouble: "(\(a) + \(b))")
            let texts = [dialect.text(left), dialect.text(right)].map { "(\($0))" }
            return SQLExpression(
                "CASE WHEN \(a) IS NOT NULL AND \(b) IS NOT NULL THEN \(sum) "
                    + "ELSE \(dialect.concatenation(texts)) END", .text)
        case .subtract: return SQLExpression("(\(a) - \(b))", .double)
        case .multiply: return SQLExpression("(\(a) * \(b))", .double)
        case .divide: return SQLExpression("(\(a) / NULLIF(\(b), 0e0))", .double)
        case .remainder:
            let divisor = "NULLIF(\(b), 0e0)"
            return SQLExpression(
                "(\(a) - \(divisor) * \(dialect.truncated("(\(a) / \(divisor))")))", .double)
        }
    }

    /// What is no number is passed on unchanged.
    private func formatted(
        _ value: SQLExpression, _ format: String
    ) throws(EngineRefusal) -> SQLExpression {
        guard zoneIsUTC else { throw refusal("times in another zone than UTC") }
        guard let instant = instant(value) else { return value }
        guard let text = dialect.formatted("(\(instant))", format) else {
            throw refusal("the time format \"\(format)\" has a variable without a translation")
        }
        guard value.kind == .text else { return SQLExpression(text, .text) }
        return SQLExpression(
            "CASE WHEN (\(instant)) IS NULL THEN \(value.sql) ELSE \(text) END", .text)
    }

    /// Nanoseconds since the epoch that a value stands for; nil where its kind holds no times.
    func instant(_ value: SQLExpression) -> String? {
        switch value.kind {
        case .time: return value.sql
        case .text, .integer, .double:
            let seconds = "(\(dialect.number(value)))"
            return "CASE WHEN abs(\(seconds)) < 9000000000 "
                + "THEN CAST(round(\(seconds) * 1e9) AS \(dialect.type(.time))) END"
        case .list: return nil
        }
    }

    private func bucket(
        _ value: SQLExpression, _ width: BucketWidth
    ) throws(EngineRefusal) -> SQLExpression {
        switch width {
        case .time(let span):
            guard value.kind == .time,
                let bucket = dialect.bucket(value.sql, span, isUTC: zoneIsUTC)
            else { throw refusal("`bin` of what is no time, or by months or another zone") }
            return SQLExpression(bucket, .time)
        case .number(let size):
            guard value.kind == .integer || value.kind == .double else {
                throw refusal("`bin` of text")
            }
            let width = EngineDialect.literal(size)
            let start = "(floor(\(dialect.number(value)) / \(width)) * \(width))"
            let texts = [
                "(\(dialect.text(ofDouble: start)))", "'-'",
                "(\(dialect.text(ofDouble: "(\(start) + \(width))")))",
            ]
            return SQLExpression(dialect.concatenation(texts), .text)
        }
    }

    private func capture(
        _ value: SQLExpression, _ pattern: RegularExpression, _ group: Int, _ limit: Int?
    ) throws(EngineRefusal) -> SQLExpression {
        let translated = try self.pattern(pattern.pattern)
        guard value.kind != .list else { throw refusal("a pattern over several values") }
        guard !translated.optionalGroups.contains(group) else {
            throw refusal(
                "a group of an alternative: whether it is empty or not there cannot be told")
        }
        let text = dialect.text(value)
        switch limit {
        case 1:
            let found = dialect.firstGroup("(\(text))", translated.text, group)
            let matches = dialect.matches("(\(text))", translated.text)
            return SQLExpression("CASE WHEN \(matches) THEN \(found) END", .text)
        case nil:
            let found = dialect.allGroups("(\(text))", translated.text, group)
            return SQLExpression(dialect.nonEmpty(found), .list)
        case .some: throw refusal("so many matches of a pattern and no more")
        }
    }

    func pattern(_ text: String) throws(EngineRefusal) -> EnginePattern {
        do {
            return try EnginePattern(text, usesRE2: dialect.usesRE2)
        } catch {
            throw error.at(place)
        }
    }

    // MARK: - Conditions

    /// Whether a condition holds, or null where that is not known.
    func truth(_ expression: Expression) throws(EngineRefusal) -> String {
        switch expression {
        case .not(let operand): return "NOT (\(try truth(operand)))"
        case .and(let operands): return try joined(operands, "AND")
        case .or(let operands): return try joined(operands, "OR")
        case .xor(let left, let right):
            return "((\(try truth(left))) <> (\(try truth(right))))"
        case .comparison(let kind, let left, let right):
            return try comparison(kind, try value(left), try value(right))
        case .search(let predicate):
            let translator = PredicateTranslator<String>(dialect: dialect) { column($0) }
            do {
                return try translator.condition(predicate)
            } catch {
                throw error.at(place)
            }
        case .call(.choice(.if), let arguments) where arguments.count == 3:
            let condition = try truth(arguments[0])
            return "(CASE WHEN \(condition) THEN \(try truth(arguments[1])) "
                + "ELSE \(try truth(arguments[2])) END)"
        case .call(.condition(let function), let arguments):
            return try condition(function, arguments)
        case .literal, .column, .negative, .arithmetic, .concatenation, .call, .eachValue,
            .formatTime, .capture, .bucket, .printed:
            return "((\(dialect.number(try value(expression)))) <> 0)"
        }
    }

    private func joined(
        _ operands: [Expression], _ word: String
    ) throws(EngineRefusal) -> String {
        let conditions = try operands.map { operand throws(EngineRefusal) in
            "(\(try truth(operand)))"
        }
        return "(" + conditions.joined(separator: " \(word) ") + ")"
    }

    /// Numeric where both sides are numbers, otherwise by byte; of several values any counts.
    func comparison(
        _ kind: EvalComparison, _ left: SQLExpression, _ right: SQLExpression
    ) throws(EngineRefusal) -> String {
        if left.kind == .list {
            guard right.kind == .text else {
                throw refusal("a comparison of several values")
            }
            guard kind != .equal else {
                let null = dialect.isNull(left)
                return "CASE WHEN \(null) OR (\(right.sql)) IS NULL THEN NULL "
                    + "ELSE \(dialect.contains(left.sql, right.sql)) END"
            }
            throw refusal("a comparison of several values other than `=`")
        }
        guard right.kind != .list else { throw refusal("a comparison with several values") }
        let (a, b) = ("(\(dialect.number(left)))", "(\(dialect.number(right)))")
        let (x, y) = ("(\(dialect.text(left)))", "(\(dialect.text(right)))")
        let sign =
            switch kind {
            case .equal: "="
            case .notEqual: "<>"
            case .ordered(let ordering): ordering.rawValue
            }
        if isNumber(left), isNumber(right) { return "(\(a) \(sign) \(b))" }
        if isPlainText(left) || isPlainText(right) { return "(\(x) \(sign) \(y))" }
        return "(CASE WHEN \(a) IS NOT NULL AND \(b) IS NOT NULL THEN \(a) \(sign) \(b) "
            + "ELSE \(x) \(sign) \(y) END)"
    }

    private func isNumber(_ value: SQLExpression) -> Bool {
        switch value.kind {
        case .integer, .double, .time: true
        case .text, .list: false
        }
    }

    /// Whether it is a literal text that does not look like a number.
    private func isPlainText(_ value: SQLExpression) -> Bool {
        guard value.kind == .text, value.sql.hasPrefix("'"), value.sql.hasSuffix("'") else {
            return false
        }
        return EngineDialect.plainNumber(String(value.sql.dropFirst().dropLast())) == nil
    }
}
