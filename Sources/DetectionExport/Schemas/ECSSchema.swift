import CIM
package import RiskDetection
import SPL

/// An alert of the Elastic Common Schema. What ECS has no field for stands below `riskd`.
///
/// Source: elastic/ecs, field sets `base`, `event`, `rule`, `threat`, `process`, `host`, `user`,
/// `related`, `risk`.
package enum ECSSchema {
    /// The version of the schema that records state.
    package static let version = "8.17.0"
    /// Longer lines are cut.
    package static let lineBytesMax = 1 << 20

    package static func line(_ record: OutputRecord, bytesMax: Int = .max) -> [UInt8] {
        BoundedLine.encode(fields(of: record), bytesMax: min(bytesMax, lineBytesMax - 1))
    }

    static func fields(of record: OutputRecord) -> [(key: String, value: JSONValue)] {
        let facts = ProcessFacts(result: record.result)
        let fields: KeyValuePairs<String, JSONValue?> = [
            "@timestamp": .string(record.result.time.rfc3339(fractionDigits: 3)),
            "ecs": .object([("version", .string(version))]),
            "message": .string(message(of: record)),
            "tags": .list(
                record.result.detection.annotations.list("analytic_story").map(JSONValue.string)),
            "event": event(of: record),
            "rule": rule(of: record.result.detection),
            "threat": threat(of: record.result.detection),
            "process": process(facts),
            "host": host(of: record, facts),
            "user": user(of: record, facts),
            "related": related(of: record, facts),
            "riskd": extras(of: record),
        ]
        return fields.compactMap { key, value in value.map { (key, $0) } }
    }

    // MARK: - Event and rule

    private static func event(of record: OutputRecord) -> JSONValue? {
        let result = record.result
        let (category, type) = category(of: result.detection)
        let score = score(of: record)
        return .fields([
            "kind": .string("alert"),
            "category": .strings([category]),
            "type": .strings([type]),
            "id": .string(record.eventID),
            "module": .string("riskd"),
            "dataset": .string("riskd.\(record.kind)"),
            "created": .string(result.window.tick.rfc3339(fractionDigits: 3)),
            "start": .string(result.span.start.rfc3339(fractionDigits: 3)),
            "end": .string(result.span.end.rfc3339(fractionDigits: 3)),
            "severity": .integer(severity(result.detection.severity)),
            "risk_score": .number("\(score).0"),
            "risk_score_norm": .number("\(score).0"),
            "reason": .string(message(of: record)),
        ])
    }

    /// What the detection looks at, in ECS's words.
    private static func category(of detection: Detection) -> (category: String, type: String) {
        switch detection.plan.scans.first?.dataSet.qualifiedName {
        case "Endpoint.Processes": ("process", "info")
        case "Endpoint.Registry": ("registry", "change")
        case "Endpoint.Filesystem": ("file", "info")
        case "Network_Traffic.All_Traffic", "Network_Resolution.DNS": ("network", "info")
        default: ("threat", "indicator")
        }
    }

    private static func rule(of detection: Detection) -> JSONValue? {
        .fields([
            "id": .string(detection.id), "uuid": .string(detection.id),
            "name": .string(detection.name), "version": .string(detection.version),
            "description": detection.description.isEmpty ? nil : .string(detection.description),
            "category": .string(detection.type.rawValue),
            "ruleset": .string("ESCU"),
        ])
    }

    private static func threat(of detection: Detection) -> JSONValue? {
        let ids = detection.annotations.list("mitre_attack")
        guard !ids.isEmpty else { return nil }
        let techniques = unique(ids.map { String($0.prefix { $0 != "." }) })
        let tactics = AttackTactic.allCases.filter { tactic in
            techniques.contains { AttackTechniques.tactics(of: $0).contains(tactic) }
        }
        let subtechniques = ids.filter { $0.contains(".") }
        return .fields([
            "framework": .string("MITRE ATT&CK"),
            "tactic": tactics.isEmpty
                ? nil
                : .object([
                    ("id", .strings(tactics.map(\.id))), ("name", .strings(tactics.map(\.name))),
                ]),
            "technique": .fields([
                "id": .strings(techniques),
                "subtechnique": subtechniques.isEmpty
                    ? nil : .object([("id", .strings(subtechniques))]),
            ]),
        ])
    }

    // MARK: - Who and what

    private static func process(_ facts: ProcessFacts) -> JSONValue? {
        .fields([
            "pid": facts.number("process_id").map(JSONValue.integer),
            "entity_id": .text(facts.identifier(guid: "process_guid", id: "process_id")),
            "name": .text(facts.text("process_name")),
            "executable": .text(facts.executable),
            "command_line": .text(facts.text("process")),
            "working_directory": .text(facts.text("process_current_directory")),
            "pe": .fields(["original_file_name": .text(facts.text("original_file_name"))]),
            "hash": hashes(facts),
            "parent": .fields([
                "pid": facts.number("parent_process_id").map(JSONValue.integer),
                "entity_id": .text(
                    facts.identifier(guid: "parent_process_guid", id: "parent_process_id")),
                "name": .text(facts.text("parent_process_name")),
                "executable": .text(facts.text("parent_process_path")),
                "command_line": .text(facts.text("parent_process")),
            ]),
        ])
    }

    private static func hashes(_ facts: ProcessFacts) -> JSONValue? {
        let known = facts.hashes.filter { ["MD5", "SHA1", "SHA256"].contains($0.algorithm) }
        guard !known.isEmpty else { return nil }
        return .object(
            known.map { (key: $0.algorithm.lowercased(), value: .string($0.value)) })
    }

    private static func host(of record: OutputRecord, _ facts: ProcessFacts) -> JSONValue? {
        let name = riskObject(of: record, type: "system") ?? facts.text("dest")
        return .fields([
            "name": .text(name), "hostname": .text(name),
            "risk": staticScore(of: record, type: "system"),
        ])
    }

    private static func user(of record: OutputRecord, _ facts: ProcessFacts) -> JSONValue? {
        let full = riskObject(of: record, type: "user") ?? facts.text("user")
        // Profile `direct` has the domain in front.
        let parts = full?.split(separator: "\\", maxSplits: 1) ?? []
        return .fields([
            "name": .text(parts.last.map(String.init)),
            "domain": .text(parts.count == 2 ? String(parts[0]) : nil),
            "id": .text(facts.text("user_id")),
            "risk": staticScore(of: record, type: "user"),
        ])
    }

    private static func related(of record: OutputRecord, _ facts: ProcessFacts) -> JSONValue? {
        let users = unique(
            [riskObject(of: record, type: "user"), facts.text("user")].compactMap { $0 })
        let hosts = unique(
            [riskObject(of: record, type: "system"), facts.text("dest")].compactMap { $0 })
        return .fields([
            "user": .list(users.map(JSONValue.string)),
            "hosts": .list(hosts.map(JSONValue.string)),
            "hash": .list(facts.hashes.map { .string($0.value) }),
        ])
    }

    private static func riskObject(of record: OutputRecord, type: String) -> String? {
        guard case .risk(let event) = record, event.riskObjectType == type else { return nil }
        return event.riskObject
    }

    private static func staticScore(of record: OutputRecord, type: String) -> JSONValue? {
        guard case .risk(let event) = record, event.riskObjectType == type else { return nil }
        return .object([("static_score", .number("\(event.riskScore).0"))])
    }

    // MARK: - The rest

    private static func extras(of record: OutputRecord) -> JSONValue? {
        let result = record.result
        let cells = zip(result.columns, result.row.cells).filter { !$0.1.isNull }
            .map { (key: $0.0, value: JSONValue($0.1)) }
        var object: (value: JSONValue, type: JSONValue)?
        if case .risk(let event) = record {
            object = (.string(event.riskObject), .string(event.riskObjectType))
        }
        return .fields([
            "event_type": .string(record.kind),
            "search_name": .string(result.detection.searchName),
            "risk_object": object?.value, "risk_object_type": object?.type,
            "threat_objects": .list(
                record.threatObjects.map {
                    .object([("type", .string($0.type)), ("value", .string($0.value))])
                }),
            "window_start": .string(result.window.start.rfc3339),
            "window_end": .string(result.window.end.rfc3339),
            "scheduled_time": .string(result.window.tick.rfc3339),
            "revision": .integer(result.revision), "late": .bool(result.isLate),
            "early": result.isEarly ? .bool(true) : nil,
            "amended_by": record.amendedBy.map(JSONValue.string),
            "row": .object(cells),
        ])
    }

    private static func message(of record: OutputRecord) -> String {
        switch record {
        case .risk(let event): event.riskMessage
        case .notable(let notable): "\(notable.title): \(notable.riskMessage)"
        }
    }

    private static func score(of record: OutputRecord) -> Int {
        switch record {
        case .risk(let event): event.riskScore
        case .notable(let notable): notable.riskScore
        }
    }

    /// 1 informational … 5 critical, as OCSF counts.
    private static func severity(_ severity: Severity) -> Int {
        (Severity.allCases.firstIndex(of: severity) ?? 0) + 1
    }

    private static func unique(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
