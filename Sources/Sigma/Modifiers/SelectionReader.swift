import RegularExpressions
import SPL

/// Reads a selection of a rule (a search identifier) as a condition.
///
/// A mapping is the conjunction of its fields, a list the disjunction of its items; items that are
/// single values are keywords. All that is wrong is reported, not only the first.
///
/// Source: Sigma specification 2.1, "Lists", "Maps", "Special Field Values", "Keywords search".
struct SelectionReader {
    let placeholders: SigmaPlaceholders
    var problems = RuleProblems()

    /// Tests of values in the selections of one rule; more are refused.
    static let testsMax = 50_000
    private var tests = 0

    init(_ placeholders: SigmaPlaceholders) { self.placeholders = placeholders }

    /// Nil where something is wrong, which `problems` says.
    mutating func read(_ node: RuleNode, name: String) -> Condition? {
        switch node.content {
        case .scalar: return keyword(node)
        case .mapping(let entries):
            guard !entries.isEmpty else {
                problems.add(at: node.place, "\"\(name)\" is empty: write \"field: value\" lines")
                return nil
            }
            let parts = entries.map { item($0) }
            let found = parts.compactMap { $0 }
            return found.count == parts.count ? .every(found) : nil
        case .sequence(let items):
            guard !items.isEmpty else {
                problems.add(at: node.place, "\"\(name)\" is empty: write a list of values")
                return nil
            }
            let parts = items.map { read($0, name: name) }
            let found = parts.compactMap { $0 }
            return found.count == parts.count ? .any(found) : nil
        }
    }

    private mutating func keyword(_ node: RuleNode) -> Condition? {
        values([node], field: nil, [], key: nil).map { .any($0) }
    }

    /// A line `field|modifier: values`.
    private mutating func item(_ entry: RuleEntry) -> Condition? {
        let parts = entry.key.split(separator: "|", omittingEmptySubsequences: false)
        guard let modifiers = modifiers(parts.dropFirst(), of: entry) else { return nil }
        let field = parts[0].isEmpty ? nil : String(parts[0])
        if field == nil, parts.count == 1 {
            problems.add(at: entry.keyPlace, "the name of the field is empty: write one")
            return nil
        }
        guard let nodes = list(entry) else { return nil }
        let used = modifiers.map(\.modifier)
        if used.contains(.all), nodes.count == 1 {
            problems.add(
                .warning, at: entry.keyPlace,
                "\"all\" of one value: leave it out, or write several values")
        }
        guard let values = values(nodes, field: field, modifiers, key: entry) else { return nil }
        let condition: Condition = used.contains(.all) ? .every(values) : .any(values)
        return used.contains(.neq) ? .not(condition) : condition
    }

    private mutating func list(_ entry: RuleEntry) -> [RuleNode]? {
        switch entry.value.content {
        case .scalar: return [entry.value]
        case .mapping:
            problems.add(
                at: entry.value.place,
                "the value of \"\(entry.key)\" is a mapping: write a single value or a list")
            return nil
        case .sequence(let items):
            if items.isEmpty {
                problems.add(
                    at: entry.value.place,
                    "\"\(entry.key)\" has no value: write null for a field that must be missing")
            }
            for item in items where item.text == nil {
                problems.add(
                    at: item.place,
                    "\(item.kind) among the values of \"\(entry.key)\": write single values")
            }
            return items.isEmpty || items.contains { $0.text == nil } ? nil : items
        }
    }

    private mutating func modifiers(
        _ names: ArraySlice<Substring>, of entry: RuleEntry
    ) -> [PlacedModifier]? {
        var modifiers: [PlacedModifier] = []
        for name in names {
            let offset = entry.key.utf8.distance(from: entry.key.startIndex, to: name.startIndex)
            guard let modifier = Modifier(rawValue: String(name)) else {
                let known = Modifier.allCases.map(\.rawValue)
                let hint =
                    Suggestion.nearest(to: String(name), among: known)
                    .map { "did you mean \"\($0)\"?" }
                    ?? "write one of \(known.joined(separator: ", "))"
                problems.add(
                    at: entry.keyPlace, offset: offset, "unknown modifier \"\(name)\": \(hint)")
                continue
            }
            modifiers.append(PlacedModifier(modifier: modifier, offset: offset))
        }
        return modifiers.count == names.count ? modifiers : nil
    }

