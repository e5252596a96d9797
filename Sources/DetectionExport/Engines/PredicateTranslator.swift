import SPL

/// Conditions of the search language, which are true or false and never null.
struct PredicateTranslator<Reference: Sendable> {
    let dialect: EngineDialect
    let value: (Reference) -> SQLExpression

    init(dialect: EngineDialect, value: @escaping (Reference) -> SQLExpression) {
        self.dialect = dialect
        self.value = value
    }

    func condition(_ predicate: Predicate<Reference>) throws(EngineRefusal) -> String {
        switch predicate {
        case .all: return "TRUE"
        case .and(let parts): return try joined(parts, "AND", empty: "TRUE")
        case .or(let parts): return try joined(parts, "OR", empty: "FALSE")
        case .not(let part): return "NOT (\(try condition(part)))"
        case .matches(_, let patterns) where patterns.contains { $0.network != nil }:
            throw Self.network
        case .differs(_, let pattern) where pattern.network != nil: throw Self.network
        case .matches(let reference, let patterns):
            return try some(of: value(reference)) { matches($0, patterns) }
        case .differs(let reference, let pattern):
            return try some(of: value(reference)) { "NOT (\(matches($0, [pattern])))" }
        case .ordered(let reference, let ordering, let right):
            return try some(of: value(reference)) { ordered($0, ordering, right) }
        case .passes, .compares:
            throw EngineRefusal("a comparison that only rules of Sigma have")
        // Neither summaries nor rows hold raw text.
        case .term: return "FALSE"
        }
    }

    private static var network: EngineRefusal {
        EngineRefusal("a comparison with a network such as 10.0.0.0/8")
    }

    /// The condition where only what is true counts, so that null may stand for false.
    func filter(_ predicate: Predicate<Reference>) throws(EngineRefusal) -> String {
        switch predicate {
        case .and(let parts) where !parts.isEmpty:
            let conditions = try parts.map { part throws(EngineRefusal) in try filter(part) }
            return "(" + conditions.joined(separator: " AND ") + ")"
        case .or(let parts) where !parts.isEmpty:
            let conditions = try parts.map { part throws(EngineRefusal) in try filter(part) }
            return "(" + conditions.joined(separator: " OR ") + ")"
        case .matches(let reference, let patterns)
        where value(reference).kind == .text && patterns.allSatisfy { $0.network == nil }:
            return patterns.contains(where: \.matchesEverything)
                ? try condition(predicate) : matches(value(reference).sql, patterns)
        case .differs(let reference, let pattern)
        where value(reference).kind == .text && pattern.network == nil:
            return pattern.matchesEverything
                ? "FALSE" : "NOT (\(matches(value(reference).sql, [pattern])))"
        case .all, .and, .or, .not, .matches, .differs, .ordered, .passes, .compares, .term:
            return try condition(predicate)
        }
    }

    private func joined(
        _ parts: [Predicate<Reference>], _ word: String, empty: String
    ) throws(EngineRefusal) -> String {
        guard !parts.isEmpty else { return empty }
        let conditions = try parts.map { part throws(EngineRefusal) in try condition(part) }
        return "(" + conditions.joined(separator: " \(word) ") + ")"
    }

    /// Whether a condition holds for a value that is there; of several for any of them.
    private func some(
        of value: SQLExpression, _ holds: (String) -> String
    ) throws(EngineRefusal) -> String {
        guard value.kind == .list else {
            let text = dialect.text(value)
            return "(\(text) IS NOT NULL AND \(holds(text)))"
        }
        guard let any = dialect.any(value.sql, holds) else {
            throw EngineRefusal(
                "a condition over several values: \(dialect.displayName) SQL has no lambdas")
        }
        return "COALESCE(\(any), FALSE)"
    }

    private func matches(_ text: String, _ patterns: [TextPattern]) -> String {
        if patterns.contains(where: \.matchesEverything) { return "TRUE" }
        var conditions: [String] = []
        for isCaseSensitive in [false, true] {
            let some = patterns.filter { $0.isCaseSensitive == isCaseSensitive }
            let folded = isCaseSensitive ? text : dialect.lower(text)
            let whole = some.filter(\.isLiteral).map {
                dialect.literal(String(decoding: $0.pieces[0], as: UTF8.self))
            }
            if whole.count == 1 { conditions.append("\(folded) = \(whole[0])") }
            if whole.count > 1 {
                conditions.append("\(folded) IN (\(whole.joined(separator: ", ")))")
            }
            for pattern in some where !pattern.isLiteral {
                conditions.append(dialect.like(folded, EngineDialect.likePattern(pattern)))
            }
        }
        return conditions.count == 1
            ? conditions[0] : "(" + conditions.joined(separator: " OR ") + ")"
    }

    private func ordered(_ text: String, _ ordering: Ordering, _ right: String) -> String {
        let byCharacter = "\(text) \(ordering.rawValue) \(dialect.literal(right))"
        guard let number = EngineDialect.plainNumber(right) else { return byCharacter }
        let left = dialect.number(ofText: text)
        return "CASE WHEN (\(left)) IS NOT NULL THEN (\(left)) \(ordering.rawValue) \(number) "
            + "ELSE \(byCharacter) END"
    }
}

extension EngineDialect {
    /// A number that the search language takes a text for, as it stands in a query; nil for any
    /// other text.
    static func plainNumber(_ text: String) -> String? {
        guard (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({
                (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0)
            }), let number = Double(text), number.isFinite
        else { return nil }
        return literal(number)
    }

    /// A number that is a double in every engine.
    static func literal(_ number: Double) -> String {
        let text = "\(number)"
        let double = text.contains("e") ? text : "\(text)e0"
        return number < 0 ? "(\(double))" : double
    }
}
