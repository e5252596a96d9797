import RiskDetection
import SPL
import Sigma

/// A rule of Sigma as what is behind a detection.
struct DetectionRule: Sendable {
    enum Body: Sendable {
        case rule(SigmaRule)
        case correlation(CorrelationRule)
    }

    private(set) var body: Body
    /// Where the log source of a rule or the block of a correlation stands, for what is wrong with it.
    let place: LocatedText
    /// The rules that a correlation is over, where they are named.
    let references: [LocatedText]
    /// A correlation with its rules; nil before they are looked up, and where one of them is missing.
    private(set) var linked: LinkedCorrelation?
    /// Why a correlation has no rules.
    private(set) var brokenLink: ContentProblem?
    /// The ids of the detections that a correlation is over.
    private(set) var parts: [String] = []

    init(_ body: Body, _ place: LocatedText, references: [LocatedText] = []) {
        self.body = body
        self.place = place
        self.references = references
    }

    var head: RuleHead {
        switch body {
        case .rule(let rule): rule.head
        case .correlation(let rule): rule.head
        }
    }

    /// The log sources of the rule, or of the rules that a correlation is over, each once.
    var logSources: [LogSource] {
        var sources: [LogSource] = []
        switch body {
        case .rule(let rule): sources = [rule.logSource]
        case .correlation: sources = linked?.detectionRules.map(\.logSource) ?? []
        }
        return sources.enumerated().filter { sources.firstIndex(of: $0.element) == $0.offset }
            .map(\.element)
    }

    /// What `check` says the detection is over.
    var logSourceText: String {
        switch body {
        case .rule(let rule): rule.logSource.description
        case .correlation: "correlation"
        }
    }

    /// How much earlier the windows of a detection begin, so that a match may begin before them.
    var lookbackSeconds: Int64 { linked?.lookbackSeconds ?? 0 }

    /// Whether rules that a correlation is over report their matches as well.
    var generates: Bool {
        if case .correlation(let rule) = body { rule.generates } else { true }
    }

    /// The search that riskd runs, without a plan where something is wrong, and what that is.
    func compiled(
        _ settings: SigmaSettings
    ) -> (search: CompiledSearch, refusal: ContentProblem?) {
        func refused(_ problem: ContentProblem?) -> (CompiledSearch, ContentProblem?) {
            (CompiledSearch(plan: nil, errors: [], warnings: []), problem)
        }
        switch body {
        case .rule(let rule):
            switch settings.logSources.answer(rule.logSource) {
            case .notRead(let reason): return refused(place.problem(.error, reason))
            case .sources(let sources):
                if let plan = rule.plan(over: sources) {
                    return (Self.search(plan.plan, plan.plan.scans[0].columns), nil)
                }
                let names = sources.map(\.name).joined(separator: ", ")
                return refused(
                    place.problem(
                        .error,
                        "no source answers the rule: \(names) lack a field that it needs"))
            }
        case .correlation:
            guard let linked else { return refused(brokenLink) }
            do throws(LinkedCorrelation.PlanRefusal) {
                let plan = try linked.plan(over: settings.logSources)
                return (Self.search(plan.plan, plan.columns), nil)
            } catch {
                return refused(place.problem(.error, error.message))
            }
        }
    }

    private static func search(_ plan: SearchPlan, _ columns: [String]) -> CompiledSearch {
        CompiledSearch(plan: plan, errors: [], warnings: [], columns: columns)
    }

    func filtered(by filters: [FilterRule]) -> DetectionRule {
        guard case .rule(let rule) = body else { return self }
        var other = self
        other.body = .rule(rule.filtered(by: filters))
        return other
    }

    mutating func link(_ linked: LinkedCorrelation, parts: [String]) {
        self.linked = linked
        self.parts = parts
    }

    mutating func breakLink(_ problem: ContentProblem) { brokenLink = problem }
}
