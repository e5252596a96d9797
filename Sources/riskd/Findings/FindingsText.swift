import CIM
import DetectionExport
import RiskDetection

/// The words and colours in which findings are shown on a terminal.
enum FindingsText {
    static func severity(_ severity: Severity) -> String {
        severity == .informational ? "info" : severity.rawValue
    }

    /// Numbers of terminal colours for what ``severity(_:)`` gives.
    static func colour(_ name: String) -> Int? {
        switch name {
        case "critical": 91
        case "high": 31
        case "medium": 33
        case "low": 36
        default: nil
        }
    }

    /// `2025-03-04 08:12:07`, UTC.
    static func time(_ time: Timestamp) -> String {
        let text = time.rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }

    /// `1,234,567`
    static func number(_ number: some BinaryInteger) -> String {
        var digits = String(number)
        var text = ""
        while digits.count > 3, digits.last?.isNumber == true {
            text = ",\(digits.suffix(3))\(text)"
            digits.removeLast(3)
        }
        return digits + text
    }

    static func plural(_ count: Int, _ noun: String) -> String {
        "\(number(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// The technique with its name: `T1197 BITS Jobs`.
    static func technique(_ id: String) -> String {
        AttackTechniques.name(of: id).map { "\(id) \($0)" } ?? id
    }

    /// With names where they are few; of a technique and its sub-technique only the latter.
    static func techniques(_ ids: [String]) -> String {
        let kept = ids.filter { id in !ids.contains { $0.hasPrefix(id + ".") } }
        return (kept.count > 3 ? kept : kept.map(technique)).joined(separator: ", ")
    }
}
