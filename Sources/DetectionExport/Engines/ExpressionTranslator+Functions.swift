import SPL

/// The functions of `eval` and `where`.
extension ExpressionTranslator {
    func call(
        _ function: EvalFunction, _ arguments: [Expression]
    ) throws(EngineRefusal) -> SQLExpression {
        switch function {
        case .choice(.if): return try choice([arguments[0], arguments[1]], otherwise: arguments[2])
        case .choice(.case): return try choice(arguments, otherwise: nil)
        case .choice(.coalesce): return try coalesce(arguments)
        case .conversion(.null): return SQLExpression(dialect.null(.text), .text)
        case .conversion(.nullif):
            let (a, b) = (try value(arguments[0]), try value(arguments[1]))
            let equal = try comparison(.equal, a, b)
            return SQLExpression(
                "CASE WHEN \(equal) THEN \(dialect.null(a.kind)) ELSE \(a.sql) END", a.kind)
        case .condition(let function):
            let truth = try condition(function, arguments)
            return SQLExpression(
                "CASE WHEN \(truth) THEN 1 WHEN NOT (\(truth)) THEN 0 END", .integer)
        case .conversion(.tonumber), .conversion(.tostring):
            return try converted(function, arguments)
        case .time(.now), .time(.time): return SQLExpression("w", .time)
        case .time(.strftime): return try time(arguments)
        case .time(.relative_time): return try relativeTime(arguments)
        case .text(let text) where Self.translatedTexts.contains(text):
            return try self.text(text, arguments)
        case .list(let list) where Self.translatedLists.contains(list):
            return try self.list(list, arguments)
        case .number(let number) where Self.translatedNumbers.contains(number):
            return try self.number(number, arguments)
        // Another function is refused until somebody translates it.
        case .choice, .conversion, .text, .time, .number, .overall, .bits, .list, .document:
            throw refusal("`\(function.name)()` has no translation")
        }
    }

    private static let translatedTexts: Set<TextFunction> = [
        .len, .lower, .upper, .trim, .ltrim, .rtrim, .substr, .replace, .md5,
    ]
    private static let translatedLists: Set<ListFunction> = [
        .mvcount, .mvdedup, .mvindex, .mvjoin, .mvappend, .mvsort, .split,
    ]
    private static let translatedNumbers: Set<NumberFunction> = [
        .abs, .ceiling, .exact, .exp, .floor, .ln, .sqrt, .round,
    ]

    // MARK: - Choices

    /// The value behind the first condition that is true.
    private func choice(
        _ pairs: [Expression], otherwise last: Expression?
    ) throws(EngineRefusal) -> SQLExpression {
        var branches: [(condition: String, value: SQLExpression)] = []
        for pair in 0..<(pairs.count / 2) {
            branches.append((try truth(pairs[2 * pair]), try value(pairs[2 * pair + 1])))
        }
        let otherwise = try last.map { last throws(EngineRefusal) in try value(last) }
        let kind = common(branches.map(\.value) + (otherwise.map { [$0] } ?? []))
        var sql = "CASE"
        for (condition, value) in branches {
            sql += " WHEN \(condition) THEN \(dialect.converted(value, to: kind))"
        }
        let rest = otherwise.map { dialect.converted($0, to: kind) } ?? dialect.null(kind)
        return SQLExpression(sql + " ELSE \(rest) END", kind)
    }

    private func coalesce(_ arguments: [Expression]) throws(EngineRefusal) -> SQLExpression {
        let values = try arguments.map { argument throws(EngineRefusal) in try value(argument) }
        let kind = common(values)
        var sql = "CASE"
        for value in values {
            sql += " WHEN NOT \(dialect.isNull(value)) THEN \(dialect.converted(value, to: kind))"
        }
        return SQLExpression(sql + " ELSE \(dialect.null(kind)) END", kind)
    }

    /// The kind that takes all values; literal nulls take any.
    private func common(_ values: [SQLExpression]) -> SQLKind {
        let known = values.filter { $0.sql != dialect.null(.text) }
        return known.dropFirst().reduce(known.first?.kind ?? .text) {
            QueryTranslator.common($0, $1.kind)
        }
    }

    // MARK: - Conditions

    func condition(
        _ function: ConditionFunction, _ arguments: [Expression]
    ) throws(EngineRefusal) -> String {
        switch function {
        case .true: return "TRUE"
        case .false: return "FALSE"
        case .isnull, .isnotnull:
            let isNull =
                arguments[0].isCondition
                ? "((\(try truth(arguments[0]))) IS NULL)"
                : dialect.isNull(try value(arguments[0]))
            return function == .isnull ? isNull : "NOT \(isNull)"
        case .isbool: return arguments[0].isCondition ? "TRUE" : "FALSE"
        case .isnum: return "((\(dialect.number(try value(arguments[0])))) IS NOT NULL)"
        case .isint:
            let number = "(\(dialect.number(try value(arguments[0]))))"
            return "COALESCE(\(number) = floor(\(number)), FALSE)"
        case .isstr:
            let value = try value(arguments[0])
            return "(NOT \(dialect.isNull(value)) AND (\(dialect.number(value))) IS NULL)"
        case .in:
            let value = try value(arguments[0])
            let options = try arguments.dropFirst().map { option throws(EngineRefusal) in
                "COALESCE(\(try comparison(.equal, value, try self.value(option))), FALSE)"
            }
            return "(CASE WHEN \(dialect.isNull(value)) THEN NULL "
                + "ELSE (\(options.joined(separator: " OR "))) END)"
        case .like: return try like(arguments)
        case .match: return try match(arguments)
        case .cidrmatch, .json_has_key_exact, .json_valid, .tobool:
            throw refusal("`\(function.rawValue)()` has no translation")
        }
    }

    private func like(_ arguments: [Expression]) throws(EngineRefusal) -> String {
        guard case .literal(.string(let pattern)) = arguments[1] else {
            throw refusal("`like()` with a pattern that is computed")
        }
        // Nothing takes the meaning of a wildcard there; a backslash is one like any other.
        let escaped = pattern.replacing("\\", with: "\\\\")
        return try some(arguments[0]) { dialect.like($0, escaped) }
    }

    private func match(_ arguments: [Expression]) throws(EngineRefusal) -> String {
        guard case .literal(.string(let text)) = arguments[1] else {
            throw refusal("`match()` with a pattern that is computed")
        }
        let pattern = try pattern(text)
        return try some(arguments[0]) { dialect.matches($0, pattern.text) }
    }

    /// Whether a condition holds for some value; null where there is none.
    private func some(
        _ argument: Expression, _ holds: (String) -> String
    ) throws(EngineRefusal) -> String {
        let value = try value(argument)
        guard value.kind == .list else { return holds("(\(dialect.text(value)))") }
        guard let any = dialect.any(value.sql, holds) else {
            throw refusal(
                "a condition over several values: \(dialect.displayName) SQL has no lambdas")
        }
        return "(CASE WHEN \(dialect.isNull(value)) THEN NULL ELSE \(any) END)"
    }
}
