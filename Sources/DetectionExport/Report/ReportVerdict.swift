import CIM
import RiskDetection
import SPL

/// What a report comes to, in sentences: who is at risk, by what, in which order.
struct ReportVerdict {
    struct Statement {
        var object: String
        /// What follows the name of the object.
        var text: String
        /// The chain of tactics; empty where there are less than two.
        var chain: String
    }

    let lead: String
    let statements: [Statement]

    private static let objectsMax = 5

    init(_ findings: Findings, filesRead: Int) {
        let ran = findings.detections.count
        let objects = findings.objects.filter { $0.risk.capped > 0 }
        guard !findings.findings.isEmpty else {
            lead =
                "Nothing was found: \(Self.count(ran, "detection")) ran over "
                + "\(Self.count(filesRead, "file"))."
            statements = []
            return
        }
        let high = objects.count { $0.risk.score == 100 }
        let notables = findings.findings.count { $0.isNotable }
        let what =
            "\(Self.count(findings.findings.count, "row")) of "
            + "\(Self.count(findings.byDetection.count, "detection")), "
            + "\(Self.count(notables, "notable"))."
        switch (objects.count, high) {
        case (0, _): lead = "No risk was raised: " + what
        case (let all, 0):
            lead = "\(Self.count(all, "object")) with risk, none with a score of 100: " + what
        case (let all, _):
            lead =
                "\(high) of \(Self.count(all, "object")) with risk "
                + "\(high == 1 ? "has" : "have") a score of 100: " + what
        }
        statements = objects.prefix(Self.objectsMax).map { Self.statement($0, findings) }
    }

    private static func statement(
        _ object: Findings.RiskyObject, _ findings: Findings
    ) -> Statement {
        let own = findings.findings.filter { finding in
            finding.addsRisk && finding.objects.contains { $0.label == object.risk.label }
        }
        let first = own.map(\.first).min() ?? object.group.first
        let last = own.map(\.last).max() ?? object.group.last
        let text =
            "score \(object.risk.score) of 100 from "
            + "\(count(object.risk.detections.count, "detection")) in "
            + "\(duration(last.seconds - first.seconds)), \(clock(first)) to \(clock(last)) UTC."
        return Statement(object: object.risk.label, text: text, chain: chain(own, findings))
    }

    /// Each tactic once, in the order in which its first event came, with the worst detection of it.
    private static func chain(_ own: [Finding], _ findings: Findings) -> String {
        var steps: [(tactic: AttackTactic, first: Timestamp, worst: Finding)] = []
        for finding in own {
            let techniques = findings.detections[finding.detection].annotations
                .list("mitre_attack")
            guard let tactic = techniques.lazy.flatMap(AttackTechniques.tactics).first else {
                continue
            }
            if let place = steps.firstIndex(where: { $0.tactic == tactic }) {
                steps[place].first = min(steps[place].first, finding.first)
                if rank(finding) > rank(steps[place].worst) { steps[place].worst = finding }
            } else {
                steps.append((tactic, finding.first, finding))
            }
        }
        guard steps.count > 1 else { return "" }
        // Of one second, the order of the matrix.
        let order = AttackTactic.allCases
        let sorted = steps.sorted {
            ($0.first.nanoseconds, order.firstIndex(of: $0.tactic) ?? 0)
                < ($1.first.nanoseconds, order.firstIndex(of: $1.tactic) ?? 0)
        }
        return sorted.map {
            "\($0.tactic.name) (\(findings.detections[$0.worst.detection].name))"
        }.joined(separator: " → ")
    }

    private static func rank(_ finding: Finding) -> Int {
        finding.severity.rank * 1_000 + (finding.score ?? 0)
    }

    private static func clock(_ time: Timestamp) -> String {
        let text = time.rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(ReportPage.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `40 seconds`, `21 minutes`, `5 hours`, `3 days`
    private static func duration(_ seconds: Int64) -> String {
        let (value, unit): (Int64, String) =
            switch seconds {
            case ..<120: (max(0, seconds), "second")
            case ..<7_200: (seconds / 60, "minute")
            case ..<172_800: (seconds / 3_600, "hour")
            default: (seconds / 86_400, "day")
            }
        return "\(value) \(unit)\(value == 1 ? "" : "s")"
    }
}
