import SPL

extension CorrelationRule {
    private static let keys = [
        "type", "rules", "aliases", "group-by", "timespan", "condition", "generate",
    ]

    /// Nil where something is wrong, which `problems` says.
    init?(_ node: RuleNode, _ block: RuleNode, _ problems: inout RuleProblems) {
        let head = RuleHead(node, &problems)
        guard let entries = block.entries else {
            problems.add(
                at: block.place,
                "correlation is \(block.kind): write \"type: event_count\" below it")
            return nil
        }
        for entry in entries where !Self.keys.contains(entry.key) {
            let hint =
                Suggestion.nearest(to: entry.key, among: Self.keys).map {
                    "did you mean \"\($0)\"?"
                }
                ?? "the keys here are \(Self.keys.joined(separator: ", "))"
            problems.add(at: entry.keyPlace, "unknown key \"\(entry.key)\" in correlation: \(hint)")
        }
        let kind = Self.kind(block, &problems)
        let rules = Self.references(block, &problems)
        let seconds = Self.timespan(block, &problems)
        let aliases = Self.aliases(block, rules, &problems)
        let condition = Self.condition(block, kind, rules.count, &problems)
        let generates = Self.generates(node["generate"] ?? block["generate"], &problems)
        let groupBy = Self.names(block["group-by"], "group-by", &problems)
        guard let head, let kind, let seconds, let condition, !problems.hasErrors else {
            return nil
        }
        self.init(
            head: head, kind: kind, rules: rules, groupBy: groupBy, aliases: aliases,
            seconds: seconds, bounds: condition.bounds, fields: condition.fields,
            percentile: condition.percentile, generates: generates)
    }

    private static func kind(_ block: RuleNode, _ problems: inout RuleProblems) -> Kind? {
        let known = Kind.allCases.map(\.rawValue)
        guard let node = block["type"] else {
            problems.add(
                at: block.place, "type is missing: write one of \(known.joined(separator: ", "))")
            return nil
        }
        if let kind = node.text.flatMap(Kind.init) { return kind }
        let near = node.text.flatMap { Suggestion.nearest(to: $0, among: known) }
        problems.add(
            at: node.place,
            "unknown type of correlation \"\(node.text ?? node.kind)\": "
                + (near.map { "did you mean \"\($0)\"?" }
                    ?? "write one of \(known.joined(separator: ", "))"))
        return nil
    }

    /// Names of fields: one, or a list of them.
    private static func names(
        _ node: RuleNode?, _ key: String, _ problems: inout RuleProblems
    ) -> [String] {
        guard let node else { return [] }
        let names = node.items.compactMap(\.text)
        if names.count < node.items.count {
            problems.add(
                at: node.place, "\(key) is no list of names of fields: write \"- <field>\" lines")
        }
        return names
    }

    private static func references(
        _ block: RuleNode, _ problems: inout RuleProblems
    ) -> [Reference] {
        guard let node = block["rules"] else {
            problems.add(
                at: block.place, "rules is missing: name the rules by id or name, as in \"- <id>\"")
            return []
        }
        let references = node.items.compactMap { item in
            item.text.map { Reference(name: $0, place: item.place) }
        }
        if references.isEmpty || references.count < node.items.count {
            problems.add(at: node.place, "rules is no list of ids or names: write \"- <id>\" lines")
        }
        return references
    }

