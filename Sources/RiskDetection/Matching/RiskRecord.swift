import CIM
import SPL

/// A risk event as the data set `Risk.All_Risk` has it: fields with several values.
///
/// Not an `Event` with lists: a scan over risk events has a group for each combination of the values of
/// its `by` fields, while an event of a log has one value a field, or stays whole (raw searches). An
/// event's values are also bytes of its record, and a risk event has none.
struct RiskRecord: Equatable, Sendable {
    var time: Timestamp
    /// By the place of the field in the data set; none where the field is null.
    private var values: [[String]]

    /// - Parameter common: Those of the detection.
    init(_ event: RiskEvent, _ common: Common) {
        let result = event.result
        // Rows without a `_time` of their own stand at the time of the run, as in Splunk.
        if case .time(let time) = result.value("_time") {
            self.time = time
        } else {
            time = result.window.tick
        }
        values = common.values
        let score = [String(event.riskScore)]
        values[Place.calculatedScore] = score
        values[Place.score] = score
        set(Place.normalizedObject, event.riskObject.lowercased())
        set(Place.eventID, event.eventID)
        set(Place.message, event.riskMessage)
        set(Place.object, event.riskObject)
        set(Place.objectType, event.riskObjectType)
        values[Place.threat] = event.threatObjects.map(\.value).filter { !$0.isEmpty }
        values[Place.threatType] = event.threatObjects.map(\.type).filter { !$0.isEmpty }
        if event.riskObjectType == "user" { set(Place.user, event.riskObject) }
        if event.riskObjectType == "system" { set(Place.dest, event.riskObject) }
    }

    private mutating func set(_ place: Int, _ text: String) {
        values[place] = text.isEmpty ? [] : [text]
    }

    /// What all risk events of one detection have in common.
    struct Common: Sendable {
        /// By the place of the field in the data set; none where the event itself says.
        fileprivate var values: [[String]]

        init(_ detection: Detection) {
            let techniques = detection.annotations.list("mitre_attack")
            let tactics = AttackTactic.allCases.filter { tactic in
                techniques.contains { AttackTechniques.tactics(of: $0).contains(tactic) }
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
            set("description", [detection.description])
            set("detection_id", [detection.id])
            set("detection_type", [detection.type.rawValue])
            set("index", ["risk"])
            set("savedsearch_description", [detection.description])
            set("search_name", [detection.searchName])
            set("severity", [detection.severity.rawValue])
            set("source", [detection.searchName])
            set("sourcetype", ["stash"])
            set("tag", ["risk"])
        }

        private mutating func set(_ name: String, _ texts: [String]) {
            values[Place.of(name)] = texts.filter { !$0.isEmpty }
        }
    }

    /// Where the fields stand that an event itself says.
    private enum Place {
        static let calculatedScore = of("calculated_risk_score")
        static let score = of("risk_score")
        static let normalizedObject = of("normalized_risk_object")
        static let eventID = of("risk_event_id")
        static let message = of("risk_message")
        static let object = of("risk_object")
        static let objectType = of("risk_object_type")
        static let threat = of("threat_object")
        static let threatType = of("threat_object_type")
        static let user = of("user")
        static let dest = of("dest")

        static func of(_ name: String) -> Int {
            guard let field = AllRisk.dataSet.field(name) else {
                preconditionFailure("Risk.All_Risk has no \(name)")
            }
            return field.index
        }
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
                patterns.contains { $0.matches(text.utf8.span) }
            }
        case .differs(let field, let pattern):
            record.texts(of: field).contains { !pattern.matches($0.utf8.span) }
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
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: text.utf8.count))
        bytes.append(text.utf8.span)
        return bytes
    }

    private static func encoded(time: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt32(8))
        bytes.append(littleEndian: UInt64(bitPattern: time.nanoseconds))
        return bytes
    }
}

extension Scan {
    /// Whether its events are risk events, which no log has.
    var readsRisk: Bool { dataSet == AllRisk.dataSet }
}
