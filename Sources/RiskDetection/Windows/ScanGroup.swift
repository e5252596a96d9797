import CIM
import SPL

/// A scan of a detection's plan: by reference, so that an event that meets it copies nothing.
final class ScanReference: Sendable {
    let detection: Int
    let scan: Int
    let plan: Scan
    let owner: Detection
    /// The predicate, and what the trunk asks as well.
    let predicate: Predicate<ScanField>
    let ceilings: [ScanCeiling]
    /// Whether the events that it matched are kept, and its rows made only when a window asks for them,
    /// see ``SearchPlan/waitingScans``. Not of one that is deferrable.
    let waits: Bool

    init(
        detection: Int, scan: Int, of owner: Detection, predicate: Predicate<ScanField>,
        ceilings: [ScanCeiling] = [], waits: Bool = false
    ) {
        self.detection = detection
        self.scan = scan
        self.owner = owner
        self.predicate = predicate
        self.ceilings = ceilings
        self.waits = waits
        plan = owner.plan.scans[scan]
    }

    /// Writes the key of an event's group, as ``GroupKey`` does.
    func writeKey(of event: borrowing Event, into bytes: inout [UInt8]) -> Bool {
        GroupKey.write(
            event, plan.keys, plan.nullFill, zone: owner.schedule.zone, into: &bytes)
    }

    /// Whether nearly every event matches and is a group of its own, so that looking can wait
    /// until a window asks.
    var isDeferrable: Bool { plan.isDeferrable(predicate) }
}

extension Scan {
    /// Whether nearly every event is a group of its own, and nearly every one matches.
    func isDeferrable(_ predicate: Predicate<ScanField>) -> Bool {
        groupsNearlyEachEvent && predicate.isLoose(weak: dataSet.weakFields)
    }

    /// Whether nearly every event that matches is a group of its own.
    var groupsNearlyEachEvent: Bool {
        keys.contains { key in
            guard case .field(let field) = key.field else { return key.span == nil }
            return Self.variedFields.contains(dataSet.fields[field.index])
        }
    }

    /// Fields whose values are nearly as many as the events.
    private static let variedFields: Set<String> = [
        "process", "process_guid", "process_id", "parent_process_guid", "parent_process_id",
        "file_path", "registry_path", "registry_value_data", "src_port", "query",
    ]
}

/// The scans over one data set, by how they meet its events.
struct ScanGroup: Sendable {
    let dataSet: DataSet
    /// Asked of each event that may match; the index goes by their place.
    let immediate: [ScanReference]
    /// What each of them asks of an event.
    let conditions: EventConditions
    var memo: ConditionMemo
    /// Look at the log when a window is evaluated.
    let deferred: [ScanReference]
    let deferredConditions: EventConditions
    /// Whose they are.
    let deferringDetections: [Int]
    var index: ScanIndex
    /// Those of the immediate ones that look at the log of what they matched.
    let waiting: [ScanReference]
    /// Every event, for those that are deferred.
    var log: EventLog
    /// The events that one of those matched that wait.
    var matches: EventLog
    /// Where keeping one more event changes nothing but counts.
    var quiet = QuietStretch.none

    init(_ dataSet: DataSet, _ references: [ScanReference], _ limits: Limits) {
        self.dataSet = dataSet
        immediate = references.filter { !$0.isDeferrable }
        deferred = references.filter(\.isDeferrable)
        conditions = EventConditions(immediate.map(\.predicate))
        memo = conditions.memo
        deferredConditions = EventConditions(deferred.map(\.predicate))
        deferringDetections = deferred.map(\.detection)
        index = ScanIndex(immediate.map(\.predicate), weak: dataSet.weakFields)
        waiting = immediate.filter(\.waits)
        log = EventLog(
            "events", dataSet, fields: deferred.flatMap(\.fields), bytesMax: limits.eventLogBytes)
        matches = EventLog(
            "matches", dataSet, fields: waiting.flatMap(\.fields),
            bytesMax: limits.eventLogBytes)
    }

    /// The logs of a group.
    static var logs: [WritableKeyPath<ScanGroup, EventLog>] { [\.log, \.matches] }

    /// The scans that look at a log.
    func readers(of log: KeyPath<ScanGroup, EventLog>) -> [ScanReference] {
        log == \.log ? deferred : waiting
    }

    /// What the scans of a detection that look at a log need for that, by their place in its plan.
    func deferredScans(of detection: Int) -> [Int: DeferredScan] {
        var scans: [Int: DeferredScan] = [:]
        for (references, conditions, log, waits) in [
            (deferred, deferredConditions, log, false), (immediate, conditions, matches, true),
        ] {
            for (number, reference) in references.enumerated()
            where reference.detection == detection && reference.waits == waits {
                scans[reference.scan] = DeferredScan(
                    log: log, conditions: conditions, condition: number, asked: reference.asked,
                    fields: reference.fields, isCounted: waits)
            }
        }
        return scans
    }
}

extension ScanReference {
    /// The fields of the data set that the scan reads.
    var fields: [FieldID] {
        Self.fields(plan.keys.map(\.field) + plan.aggregates.compactMap(\.input)) + asked
    }

    /// Those that its predicate reads.
    var asked: [FieldID] { Self.fields(predicate.fields) }

    private static func fields(_ fields: [ScanField]) -> [FieldID] {
        fields.compactMap { if case .field(let field) = $0 { field } else { nil } }
    }
}

extension Predicate<ScanField> {
    /// Whether it keeps out little: it only says what events are not, or what most of them are.
    fileprivate func isLoose(weak: Set<FieldID>) -> Bool {
        switch self {
        case .all, .not, .differs, .ordered: return true
        case .and(let parts): return parts.allSatisfy { $0.isLoose(weak: weak) }
        case .or(let parts): return parts.contains { $0.isLoose(weak: weak) }
        case .matches(.field(let field), let patterns):
            return weak.contains(field) || patterns.contains(where: \.matchesEverything)
        case .matches(_, let patterns): return patterns.contains(where: \.matchesEverything)
        case .term: return false
        }
    }

    fileprivate var fields: [ScanField] {
        switch self {
        case .all, .term: []
        case .not(let part): part.fields
        case .and(let parts), .or(let parts): parts.flatMap(\.fields)
        case .matches(let field, _), .differs(let field, _), .ordered(let field, _, _): [field]
        }
    }
}

extension DataSet {
    /// Fields with few values, so that one of them tells little about an event.
    var weakFields: Set<FieldID> {
        Set(
            [
                "action", "os", "process_integrity_level", "source", "sourcetype", "status", "tag",
                "transport", "vendor_product",
            ].compactMap(field))
    }
}
