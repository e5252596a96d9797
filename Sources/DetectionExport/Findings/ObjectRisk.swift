/// The risk of one object over all findings.
///
/// A detection counts at most twice its own score, as the "limit score" correlation of Splunk's guide
/// to risk-based alerting has it: `capped_risk_score`. Without that an object with a thousand rows of
/// one noisy detection stands above one that five detections agree about.
///
/// Source: Splunk, "The Essential Guide to Risk Based Alerting", risk rule "limit score".
package struct ObjectRisk: Sendable {
    package var label: String
    /// The sum over all findings.
    package private(set) var total = 0
    package private(set) var rows = 0
    /// Detection → its highest score, and the sum of its scores.
    private var parts: [Int: (highest: Int, sum: Int)] = [:]

    package init(label: String) { self.label = label }

    package mutating func add(_ score: Int, detection: Int) {
        let (sum, isBeyond) = total.addingReportingOverflow(score)
        total = isBeyond ? .max : sum
        var part = parts[detection] ?? (0, 0)
        part.highest = max(part.highest, score)
        // No more than twice the highest counts, and scores are small.
        part.sum = min(part.sum + score, 2 * 1_000_000)
        parts[detection] = part
        rows += 1
    }

    /// Each detection at most twice; orders objects also beyond 100.
    package var capped: Int { parts.values.reduce(0) { $0 + min($1.sum, 2 * $1.highest) } }

    /// 0 … 100.
    package var score: Int { min(100, capped) }

    /// Ascending.
    package var detections: [Int] { parts.keys.sorted() }
}
