import SPL
import Sigma

/// A rule of Sigma as what is behind a detection.
struct DetectionRule: Sendable {
    var rule: SigmaRule
    /// Where `logsource` stands, for what is wrong with it.
    let place: LocatedText

    /// What is wrong with the log source; nil where some source answers the rule.
    var refusal: ContentProblem? {
        switch LogSourceTable.standard.answer(rule.logSource) {
        case .notRead(let reason): return place.problem(.error, reason)
        case .sources(let sources):
            if rule.plan(over: sources) != nil { return nil }
            let names = sources.map(\.name).joined(separator: ", ")
            return place.problem(
                .error, "no source answers the rule: \(names) lack a field that it needs")
        }
    }

    /// The search that riskd runs; without a plan where there is a ``refusal``.
    var compiled: CompiledSearch {
        guard case .sources(let sources) = LogSourceTable.standard.answer(rule.logSource),
            let plan = rule.plan(over: sources)
        else { return CompiledSearch(plan: nil, errors: [], warnings: []) }
        return CompiledSearch(
            plan: plan.plan, errors: [], warnings: [], columns: plan.plan.scans[0].columns)
    }

    func filtered(by filters: [FilterRule]) -> DetectionRule {
        var other = self
        other.rule = rule.filtered(by: filters)
        return other
    }
}
