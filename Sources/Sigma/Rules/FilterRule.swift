/// A condition that other rules must not meet.
///
/// Source: Sigma filters specification 2.1.
package struct FilterRule: Hashable, Sendable {
    package var head: RuleHead
    package var logSource: LogSource
    /// The rules that it is for; nil for every rule of the log source.
    package var rules: [CorrelationRule.Reference]?
    package var condition: Condition
}

extension FilterRule {
    /// Nil where something is wrong, which `problems` says.
    init?(
        _ node: RuleNode, _ block: RuleNode, _ placeholders: SigmaPlaceholders,
        _ problems: inout RuleProblems
    ) {
        let head = RuleHead(node, &problems)
        let logSource = LogSource(node, &problems)
        let condition = SigmaRule.detection(
            block, except: ["rules"], placeholders, &problems)
        var rules: [CorrelationRule.Reference]?
        if let list = block["rules"] {
            let isAny = list.text?.lowercased() == "any" || list.items.isEmpty
            if !isAny {
                rules = list.items.compactMap { item in
                    item.text.map { CorrelationRule.Reference(name: $0, place: item.place) }
                }
                if rules?.count != list.items.count {
                    problems.add(
                        at: list.place, "rules is no list of ids or names: write \"- <id>\" lines")
                }
            }
        } else {
            problems.add(
                at: block.place,
                "rules is missing: name the rules by id or name, or write \"rules: any\"")
        }
        guard let head, let logSource, let condition, !problems.hasErrors else { return nil }
        self.init(head: head, logSource: logSource, rules: rules, condition: condition)
    }

    /// Whether a rule is one that the filter is for.
    package func concerns(_ rule: SigmaRule) -> Bool {
        guard logSource.covers(rule.logSource) else { return false }
        return rules?.contains { rule.head.isCalled($0.name) } ?? true
    }
}

extension FilterRule {
    /// What a record must meet to get past the filter.
    ///
    /// The specification writes `condition: selection` for what is left out, and pySigma, which adds
    /// the condition to that of the rule, wants `condition: not selection` for the same. So a condition
    /// of negations alone says what stays, and any other what is left out.
    ///
    /// Source: Sigma filters specification 2.1, "Examples"; pySigma, `SigmaFilter.apply_on_rule`.
    package var kept: Condition { condition.isNegative ? condition : .not(condition) }
}

extension Condition {
    fileprivate var isNegative: Bool {
        switch self {
        case .not: true
        case .and(let parts), .or(let parts): !parts.isEmpty && parts.allSatisfy(\.isNegative)
        case .field, .missing, .present, .compare, .keyword: false
        }
    }
}

extension SigmaRule {
    /// The rule without what filters keep back.
    package func filtered(by filters: [FilterRule]) -> SigmaRule {
        let kept = filters.filter { $0.concerns(self) }.map(\.kept)
        var rule = self
        if !kept.isEmpty { rule.condition = .and([rule.condition] + kept) }
        return rule
    }
}
