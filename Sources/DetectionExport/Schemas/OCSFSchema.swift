import CIM
package import RiskDetection
import SPL

/// Detection Finding (class 2004) of the Open Cybersecurity Schema Framework 1.3.
///
/// A notable is a finding that alerts; a risk event is one that does not, and names its risk object
/// as the resource. All columns of the row stand below `unmapped`.
///
/// Source: ocsf/ocsf-schema, `events/findings/detection_finding.json` and the objects it names.
package enum OCSFSchema {
    /// The version of the schema that records state.
    package static let version = "1.3.0"
    /// Longer lines are cut: what data lakes and collectors take without being told.
    package static let lineBytesMax = 1 << 20

    package static func line(_ record: OutputRecord, bytesMax: Int = .max) -> [UInt8] {
        BoundedLine.encode(fields(of: record), bytesMax: min(bytesMax, lineBytesMax - 1))
    }

    private static let classUID = 2_004

    static func fields(of record: OutputRecord) -> [(key: String, value: JSONValue)] {
        let result = record.result
        // A later revision of a row updates the finding that its first one created.
        let activity = result.revision > 1 ? 2 : 1
        let span = result.span
        let fields: KeyValuePairs<String, JSONValue?> = [
            "class_uid": .integer(classUID),
            "class_name": .string("Detection Finding"),
            "category_uid": .integer(2),
            "category_name": .string("Findings"),
            "activity_id": .integer(activity),
            "activity_name": .string(activity == 1 ? "Create" : "Update"),
            "type_uid": .integer(classUID * 100 + activity),
            "type_name": .string("Detection Finding: \(activity == 1 ? "Create" : "Update")"),
            "time": .integer(result.time.milliseconds),
            "start_time": .integer(span.start.milliseconds),
            "end_time": .integer(span.end.milliseconds),
            "severity_id": .integer(severityID(result.detection.severity)),
            "severity": .string(name(result.detection.severity)),
            "status_id": .integer(1),
            "status": .string("New"),
            "message": .string(message(of: record)),
            "count": count(of: result),
            "is_alert": .bool(isAlert(record)),
            "risk_score": .integer(score(of: record)),
            "risk_level_id": .integer(riskLevel(score(of: record))),
            "confidence_score": number("confidence", of: result),
            "impact_score": number("impact", of: result),
            "metadata": metadata(of: result),
            "finding_info": findingInfo(of: record),
            "resources": resources(of: record),
            "evidences": OCSFEvidence(result).list,
            "observables": observables(of: record),
            "unmapped": unmapped(of: record),
        ]
        return fields.compactMap { key, value in value.map { (key, $0) } }
    }

    // MARK: - Finding

    private static func metadata(of result: ResultRow) -> JSONValue {
        .object([
            ("version", .string(version)),
            (
                "product",
                .object([("name", .string("riskd")), ("vendor_name", .string("riskd"))])
            ),
            ("log_name", .string(result.detection.searchName)),
        ])
    }

    private static func findingInfo(of record: OutputRecord) -> JSONValue? {
        let result = record.result
        let detection = result.detection
        let title: String
        switch record {
        case .risk: title = detection.name
        case .notable(let notable): title = notable.title
        }
        return .fields([
            "uid": .string(record.eventID),
            "title": .string(title),
            "desc": detection.description.isEmpty ? nil : .string(detection.description),
            "types": .list(
                detection.annotations.list("analytic_story").map(JSONValue.string)),
            "created_time": .integer(result.window.tick.milliseconds),
            "first_seen_time": .integer(result.span.start.milliseconds),
            "last_seen_time": .integer(result.span.end.milliseconds),
            "data_sources": .list(
                detection.annotations.list("data_source").map(JSONValue.string)),
            "analytic": .object([
                ("type_id", .integer(1)), ("type", .string("Rule")),
                ("name", .string(detection.name)), ("uid", .string(detection.id)),
                ("version", .string(detection.version)),
            ]),
            "attacks": .list(attacks(of: detection)),
        ])
    }

    /// One for each tactic that a technique serves.
    private static func attacks(of detection: Detection) -> [JSONValue] {
        detection.annotations.list("mitre_attack").flatMap { id -> [JSONValue] in
            let base = id.prefix { $0 != "." }
            let sub: JSONValue? = base == id ? nil : .object([("uid", .string(id))])
            let tactics = AttackTechniques.tactics(of: id)
            let attack = { (tactic: AttackTactic?) -> JSONValue? in
                .fields([
                    "technique": .object([("uid", .string(String(base)))]),
                    "sub_technique": sub,
                    "tactic": tactic.map {
                        .object([("uid", .string($0.id)), ("name", .string($0.name))])
                    },
                    "version": .string(AttackTechniques.version),
                ])
            }
            return tactics.isEmpty
                ? [attack(nil)].compactMap { $0 } : tactics.compactMap(attack)
        }
    }

    private static func resources(of record: OutputRecord) -> JSONValue? {
        guard case .risk(let event) = record else { return nil }
        return .array([
            .object([
                ("name", .string(event.riskObject)), ("type", .string(event.riskObjectType)),
            ])
        ])
    }

    private static func observables(of record: OutputRecord) -> JSONValue? {
        var list: [JSONValue] = []
        if case .risk(let event) = record {
            list.append(
                observable("resources[].name", event.riskObjectType, event.riskObject))
        }
        for threat in record.threatObjects {
            list.append(
                observable("unmapped.threat_objects[].value", threat.type, threat.value))
        }
        return .list(list)
    }

    private static func observable(_ name: String, _ type: String, _ value: String) -> JSONValue {
        .object([
            ("name", .string(name)), ("type_id", .integer(observableType(type))),
            ("type", .string(type)), ("value", .string(value)),
        ])
    }

    /// Source: ocsf-schema `objects/observable.json`, `type_id`.
    private static func observableType(_ type: String) -> Int {
        switch type {
        case "system": 1
        case "ip_address": 2
        case "user": 4
        case "email_address": 5
        case "url": 6
        case "file_name": 7
        case "file_hash", "process_hash": 8
        case "process", "process_name", "parent_process", "parent_process_name": 9
        default: 99
        }
    }

    private static func unmapped(of record: OutputRecord) -> JSONValue? {
        let result = record.result
        let cells = zip(result.columns, result.row.cells).filter { !$0.1.isNull }
            .map { (key: $0.0, value: JSONValue($0.1)) }
        let threats = record.threatObjects.map { threat in
            JSONValue.object([("type", .string(threat.type)), ("value", .string(threat.value))])
        }
        return .fields([
            "event_type": .string(record.kind),
            "search_name": .string(result.detection.searchName),
            "detection_type": .string(result.detection.type.rawValue),
            "window_start": .string(result.window.start.rfc3339),
            "window_end": .string(result.window.end.rfc3339),
            "scheduled_time": .string(result.window.tick.rfc3339),
            "revision": .integer(result.revision),
            "late": .bool(result.isLate),
            "early": result.isEarly ? .bool(true) : nil,
            "amended_by": record.amendedBy.map(JSONValue.string),
            "threat_objects": .list(threats),
            "row": .object(cells),
        ])
    }

    // MARK: - Values

    private static func isAlert(_ record: OutputRecord) -> Bool {
        if case .notable = record { true } else { false }
    }

    private static func message(of record: OutputRecord) -> String {
        switch record {
        case .risk(let event): event.riskMessage
        case .notable(let notable): notable.riskMessage
        }
    }

    private static func score(of record: OutputRecord) -> Int {
        switch record {
        case .risk(let event): event.riskScore
        case .notable(let notable): notable.riskScore
        }
    }

    private static func count(of result: ResultRow) -> JSONValue? {
        guard case .integer(let count) = result.value("count") else { return nil }
        return .integer(count)
    }

    private static func number(_ name: String, of result: ResultRow) -> JSONValue? {
        result.detection.annotations.numbers.first { $0.name == name }.map { .integer($0.value) }
    }

    private static func severityID(_ severity: Severity) -> Int {
        switch severity {
        case .informational: 1
        case .low: 2
        case .medium: 3
        case .high: 4
        case .critical: 5
        }
    }

    private static func name(_ severity: Severity) -> String {
        severity.rawValue.prefix(1).uppercased() + severity.rawValue.dropFirst()
    }

    /// The bands of riskd's severities as levels of risk: 0 informational … 4 critical.
    private static func riskLevel(_ score: Int) -> Int {
        severityID(Severity(score: score)) - 1
    }
}
