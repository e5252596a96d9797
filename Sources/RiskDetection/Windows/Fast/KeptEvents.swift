// Fast: same answers as grouping each match as it comes, as ScanStrategy.immediate does; held by PlainEngineTests; saves 8 of 12 µs, with the other files of kept events, of a made-up Sysmon record with all detections of ESCU, normalising included.
import CIM

/// The events of one data set that are kept for scans which group them only when a window is
/// evaluated. Empty in a plain engine, where every scan is immediate.
struct KeptEvents: Sendable {
    /// Which events a log keeps.
    enum Kind: CaseIterable, Sendable {
        /// Every event of the data set, for scans that are deferred.
        case all
        /// The events that some waiting scan matched.
        case matches
    }

    /// The scans that are deferred, and what they ask of an event.
    let deferred: [ScanReference]
    private let deferredConditions: EventConditions
    /// Whose they are, one a scan.
    let deferringDetections: [Int]
    /// The scans that wait, each with its number among the conditions of all scans that are asked as
    /// events come.
    private let waiting: [(number: Int, scan: ScanReference)]
    private let conditions: EventConditions?
    private var all: EventLog
    private var matches: EventLog
    /// Where keeping one more event changes nothing but counts.
    var quiet = QuietStretch.none

    /// - Parameters:
    ///   - references: All scans over the data set.
    ///   - asked: Those of them that are asked as events come.
    ///   - conditions: What those ask; nil where none waits.
    init(
        _ dataSet: DataSet, _ references: [ScanReference], asked: [ScanReference],
        _ conditions: EventConditions?, _ limits: Limits
    ) {
        deferred = references.filter { $0.strategy == .deferred }
        deferredConditions = EventConditions(deferred.map(\.condition))
        deferringDetections = deferred.map(\.detection)
        waiting = asked.enumerated().filter { $1.strategy == .waiting }.map { ($0, $1) }
        self.conditions = conditions
        all = EventLog(
            "events", dataSet, fields: deferred.flatMap(\.fields), bytesMax: limits.eventLogBytes)
        matches = EventLog(
            "matches", dataSet, fields: waiting.flatMap(\.scan.fields),
            bytesMax: limits.eventLogBytes)
    }

    /// A log as a whole. Reading one property of it this way copies the log, so what runs for each
    /// event does not: ``append(_:to:)`` and ``bytes``.
    subscript(kind: Kind) -> EventLog {
        get {
            switch kind {
            case .all: all
            case .matches: matches
            }
        }
        _modify {
            switch kind {
            case .all: yield &all
            case .matches: yield &matches
            }
        }
    }

    var bytes: Int { all.bytes + matches.bytes }

    /// - Returns: Whether there was room for the event in the log.
    mutating func append(_ event: borrowing Event, to kind: Kind) -> Bool {
        switch kind {
        case .all: all.append(event)
        case .matches: matches.append(event)
        }
    }

    /// The scans that look at a log.
    func readers(of kind: Kind) -> [ScanReference] {
        switch kind {
        case .all: deferred
        case .matches: waiting.map(\.scan)
        }
    }

    /// What the scans of a detection that look at a log need for that, by their place in its plan.
    func scans(of detection: Int) -> [Int: DeferredScan] {
        var scans: [Int: DeferredScan] = [:]
        for (number, scan) in deferred.enumerated() where scan.detection == detection {
            scans[scan.scan] = DeferredScan(all, deferredConditions, number, scan)
        }
        guard let conditions else { return scans }
        for (number, scan) in waiting where scan.detection == detection {
            scans[scan.scan] = DeferredScan(matches, conditions, number, scan)
        }
        return scans
    }
}
