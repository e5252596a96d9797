import SPL

/// Functions of text, numbers, times and several values.
extension ExpressionTranslator {
    func text(
        _ function: TextFunction, _ arguments: [Expression]
    ) throws(EngineRefusal) -> SQLExpression {
        let value = try value(arguments[0])
        guard value.kind != .list else {
            throw refusal("`\(function.rawValue)()` of several values")
        }
        let text = "(\(dialect.text(value)))"
        switch function {
        case .len: return SQLExpression(dialect.length(text), .integer)
        case .lower: return SQLExpression(dialect.lower(text), .text)
        case .upper: return SQLExpression(dialect.upper(text), .text)
        case .trim, .ltrim, .rtrim:
            let characters = try arguments.count > 1 ? self.literal(arguments[1]) : " \t"
            return SQLExpression(
                dialect.trimmed(
                    text, of: characters, start: function != .rtrim, end: function != .ltrim),
                .text)
        case .substr: return try substring(text, arguments)
        case .replace: return try replaced(text, arguments)
        case .md5:
            switch dialect {
            case .duckdb, .spark: return SQLExpression("md5(\(text))", .text)
            case .clickhouse: return SQLExpression("lower(hex(MD5(\(text))))", .text)
            case .flink: return SQLExpression("MD5(\(text))", .text)
            }
        default: throw refusal("`\(function.rawValue)()` has no translation")
        }
    }

    /// A text that stands in the search.
    private func literal(_ expression: Expression) throws(EngineRefusal) -> String {
        guard case .literal(.string(let text)) = expression, !text.isEmpty else {
            throw refusal("an argument that is computed, where a text must stand")
        }
        return text
    }

    /// A whole number that stands in the search.
    private func wholeNumber(_ expression: Expression) -> Int? {
        switch expression {
        case .literal(.integer(let number)): Int(exactly: number)
        case .literal(.string(let text)): Int(text)
        case .literal(.double(let number)): Int(exactly: number)
        case .negative(let operand): wholeNumber(operand).map { -$0 }
        default: nil
        }
    }

    private func substring(
        _ text: String, _ arguments: [Expression]
    ) throws(EngineRefusal) -> SQLExpression {
        guard let start = wholeNumber(arguments[1]), start > 0 else {
            throw refusal("`substr()` from the end, from 0, or from a place that is computed")
        }
        var length: String?
        if arguments.count > 2 {
            guard let number = wholeNumber(arguments[2]), number >= 0 else {
                throw refusal("`substr()` of a length that is computed")
            }
            length = String(number)
        }
        return SQLExpression(dialect.substring(text, "\(start)", length), .text)
    }

    private func replaced(
        _ text: String, _ arguments: [Expression]
    ) throws(EngineRefusal) -> SQLExpression {
        guard case .literal(.string(let pattern)) = arguments[1],
            case .literal(.string(let template)) = arguments[2]
        else { throw refusal("`replace()` with a pattern or text that is computed") }
        let translated = try self.pattern(pattern)
        var replacement = template
        switch dialect {
        case .duckdb, .clickhouse: break
        case .flink:
            guard !template.contains("\\") else {
                throw refusal(
                    "a back-reference in what `replace()` puts in: Flink takes it as text")
            }
        case .spark:
            guard !template.contains("$") else { throw refusal("`$` in what `replace()` puts in") }
            for digit in 0...9 {
                replacement = replacement.replacing("\\\(digit)", with: "$\(digit)")
            }
        }
        return SQLExpression(dialect.replacing(text, translated.text, replacement), .text)
    }

    // MARK: - Conversion

    func converted(
        _ function: EvalFunction, _ arguments: [Expression]
    ) throws(EngineRefusal) -> SQLExpression {
        guard arguments.count == 1 else {
            throw refusal("`\(function.name)()` with a second argument has no translation")
        }
        if function == .conversion(.tostring), arguments[0].isCondition {
            let truth = try truth(arguments[0])
            return SQLExpression(
                "CASE WHEN \(truth) THEN 'True' WHEN NOT (\(truth)) THEN 'False' END", .text)
        }
        let value = try value(arguments[0])
        if function == .conversion(.tonumber) {
            return SQLExpression("(\(dialect.number(value)))", .double)
        }
        return value.kind == .list ? value : SQLExpression("(\(dialect.text(value)))", .text)
    }

    // MARK: - Times

    func time(_ arguments: [Expression]) throws(EngineRefusal) -> SQLExpression {
        let value = try value(arguments[0])
        let format = try literal(arguments[1])
        guard zoneIsUTC else { throw refusal("times in another zone than UTC") }
        guard let instant = instant(value),
            let text = dialect.formatted("(\(instant))", format)
        else { throw refusal("the time format \"\(format)\" has no translation") }
        return SQLExpression(text, .text)
    }

