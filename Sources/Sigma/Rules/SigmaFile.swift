/// The documents of one file.
///
/// Each is read by itself: one with a mistake keeps no other from being read.
package struct SigmaFile: Sendable {
    /// What became of one document.
    package enum Document: Sendable {
        case rule(SigmaRule)
        case correlation(CorrelationRule)
        case filter(FilterRule)
        /// Something is wrong; title and id are there when it says them.
        case invalid(title: String?, id: String?)
    }

    package struct Entry: Sendable {
        package var document: Document
        package var problems: [RuleProblem]
        /// Of what a problem with the rule as a whole stands at: its log source, or the document.
        package var place: Int
    }

    package private(set) var entries: [Entry] = []
    /// Problems that stand in none of the documents.
    package private(set) var problems: [RuleProblem] = []

    /// - Parameter nodes: One for each document, in their order; empty ones are passed over.
    package init(_ nodes: [RuleNode], _ placeholders: SigmaPlaceholders = SigmaPlaceholders()) {
        var merging = GlobalDocuments()
        for node in nodes where node.scalar != .null {
            guard let document = merging.next(node, &problems) else { continue }
            entries.append(Self.read(document, placeholders))
        }
        if entries.isEmpty, problems.isEmpty {
            problems.append(
                RuleProblem(
                    at: nodes.first?.place ?? 0, "the file holds no rule: write \"title: …\""))
        }
    }

    private static func read(_ node: RuleNode, _ placeholders: SigmaPlaceholders) -> Entry {
        var problems = RuleProblems()
        var document: Document?
        if node.entries == nil {
            problems.add(
                at: node.place, "the document is \(node.kind): write \"title: …\" and other keys")
        } else if let block = node["correlation"] {
            document = CorrelationRule(node, block, &problems).map { .correlation($0) }
        } else if let block = node["filter"] {
            document = FilterRule(node, block, placeholders, &problems).map { .filter($0) }
        } else {
            document = SigmaRule(node, placeholders, &problems).map { .rule($0) }
        }
        return Entry(
            document: document
                ?? .invalid(title: node["title"]?.text, id: node["id"]?.text),
            problems: problems.list,
            place: (node["logsource"] ?? node["correlation"] ?? node).place)
    }

    /// Whether a document has a key that only rules, correlations, filters and what is said for them
    /// have.
    package static func isRule(_ node: RuleNode) -> Bool {
        (node.entries ?? []).contains { keys.contains($0.key) }
    }

    private static let keys = ["logsource", "detection", "correlation", "filter", "action"]
}

/// Documents that say something for those behind them: `action: global`, `reset`, `repeat`.
///
/// Source: Sigma specification 1.0, "Rule Collections", which 2.1 still lets tools read.
private struct GlobalDocuments {
    private var global: RuleNode?
    private var last: RuleNode?

    /// The document with what is said for it; nil for one that only says something for others.
    mutating func next(_ node: RuleNode, _ problems: inout [RuleProblem]) -> RuleNode? {
        guard let action = node["action"] else {
            if node["correlation"] != nil || node["filter"] != nil { return node }
            let document = global.map { Self.merge($0, under: node) } ?? node
            last = document
            return document
        }
        var rest = node
        rest.content = .mapping((node.entries ?? []).filter { $0.key != "action" })
        switch action.text {
        case "global":
            global = rest
            last = rest
            return nil
        case "reset":
            global = nil
            return nil
        case "repeat":
            let document = last.map { Self.merge($0, under: rest) } ?? rest
            last = document
            return document
        default:
            problems.append(
                RuleProblem(
                    at: action.place,
                    "unknown action \"\(action.text ?? action.kind)\": write global, reset or repeat"
                ))
            return nil
        }
    }

    /// What a document says counts; mappings are put together key by key.
    private static func merge(_ base: RuleNode, under node: RuleNode) -> RuleNode {
        guard let own = node.entries, let given = base.entries else { return node }
        var entries = own.map { entry in
            var entry = entry
            if let other = given.first(where: { $0.key == entry.key }) {
                entry.value = merge(other.value, under: entry.value)
            }
            return entry
        }
        entries += given.filter { other in !own.contains { $0.key == other.key } }
        return RuleNode(.mapping(entries), place: node.place)
    }
}
