/// A detection rule: which records it is for, and what it looks for in each.
package struct SigmaRule: Hashable, Sendable {
    package var head: RuleHead
    package var logSource: LogSource
    package var condition: Condition

    /// Keys of `detection` that are no selections.
    static let reserved = ["condition", "timeframe"]
}

extension SigmaRule {
    /// Nil where something is wrong, which `problems` says.
    init?(
        _ node: RuleNode, _ placeholders: SigmaPlaceholders, _ problems: inout RuleProblems
    ) {
        let head = RuleHead(node, &problems)
        let logSource = LogSource(node, &problems)
        var detection: Condition?
        if let block = node["detection"] {
            detection = Self.detection(block, placeholders, &problems)
        } else {
            problems.add(
                at: node.place,
                "detection is missing: add \"detection:\" with a selection and a condition")
        }
        guard let head, let logSource, let detection, !problems.hasErrors else { return nil }
        self.init(head: head, logSource: logSource, condition: detection)
    }

    /// Selections and their condition, as they stand in `detection` and in `filter`.
    ///
    /// - Parameter others: Keys that are no selections either.
    static func detection(
        _ block: RuleNode, except others: [String] = [], _ placeholders: SigmaPlaceholders,
        _ problems: inout RuleProblems
    ) -> Condition? {
        guard let entries = block.entries else {
            problems.add(
                at: block.place, "detection is \(block.kind): write \"selection:\" lines below it")
            return nil
        }
        var reader = SelectionReader(placeholders)
        let selections = entries.filter { !(reserved + others).contains($0.key) }.map {
            (name: $0.key, condition: reader.read($0.value, name: $0.key))
        }
        for problem in reader.problems.list { problems.add(problem) }
        if let timeframe = entries.first(where: { $0.key == "timeframe" }) {
            problems.add(
                .warning, at: timeframe.keyPlace,
                "timeframe has no meaning here: the timespan of a correlation rule has")
        }
        guard let node = block["condition"] else {
            problems.add(
                at: block.place, "the condition is missing: add \"condition: selection\"")
            return nil
        }
        return condition(node, selections, entries, &problems)
    }

    /// One condition, or several of which any may hold.
    private static func condition(
        _ node: RuleNode, _ selections: [(name: String, condition: Condition?)],
        _ entries: [RuleEntry], _ problems: inout RuleProblems
    ) -> Condition? {
        var used: Set<String> = []
        var conditions: [Condition?] = []
        for item in node.items {
            guard let text = item.text else {
                problems.add(
                    at: item.place, "the condition is \(item.kind): write \"condition: selection\"")
                return nil
            }
            var parser = ConditionParser(text, selections)
            do {
                conditions.append(try parser.parse())
                used.formUnion(parser.used)
            } catch {
                problems.add(at: item.place, offset: error.offset, error.message)
                return nil
            }
        }
        for entry in entries
        where selections.contains(where: { $0.name == entry.key }) && !used.contains(entry.key) {
            problems.add(
                .warning, at: entry.keyPlace,
                "the condition does not use \"\(entry.key)\": leave it out, or name it there")
        }
        let found = conditions.compactMap { $0 }
        guard !conditions.isEmpty else {
            problems.add(
                at: node.place, "the condition is an empty list: write \"condition: selection\"")
            return nil
        }
        return found.count == conditions.count ? .any(found) : nil
    }
}

extension LogSource {
    /// Nil where something is wrong, which `problems` says.
    init?(_ node: RuleNode, _ problems: inout RuleProblems) {
        guard let block = node["logsource"] else {
            problems.add(
                at: node.place,
                "logsource is missing: add \"logsource: {product: windows, category: …}\"")
            return nil
        }
        guard block.entries != nil else {
            problems.add(
                at: block.place, "logsource is \(block.kind): write \"product: windows\" below it")
            return nil
        }
        func text(_ key: String) -> String? {
            guard let value = block[key] else { return nil }
            if value.text == nil {
                problems.add(at: value.place, "\(key) is \(value.kind): write a single value")
            }
            return value.text
        }
        self.init(product: text("product"), category: text("category"), service: text("service"))
        if self == LogSource(), !problems.hasErrors {
            problems.add(
                at: block.place, "logsource names nothing: write a product, category or service")
            return nil
        }
    }
}
