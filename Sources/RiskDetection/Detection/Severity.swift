/// The five bands of a risk score.
///
/// Source: contentctl, "risk_severity": 0–20, 21–40, 41–60, 61–80, 81–100.
package enum Severity: String, CaseIterable, Sendable {
    case informational, low, medium, high, critical

    package init(score: Int) {
        switch score {
        case ...20: self = .informational
        case ...40: self = .low
        case ...60: self = .medium
        case ...80: self = .high
        default: self = .critical
        }
    }
}
