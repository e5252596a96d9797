/// A correlation rule with the rules that it is over.
package struct LinkedCorrelation: Sendable {
    package enum Part: Sendable {
        case rule(SigmaRule)
        case correlation(LinkedCorrelation)
    }

    package var rule: CorrelationRule
    /// One for each of the rule's references, in their order.
    package var parts: [Part]

    /// Correlations within correlations; more are refused.
    package static let depthMax = 8
    /// Rules that one is over, those of correlations within it among them; more are refused.
    package static let rulesMax = 100

    package init(rule: CorrelationRule, parts: [Part]) {
        self.rule = rule
        self.parts = parts
    }
}

extension LinkedCorrelation {
    /// All detection rules that it is over, each as often as it is named.
    package var detectionRules: [SigmaRule] {
        parts.flatMap { part in
            switch part {
            case .rule(let rule): [rule]
            case .correlation(let other): other.detectionRules
            }
        }
    }

    /// How far back a match may begin, of the correlations within one after the other.
    package var lookbackSeconds: Int64 {
        var within: Int64 = 0
        for case .correlation(let other) in parts { within = max(within, other.lookbackSeconds) }
        return Int64(rule.seconds) + within
    }

    package func filtered(by filters: [FilterRule]) -> LinkedCorrelation {
        var other = self
        other.parts = parts.map { part in
            switch part {
            case .rule(let rule): .rule(rule.filtered(by: filters))
            case .correlation(let inner): .correlation(inner.filtered(by: filters))
            }
        }
        return other
    }
}

extension LinkedCorrelation.Part {
    package var title: String {
        switch self {
        case .rule(let rule): rule.head.title
        case .correlation(let other): other.rule.head.title
        }
    }
}
