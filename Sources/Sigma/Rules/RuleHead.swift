import SPL

/// What rules, correlations and filters say of themselves.
package struct RuleHead: Hashable, Sendable {
    /// Of the document, for messages.
    package var place: Int
    package var title: String
    /// A UUID, mostly; optional in Sigma.
    package var id: String?
    /// How correlations and filters may call it.
    package var name: String?
    package var status: RuleStatus?
    package var level: RuleLevel?
    package var description: String
    package var author: String
    package var date: String
    package var references: [String]
    /// As written, such as `attack.t1197`.
    package var tags: [String]
    package var falsePositives: [String]
    /// Fields that an analyst wants to see.
    package var fields: [String]
    /// Where SigmaHQ keeps recorded events that the rule matches: the path of an `info.yml`.
    package var regressionTests: String?

    /// Whether a reference of a correlation or a filter means this one.
    package func isCalled(_ reference: String) -> Bool {
        id?.lowercased() == reference.lowercased() || name == reference || title == reference
    }
}

/// Source: Sigma specification 2.1, "Status".
package enum RuleStatus: String, CaseIterable, Sendable {
    case stable, test, experimental, deprecated, unsupported
}

/// Source: Sigma specification 2.1, "Level".
package enum RuleLevel: String, CaseIterable, Sendable {
    case informational, low, medium, high, critical
}

extension RuleHead {
    /// Nil without a title; what else is wrong is reported.
    init?(_ node: RuleNode, _ problems: inout RuleProblems) {
        guard let title = node["title"]?.text, !title.isEmpty else {
            problems.add(
                at: node.place, "the title is missing: add \"title: <what the rule detects>\"")
            return nil
        }
        place = node.place
        self.title = title
        id = node["id"]?.text
        name = node["name"]?.text
        status = Self.choice("status", node, .warning, &problems)
        level = Self.choice("level", node, .error, &problems)
        description = node["description"]?.text ?? ""
        author = node["author"]?.text ?? ""
        date = node["modified"]?.text ?? node["date"]?.text ?? ""
        references = Self.texts("references", node)
        tags = Self.texts("tags", node)
        falsePositives = Self.texts("falsepositives", node)
        fields = Self.texts("fields", node)
        regressionTests = node["regression_tests_path"]?.text
    }

    private static func texts(_ key: String, _ node: RuleNode) -> [String] {
        node[key]?.items.compactMap(\.text) ?? []
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ node: RuleNode, _ severity: RuleProblem.Severity,
        _ problems: inout RuleProblems
    ) -> Choice? {
        guard let value = node[key] else { return nil }
        let known = Choice.allCases.map(\.rawValue)
        if let text = value.text, let choice = Choice(rawValue: text) { return choice }
        let given = value.text.map { "\"\($0)\"" } ?? value.kind
        let near = value.text.flatMap { Suggestion.nearest(to: $0, among: known) }
        problems.add(
            severity, at: value.place,
            "\(key) is \(given): "
                + (near.map { "did you mean \"\($0)\"?" }
                    ?? "write one of \(known.joined(separator: ", "))"))
        return nil
    }
}