    // MARK: - Values

    /// A condition for each value; nil where one of them does not fit.
    private mutating func values(
        _ nodes: [RuleNode], field: String?, _ modifiers: [PlacedModifier], key: RuleEntry?
    ) -> [Condition]? {
        var conditions: [Condition] = []
        for node in nodes {
            guard let scalar = node.scalar,
                let modified = modify(ModifiedValue(scalar), modifiers, key, node)
            else { continue }
            let parts = modified.map { condition($0, field, at: node) }
            let found = parts.compactMap { $0 }
            guard found.count == parts.count else { continue }
            tests += found.count
            guard tests <= Self.testsMax else {
                problems.add(
                    at: node.place,
                    "the rule has more than \(Self.testsMax) values: make several rules of it")
                return nil
            }
            conditions.append(.any(found))
        }
        return conditions.count == nodes.count ? conditions : nil
    }

    private mutating func modify(
        _ value: ModifiedValue, _ modifiers: [PlacedModifier], _ key: RuleEntry?, _ node: RuleNode
    ) -> [ModifiedValue]? {
        var values = [value]
        for placed in modifiers {
            var next: [ModifiedValue] = []
            for value in values {
                do {
                    next += try placed.modifier.apply(value, placeholders)
                } catch {
                    problems.add(at: node.place, error.message)
                    return nil
                }
                guard next.count <= Self.testsMax else {
                    problems.add(
                        at: node.place,
                        "the modifiers make more than \(Self.testsMax) values of this")
                    return nil
                }
            }
            values = next
        }
        return values
    }

    /// Nil where the value cannot be asked of a field, or of all of them.
    private mutating func condition(
        _ value: ModifiedValue, _ field: String?, at node: RuleNode
    ) -> Condition? {
        if let test = test(value, isKeyword: field == nil, at: node) {
            return field.map { .field($0, test) } ?? .keyword(test)
        }
        guard let field else {
            switch value {
            case .null, .reference, .existence:
                problems.add(
                    at: node.place,
                    "\(value.kind) without a field: write the name of a field before it")
            default: break
            }
            return nil
        }
        switch value {
        case .null: return .missing(field)
        case .existence(let exists): return exists ? .present(field) : .missing(field)
        case .reference(let other, let comparison):
            return .compare(field, comparison, with: other)
        default: return nil
        }
    }

    /// Nil for what is no test of a value, and for what is wrong, which is then reported.
    private mutating func test(
        _ value: ModifiedValue, isKeyword: Bool, at node: RuleNode
    ) -> ValueTest? {
        switch value {
        case .null, .reference, .existence: return nil
        case .network(let network, let text): return .network(network, text)
        case .ordered(let ordering, let number): return .ordered(ordering, number)
        case .timePart(let part, let number): return .timePart(part, number)
        case .expression(let pattern, let flags): return expression(pattern, flags, at: node)
        case .boolean, .number, .text:
            guard let (text, isCased, _) = value.asText else { return nil }
            guard text.isText else {
                problems.add(
                    at: node.place,
                    "the encoded value is no text that a record holds: write \"base64offset\" behind "
                        + "the encoding")
                return nil
            }
            // A keyword may stand anywhere in a value.
            return .text(
                isKeyword ? text.open(atStart: true, atEnd: true) : text, isCased: isCased)
        }
    }

    private mutating func expression(
        _ pattern: String, _ flags: String, at node: RuleNode
    ) -> ValueTest? {
        let prefix = flags.isEmpty ? "" : "(?\(flags))"
        do {
            return .expression(try RegularExpression(prefix + pattern))
        } catch {
            problems.add(
                at: node.place, offset: max(0, error.offset - prefix.utf8.count),
                "not a regular expression: \(error.message)")
            return nil
        }
    }
}