    private static func timespan(_ block: RuleNode, _ problems: inout RuleProblems) -> Int? {
        let hint = "write a number and s, m, h or d, as in 90m"
        guard let node = block["timespan"] else {
            problems.add(at: block.place, "timespan is missing: \(hint)")
            return nil
        }
        let text = node.text ?? ""
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()),
            number > 0, number <= daysMax * 86_400 / unit
        else {
            problems.add(
                at: node.place,
                "timespan is \"\(node.text ?? node.kind)\": \(hint), up to \(daysMax)d")
            return nil
        }
        return number * unit
    }

    private static func aliases(
        _ block: RuleNode, _ rules: [Reference], _ problems: inout RuleProblems
    ) -> [Alias] {
        guard let node = block["aliases"] else { return [] }
        guard let entries = node.entries else {
            problems.add(
                at: node.place,
                "aliases is \(node.kind): write \"<alias>:\" and below it "
                    + "\"<rule>: <field>\" lines")
            return []
        }
        let known = rules.map(\.name)
        return entries.map { entry in
            var alias = Alias(name: entry.key, fields: [])
            guard let fields = entry.value.entries else {
                problems.add(
                    at: entry.value.place,
                    "the alias \"\(entry.key)\" is \(entry.value.kind): write \"<rule>: <field>\" "
                        + "lines below it")
                return alias
            }
            for field in fields {
                if !known.contains(field.key) {
                    problems.add(
                        at: field.keyPlace,
                        "\"\(field.key)\" is none of the rules: \(known.joined(separator: ", "))")
                }
                if let text = field.value.text {
                    alias.fields.append(Alias.Source(rule: field.key, field: text))
                } else {
                    problems.add(
                        at: field.value.place, "\(field.value.kind) for a field: write its name")
                }
            }
            return alias
        }
    }

    private static func generates(_ node: RuleNode?, _ problems: inout RuleProblems) -> Bool {
        guard let node else { return false }
        if case .boolean(let value) = node.scalar { return value }
        problems.add(at: node.place, "generate is \(node.text ?? node.kind): write true or false")
        return false
    }
}

// MARK: - Condition

extension CorrelationRule {
    struct Counting {
        var bounds: [Bound] = []
        var fields: [String] = []
        var percentile = 50.0
    }

    private static func condition(
        _ block: RuleNode, _ kind: Kind?, _ ruleCount: Int, _ problems: inout RuleProblems
    ) -> Counting? {
        guard let node = block["condition"] else {
            guard kind?.needsBound != true else {
                problems.add(
                    at: block.place, "condition is missing: write \"condition: {gte: 10}\"")
                return nil
            }
            // All of the rules must match.
            return Counting(bounds: [Bound(relation: .gte, number: Double(ruleCount))])
        }
        guard let entries = node.entries else {
            let hint =
                node.text == nil
                ? "write \"gte: 10\" below it"
                : "a condition over names of rules is not supported; write \"gte: 10\" below it"
            problems.add(at: node.place, "condition is \(node.kind): \(hint)")
            return nil
        }
        var counting = Counting()
        for entry in entries {
            switch entry.key {
            case "field": counting.fields = names(entry.value, "field", &problems)
            case "percentile":
                guard let number = number(entry.value), (0...100).contains(number) else {
                    problems.add(
                        at: entry.value.place, "percentile is a number from 0 to 100: write one")
                    continue
                }
                counting.percentile = number
            default: bound(entry, &counting, &problems)
            }
        }
        check(counting, kind, node, &problems)
        return counting
    }

    private static func bound(
        _ entry: RuleEntry, _ counting: inout Counting, _ problems: inout RuleProblems
    ) {
        let known = Bound.Relation.allCases.map(\.rawValue)
        guard let relation = Bound.Relation(rawValue: entry.key) else {
            problems.add(
                at: entry.keyPlace,
                "unknown key \"\(entry.key)\" in condition: write \(known.joined(separator: ", ")), "
                    + "field or percentile")
            return
        }
        guard let number = number(entry.value) else {
            problems.add(
                at: entry.value.place,
                "\(entry.key) is \"\(entry.value.text ?? entry.value.kind)\": write a number")
            return
        }
        counting.bounds.append(Bound(relation: relation, number: number))
    }

    private static func check(
        _ counting: Counting, _ kind: Kind?, _ node: RuleNode, _ problems: inout RuleProblems
    ) {
        if counting.bounds.isEmpty, !problems.hasErrors {
            problems.add(at: node.place, "the condition has no bound: write \"gte: 10\"")
        }
        guard let kind else { return }
        if kind.needsField, counting.fields.isEmpty {
            problems.add(at: node.place, "\(kind.rawValue) reads a field: add \"field: <name>\"")
        }
        if !kind.needsField, !counting.fields.isEmpty {
            problems.add(
                at: node.place,
                "\(kind.rawValue) reads no field: leave \"field\" out, or write "
                    + "\"type: value_count\"")
        }
        if kind != .valueCount, counting.fields.count > 1 {
            problems.add(at: node.place, "\(kind.rawValue) reads one field: keep one of them")
        }
    }

    private static func number(_ node: RuleNode) -> Double? {
        node.text.flatMap { DecimalText.isNumber($0) ? Double($0) : nil }
    }
}
