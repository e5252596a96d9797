import CIM
package import RiskDetection
import SPL

/// Risk events and notables as journal entries: a copy for operators; the file is what counts.
package struct JournalSink: Sendable {
    /// `journalctl MESSAGE_ID=…` finds all risk events, or all notables.
    package static let riskMessageID = "d45bfa8262114f7da5fbcbff458030bc"
    package static let notableMessageID = "c23b26bc1e414fa8b55597724d8fea5e"

    /// Entries that the journal did not take.
    package private(set) var refused = 0

    package init() {}

    /// - Returns: The error number of the first entry that was refused, 0 when none was.
    package mutating func deliver(_ records: [OutputRecord]) -> Int32 {
        var first: Int32 = 0
        for record in records {
            let code = Journal.send(Self.entry(of: record))
            if code != 0 {
                refused += 1
                if first == 0 { first = code }
            }
        }
        return first
    }

    static func entry(of record: OutputRecord) -> Journal.Entry {
        let result = record.result
        let detection = result.detection
        var fields: [(name: String, value: String)] = [
            ("RISKD_EVENT_ID", record.eventID),
            ("RISKD_DETECTION", detection.name),
            ("RISKD_DETECTION_ID", detection.id),
            ("RISKD_SEARCH_NAME", detection.searchName),
            ("RISKD_SEVERITY", detection.severity.rawValue),
            ("RISKD_WINDOW_START", result.window.start.rfc3339),
            ("RISKD_WINDOW_END", result.window.end.rfc3339),
            ("RISKD_REVISION", String(result.revision)),
            ("RISKD_LATE", result.isLate ? "1" : "0"),
        ]
        if let amendedBy = record.amendedBy {
            fields += [("RISKD_EARLY", "1"), ("RISKD_AMENDED_BY", amendedBy)]
        }
        // A field given several times is several values to the journal.
        fields += detection.annotations.list("mitre_attack").map { ("RISKD_MITRE", $0) }
        fields += detection.annotations.list("analytic_story").map { ("RISKD_STORY", $0) }
        if let count = result.value("count").texts.first { fields.append(("RISKD_COUNT", count)) }
        switch record {
        case .risk(let event):
            fields += [
                ("RISKD_EVENT_TYPE", "risk"), ("RISKD_RISK_OBJECT", event.riskObject),
                ("RISKD_RISK_OBJECT_TYPE", event.riskObjectType),
                ("RISKD_RISK_SCORE", String(event.riskScore)),
            ]
            fields += threats(event.threatObjects)
            return Journal.Entry(
                "\(detection.name): risk \(event.riskScore) for \(event.riskObjectType) "
                    + "\(event.riskObject): \(event.riskMessage)",
                id: riskMessageID, priority: priority(detection.severity), fields: fields)
        case .notable(let notable):
            fields += [
                ("RISKD_EVENT_TYPE", "notable"), ("RISKD_RISK_SCORE", String(notable.riskScore)),
            ]
            fields += threats(notable.threatObjects)
            return Journal.Entry(
                "\(notable.title): \(notable.riskMessage)", id: notableMessageID,
                priority: priority(detection.severity), fields: fields)
        }
    }

    private static func threats(
        _ objects: [ThreatObject]
    ) -> [(name: String, value: String)] {
        objects.map { ("RISKD_THREAT_OBJECT", $0.value) }
    }

    private static func priority(_ severity: Severity) -> Journal.Priority {
        switch severity {
        case .critical: .critical
        case .high: .error
        case .medium: .warning
        case .low: .notice
        case .informational: .informational
        }
    }
}
