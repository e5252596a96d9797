import RiskDetection
import Sigma

extension DetectionDocument {
    /// The document of a rule.
    ///
    /// Its level says what becomes of a match: high and critical make a notable and risk, medium and low
    /// risk alone, informational neither.
    ///
    /// - Parameter place: Where `logsource` stands.
    init(_ rule: SigmaRule, _ place: LocatedText, _ file: String) {
        let head = rule.head
        let tags = AttackTags(head.tags)
        var risk = RiskAnnotation(
            message: "\(head.title) on $Computer$", riskObjects: [], threatObjects: [])
        if case .sources(let sources) = LogSourceTable.standard.answer(rule.logSource),
            let plan = rule.plan(over: sources)
        {
            risk.riskObjects = plan.riskFields.map {
                var object = RiskObjectField(field: $0.field, type: $0.type, score: head.score)
                object.nobody = RiskFields.nobody
                return object
            }
        }
        let sources =
            switch LogSourceTable.standard.answer(rule.logSource) {
            case .sources(let sources): sources.map(\.name)
            case .notRead: [String]()
            }
        self.init(
            file: file, generation: .none, name: head.title, id: head.id ?? "sigma: \(head.title)",
            version: head.date, date: head.date, author: head.author,
            status: head.status?.rawValue ?? "", type: Self.type(of: head.level),
            description: head.description, search: place, dataSource: sources, analyticStory: [],
            mitreAttackID: tags.techniques, cve: tags.cves, securityDomain: "endpoint",
            confidence: nil, impact: nil, risk: risk, severity: Self.severity(of: head.level),
            findingTitle: head.title, drilldowns: [], throttle: nil, tests: Self.tests(of: head),
            manualTest: nil,
            columnMentions: [], placeholders: ["name": head.title, "description": head.description])
        app = "Sigma"
        self.rule = DetectionRule(rule: rule, place: place)
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