    func relativeTime(_ arguments: [Expression]) throws(EngineRefusal) -> SQLExpression {
        let value = try value(arguments[0])
        let text = try literal(arguments[1])
        // A modifier that is as long everywhere: clock units alone, without a snap.
        guard let modifier = try? TimeModifier(text), let bounds = modifier.offsetBounds,
            bounds.lowerBound == bounds.upperBound, let instant = instant(value)
        else { throw refusal("`relative_time()` by days, months or full units") }
        return SQLExpression(
            "((\(instant)) + CAST(\(bounds.lowerBound) AS \(dialect.type(.time))))", .time)
    }

    // MARK: - Numbers

    func number(
        _ function: NumberFunction, _ arguments: [Expression]
    ) throws(EngineRefusal) -> SQLExpression {
        let number = "(\(dialect.number(try value(arguments[0]))))"
        if function == .round {
            let digits = arguments.count > 1 ? wholeNumber(arguments[1]) : 0
            guard let digits, (0...15).contains(digits) else {
                throw refusal("`round()` to digits that are computed")
            }
            return SQLExpression(dialect.rounded(number, digits), .double)
        }
        guard let sql = dialect.mathematics(function, number) else {
            throw refusal("`\(function.rawValue)()` has no translation")
        }
        return SQLExpression(sql, .double)
    }

    // MARK: - Several values

    func list(
        _ function: ListFunction, _ arguments: [Expression]
    ) throws(EngineRefusal) -> SQLExpression {
        let value = try value(arguments[0])
        let list = dialect.list(value)
        switch function {
        case .mvcount:
            guard value.kind == .list else {
                return SQLExpression(
                    "CASE WHEN NOT \(dialect.isNull(value)) THEN "
                        + "CAST(1 AS \(dialect.type(.integer))) END", .integer)
            }
            return SQLExpression(dialect.count(ofList: list), .integer)
        case .mvappend:
            let lists = try arguments.map { argument throws(EngineRefusal) in
                dialect.list(try self.value(argument))
            }
            return SQLExpression(lists.dropFirst().reduce(lists[0], dialect.concatenated), .list)
        case .mvdedup: return SQLExpression(dialect.distinct(list), .list)
        case .mvsort: return SQLExpression(dialect.sorted(list), .list)
        case .mvjoin:
            return SQLExpression(
                dialect.joined(list, dialect.literal(try literal(arguments[1]))), .text)
        case .mvindex:
            guard arguments.count == 2, let place = wholeNumber(arguments[1]) else {
                throw refusal("`mvindex()` of several places, or of one that is computed")
            }
            let count = dialect.count(ofList: list)
            let element = place < 0 ? "(\(count) + \(place + 1))" : "\(place + 1)"
            let sql = dialect.element(list, element)
            return SQLExpression(
                place < 0 ? "CASE WHEN \(element) >= 1 THEN \(sql) END" : sql, .text)
        case .split:
            guard value.kind != .list else { throw refusal("`split()` of several values") }
            return SQLExpression(
                dialect.split("(\(dialect.text(value)))", try literal(arguments[1])), .list)
        default: throw refusal("`\(function.rawValue)()` has no translation")
        }
    }

    // MARK: - Order

    /// What rows are sorted by: null last, then numbers before text.
    func order(by key: SortKey) throws(EngineRefusal) -> [String] {
        let value = column(key.column)
        let direction = key.isDescending ? " DESC" : " ASC"
        let nullLast = "CASE WHEN \(dialect.isNull(value)) THEN 1 ELSE 0 END"
        guard value.kind != .list else { throw refusal("`sort` by several values") }
        let number = "(\(dialect.number(value)))"
        switch key.order {
        case .address: throw refusal("`sort` by addresses has no translation")
        case .text: return [nullLast, "(\(dialect.text(value)))\(direction)"]
        case .number, .automatic:
            guard value.kind == .text else { return [nullLast, "\(value.sql)\(direction)"] }
            let isText = "CASE WHEN \(number) IS NULL THEN 1 ELSE 0 END\(direction)"
            let byNumber = [nullLast, isText, "COALESCE(\(number), 0e0)\(direction)"]
            guard key.order == .automatic else { return byNumber }
            return byNumber + [
                "CASE WHEN \(number) IS NULL THEN \(value.sql) ELSE '' END\(direction)"
            ]
        }
    }
}

extension EngineDialect {
    /// Half away from zero.
    func rounded(_ number: String, _ digits: Int) -> String {
        let scale = "1e\(digits)"
        let magnitude = "floor(abs(\(number)) * \(scale) + 0.5e0) / \(scale)"
        return "(CASE WHEN \(number) < 0 THEN - (\(magnitude)) ELSE \(magnitude) END)"
    }
}
