import RiskDetection
import SPL
import Sigma

extension DetectionDocument {
    /// The document of a rule.
    ///
    /// - Parameter place: Where `logsource` stands.
    init(_ rule: SigmaRule, _ place: LocatedText, _ file: String, _ settings: SigmaSettings) {
        self.init(rule.head, place, file)
        self.rule = DetectionRule(.rule(rule), place)
        guard case .sources(let sources) = settings.logSources.answer(rule.logSource) else {
            return
        }
        dataSource = sources.map(\.name)
        note(rule.riskFields(over: sources), settings)
        risk.message = "\(name) on $\(risk.riskObjects.first?.field ?? "Computer")$"
    }

    /// The document of a correlation; the rules that it is over are not known yet.
    ///
    /// - Parameter place: Where `correlation` stands.
    init(
        _ correlation: CorrelationRule, _ place: LocatedText, references: [LocatedText],
        _ file: String
    ) {
        self.init(correlation.head, place, file)
        rule = DetectionRule(.correlation(correlation), place, references: references)
        let keys = correlation.groupBy.map { " \($0) $\($0)$" }.joined(separator: ",")
        risk.message = "\(name): $count$ matches\(keys.isEmpty ? "" : " of\(keys)")"
    }

    /// The same with what is known once the rules are.
    mutating func link(_ rule: DetectionRule, _ settings: SigmaSettings) {
        self.rule = rule
        guard let linked = rule.linked,
            let plan = try? linked.plan(over: settings.logSources)
        else { return }
        dataSource = plan.sources.map(\.name)
        note(plan.riskFields, settings)
    }

    private mutating func note(_ fields: [RiskFields.Entry], _ settings: SigmaSettings) {
        guard let rule else { return }
        let score = settings.score(of: rule.head.level)
        risk.riskObjects = fields.map {
            var object = RiskObjectField(field: $0.field, type: $0.type, score: score)
            object.nobody = RiskFields.nobody
            return object
        }
    }

    /// Its level says what becomes of a match: high and critical make a notable and risk, medium and low
    /// risk alone, informational neither.
    private init(_ head: RuleHead, _ place: LocatedText, _ file: String) {
        let tags = AttackTags(head.tags)
        self.init(
            file: file, generation: .none, name: head.title, id: head.id ?? "sigma: \(head.title)",
            version: head.date, date: head.date, author: head.author,
            status: head.status?.rawValue ?? "", type: Self.type(of: head.level),
            description: head.description, search: place, dataSource: [], analyticStory: [],
            mitreAttackID: tags.techniques, cve: tags.cves, securityDomain: "endpoint",
            confidence: nil, impact: nil,
            risk: RiskAnnotation(message: "", riskObjects: [], threatObjects: []),
            severity: Self.severity(of: head.level),
            findingTitle: head.title, drilldowns: [], throttle: nil, tests: Self.tests(of: head),
            manualTest: nil,
            columnMentions: [], placeholders: ["name": head.title, "description": head.description])
        app = "Sigma"
    }

    /// Beside the `info.yml` of a rule its events lie as JSON, in a file that its id names.
    private static func tests(of head: RuleHead) -> [DetectionTest] {
        guard let id = head.id, let path = head.regressionTests,
            let end = path.lastIndex(of: "/")
        else { return [] }
        var test = DetectionTest(
            name: "regression data",
            recordings: [
                .init(
                    location: LocatedText("\(path[..<end])/\(id).json"), source: "", sourcetype: "")
            ])
        test.isOfRule = true
        return [test]
    }

    private static func type(of level: RuleLevel?) -> DetectionType {
        switch level {
        case .critical, .high: .ttp
        case .medium, .low, nil: .anomaly
        case .informational: .hunting
        }
    }

    private static func severity(of level: RuleLevel?) -> Severity {
        level.flatMap { Severity(rawValue: $0.rawValue) } ?? .medium
    }
}
