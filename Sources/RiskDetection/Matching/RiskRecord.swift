import CIM
import SPL

/// A risk event as the data set `Risk.All_Risk` has it: fields with several values.
struct RiskRecord: Equatable, Sendable {
    var time: Timestamp
    /// By the place of the field in the data set; none where the field is null.
    private var values: [[String]]

    init(_ event: RiskEvent) {
        let result = event.result
        let detection = result.detection
        let techniques = detection.annotations.list("mitre_attack")
        let tactics = AttackTactic.allCases.filter { tactic in
            techniques.contains { AttackTechniques.tactics(of: $0).contains(tactic) }
        }
        // Rows without a `_time` of their own stand at the time of the run, as in Splunk.
        if case .time(let time) = result.value("_time") {
            self.time = time
        } else {
            time = result.window.tick
        }
        values = Array(repeating: [], count: AllRisk.dataSet.fields.count)
        set("analyticstories", detection.annotations.list("analytic_story"))
        set("annotations._all", detection.annotations.lists.flatMap(\.entries))
        set("annotations._frameworks", detection.annotations.lists.map(\.name))
        for name in ["analytic_story", "cis20", "kill_chain_phases", "mitre_attack", "nist"] {
            set("annotations.\(name)", detection.annotations.list(name))
        }
        set("annotations.mitre_attack.mitre_tactic", tactics.map(\.shortName))
        set("annotations.mitre_attack.mitre_tactic_id", tactics.map(\.id))
        set("annotations.mitre_attack.mitre_technique_id", techniques)
        set("calculated_risk_score", [String(event.riskScore)])
        set("description", [detection.description])
        set("detection_id", [detection.id])
        set("detection_type", [detection.type.rawValue])
        set("index", ["risk"])
        set("normalized_risk_object", [event.riskObject.lowercased()])
        set("risk_event_id", [event.eventID])
        set("risk_message", [event.riskMessage])
        set("risk_object", [event.riskObject])
        set("risk_object_type", [event.riskObjectType])
        set("risk_score", [String(event.riskScore)])
        set("savedsearch_description", [detection.description])
        set("search_name", [detection.searchName])
        set("severity", [detection.severity.rawValue])
        set("source", [detection.searchName])
        set("sourcetype", ["stash"])
        set("tag", ["risk"])
        set("threat_object", event.threatObjects.map(\.value))
        set("threat_object_type", event.threatObjects.map(\.type))
        if event.riskObjectType == "user" { set("user", [event.riskObject]) }
        if event.riskObjectType == "system" { set("dest", [event.riskObject]) }
    }

    private mutating func set(_ name: String, _ texts: [String]) {
        guard let field = AllRisk.dataSet.field(name) else {
            preconditionFailure("Risk.All_Risk has no \(name)")
        }
        values[field.index] = texts.filter { !$0.isEmpty }
    }

    /// The values of a field; none where it is null.
    func texts(of field: ScanField) -> [String] {
        switch field {
        case .field(let id): values[id.index]
        case .time: [time.epochText]
        case .absent: []
        }
    }
}

extension Predicate<ScanField> {
    /// Whether a risk event satisfies the `where` of a scan: for a field with several values as for a
    /// column with several, some value decides.
    func holds(for record: RiskRecord) -> Bool {
        switch self {
        case .all: true
        case .and(let parts): parts.allSatisfy { $0.holds(for: record) }
        case .or(let parts): parts.contains { $0.holds(for: record) }
        case .not(let part): !part.holds(for: record)
        case .matches(let field, let patterns):
            record.texts(of: field).contains { text in
                let bytes = Array(text.utf8)
                return patterns.contains { $0.matches(bytes.span) }
            }
        case .differs(let field, let pattern):
            record.texts(of: field).contains { text in
                let bytes = Array(text.utf8)
                return !pattern.matches(bytes.span)
            }
        case .ordered(let field, let ordering, let right):
            record.texts(of: field).contains { ordering.holds($0, right) }
        case .passes(let field, let test): record.texts(of: field).contains { test.passes($0) }
        case .compares(let field, let comparison, let other):
            record.texts(of: field).contains { text in
                record.texts(of: other).contains { comparison.holds(text, $0) }
            }
        case .term: false
        }
    }
}

extension GroupKey {
    /// More groups than this for one risk event are left out: each combination of the values of its
    /// `by` fields is one.
    static let combinationsMax = 1_000

    /// The groups of a risk event; none where a field is null and nothing stands for it.
    ///
    /// - Returns: Also whether some were left out.
    static func keys(
        of record: RiskRecord, _ scan: Scan, zone: TimeZoneRules
    ) -> (keys: [GroupKey], isCut: Bool) {
        var keys: [[UInt8]] = [[]]
        var isCut = false
        for key in scan.keys {
            var parts: [[UInt8]]
            if case .time = key.field {
                let bucket = key.span?.bucket(of: record.time, zone: zone) ?? record.time
                parts = [encoded(time: bucket)]
            } else {
                let texts = record.texts(of: key.field)
                parts = (texts.isEmpty ? [scan.nullFill].compactMap { $0 } : texts).map(encoded)
            }
            keys = keys.flatMap { head in parts.map { head + $0 } }
            guard keys.count > combinationsMax else { continue }
            keys.removeSubrange(combinationsMax...)
            isCut = true
        }
        return (keys.map { GroupKey(bytes: $0) }, isCut)
    }

    private static func encoded(_ text: String) -> [UInt8] {
        littleEndian(UInt32(truncatingIfNeeded: text.utf8.count)) + Array(text.utf8)
    }

    private static func encoded(time: Timestamp) -> [UInt8] {
        littleEndian(UInt32(8)) + littleEndian(UInt64(bitPattern: time.nanoseconds))
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: 0, to: number.bitWidth, by: 8).map {
            UInt8(truncatingIfNeeded: number >> $0)
        }
    }
}

extension Scan {
    /// Whether its events are risk events, which no log has.
    var readsRisk: Bool { dataSet == AllRisk.dataSet }
}
