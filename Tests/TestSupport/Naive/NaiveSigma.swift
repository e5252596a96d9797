import Foundation
package import Sigma

/// The specification of Sigma, word by word, over a rule as a tree of YAML and a record as names and
/// values: slow, and with nothing of what riskd makes of rules.
///
/// Source: Sigma specification 2.1, rules and modifiers.
package struct NaiveSigma {
    package typealias Record = [String: [String]]

    /// What a rule says that cannot be read; a test that meets one has a mistake.
    package struct Unreadable: Error {
        package let what: String
    }

    /// What stands in place of `%name%`.
    private let placeholders: [String: [String]]

    package init(placeholders: [String: [String]] = [:]) { self.placeholders = placeholders }

    /// Whether the block `detection` of a rule matches a record.
    package func matches(_ detection: RuleNode, _ record: Record) throws -> Bool {
        var results: [(String, Bool)] = []
        var conditions: [String] = []
        for entry in detection.entries ?? [] {
            switch entry.key {
            case "timeframe": break
            case "condition":
                if case .sequence(let items) = entry.value.content {
                    conditions = items.compactMap(\.text)
                } else {
                    conditions = [entry.value.text ?? ""]
                }
            default: results.append((entry.key, try selection(entry.value, record)))
            }
        }
        return try conditions.contains { try NaiveSigmaCondition($0, results).value() }
    }

    // MARK: - Selections

    private func selection(_ node: RuleNode, _ record: Record) throws -> Bool {
        switch node.content {
        case .scalar: return try anyValue(node, nil, [], record)
        case .sequence(let items): return try items.contains { try selection($0, record) }
        case .mapping(let entries):
            return try entries.allSatisfy { entry in
                let parts = entry.key.components(separatedBy: "|")
                let modifiers = Array(parts.dropFirst())
                let field = parts[0].isEmpty ? nil : parts[0]
                var nodes = [entry.value]
                if case .sequence(let items) = entry.value.content { nodes = items }
                func holds(_ node: RuleNode) throws -> Bool {
                    try anyValue(node, field, modifiers, record)
                }
                let result =
                    modifiers.contains("all")
                    ? try nodes.allSatisfy(holds) : try nodes.contains(where: holds)
                return modifiers.contains("neq") ? !result : result
            }
        }
    }

    /// Whether one value of a rule is met by the field of a record, or by any value where there is none.
    private func anyValue(
        _ node: RuleNode, _ field: String?, _ modifiers: [String], _ record: Record
    ) throws -> Bool {
        guard case .scalar(let text, let isPlain) = node.content else {
            throw Unreadable(what: "a value that is no scalar")
        }
        let values = field.map { record[$0] ?? [] } ?? record.values.flatMap { $0 }
        if isPlain, ["", "null", "~", "Null", "NULL"].contains(text) {
            return record[field ?? ""] == nil
        }
        if modifiers.contains("exists") { return (record[field ?? ""] != nil) == (text == "true") }
        if modifiers.contains("fieldref") {
            return try reference(text, modifiers, values, record)
        }
        if modifiers.first == "re" {
            return try values.contains { try expression(text, modifiers, $0) }
        }
        if modifiers.contains("cidr") { return values.contains { Self.network(text, has: $0) } }
        for (name, relation) in Self.relations where modifiers.contains(name) {
            let number = Double(text) ?? .nan
            return values.contains { Double($0).map { relation($0, number) } ?? false }
        }
        for part in ["minute", "hour", "day", "week", "month", "year"]
        where modifiers.contains(part) {
            return values.contains { Self.part(part, of: $0) == Int(text) }
        }
        let patterns = try NaiveSigmaText.patterns(
            text, isPlainNumber: isPlain && Double(text) != nil, modifiers, placeholders)
        let isCased = modifiers.contains("cased")
        return values.contains { value in
            patterns.contains { pattern in
                let whole = field == nil ? [.any] + pattern + [.any] : pattern
                return NaiveSigmaText.matches(value, whole, isCased: isCased)
            }
        }
    }

    private func reference(
        _ name: String, _ modifiers: [String], _ values: [String], _ record: Record
    ) throws -> Bool {
        func folded(_ text: String) -> String {
            modifiers.contains("cased") ? text : text.lowercased()
        }
        return values.map(folded).contains { value in
            (record[name] ?? []).map(folded).contains { other in
                if modifiers.contains("contains") { return other.isEmpty || value.contains(other) }
                switch (modifiers.contains("startswith"), modifiers.contains("endswith")) {
                case (true, true): return other.isEmpty || value.contains(other)
                case (true, false): return value.hasPrefix(other)
                case (false, true): return value.hasSuffix(other)
                case (false, false): return value == other
                }
            }
        }
    }

    private func expression(
        _ pattern: String, _ modifiers: [String], _ value: String
    ) throws -> Bool {
        var options: NSRegularExpression.Options = []
        if modifiers.contains("i") { options.insert(.caseInsensitive) }
        if modifiers.contains("m") { options.insert(.anchorsMatchLines) }
        if modifiers.contains("s") { options.insert(.dotMatchesLineSeparators) }
        let expression = try NSRegularExpression(pattern: pattern, options: options)
        let range = NSRange(value.startIndex..., in: value)
        return expression.firstMatch(in: value, range: range) != nil
    }

    private static let relations: [(String, @Sendable (Double, Double) -> Bool)] = [
        ("lte", { $0 <= $1 }), ("gte", { $0 >= $1 }), ("lt", { $0 < $1 }), ("gt", { $0 > $1 }),
    ]

    // MARK: - Addresses and times

    /// Bits of an address, by the system's own reading of it.
    private static func bits(_ text: String) -> [Bool]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if unsafe inet_pton(family, text, &bytes) == 1 {
                return bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 == 1 } }
            }
        }
        return nil
    }

    private static func network(_ network: String, has address: String) -> Bool {
        let parts = network.components(separatedBy: "/")
        guard let base = bits(parts[0]), let bits = bits(address), base.count == bits.count else {
            return false
        }
        let length = parts.count > 1 ? Int(parts[1]) ?? 0 : base.count
        return base.prefix(length) == bits.prefix(length)
    }

    private static func part(_ part: String, of value: String) -> Int? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        guard let date = formatter.date(from: value) else { return nil }
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = formatter.timeZone
        let parts = calendar.dateComponents(
            [.minute, .hour, .day, .month, .year, .weekOfYear], from: date)
        return switch part {
        case "minute": parts.minute
        case "hour": parts.hour
        case "day": parts.day
        case "month": parts.month
        case "week": parts.weekOfYear
        default: parts.year
        }
    }
}
