package import SPL

/// What riskd runs: a compiled search, when it runs, and what its rows mean.
///
/// All copies share one object that never changes, so that a copy costs one count of references: an
/// engine hands detections to each window, row and record. Changing a property makes a new object.
package struct Detection: Sendable {
    private var shared: Shared

    /// The UUID of the detection file, as written there.
    package var id: String {
        _read { yield shared.parts.id }
        set { change { $0.id = newValue } }
    }
    package var name: String {
        _read { yield shared.parts.name }
        set { change { $0.name = newValue } }
    }
    /// The name of the saved search, such as `ESCU - BITS Job Persistence - Rule`.
    package var searchName: String {
        _read { yield shared.parts.searchName }
        set { change { $0.searchName = newValue } }
    }
    package var version: String {
        _read { yield shared.parts.version }
        set { change { $0.version = newValue } }
    }
    package var type: DetectionType {
        _read { yield shared.parts.type }
        set { change { $0.type = newValue } }
    }
    /// `production`, `experimental`, `deprecated` …
    package var status: String {
        _read { yield shared.parts.status }
        set { change { $0.status = newValue } }
    }
    package var description: String {
        _read { yield shared.parts.description }
        set { change { $0.description = newValue } }
    }
    /// The search as written, for drilldowns.
    package var search: String {
        _read { yield shared.parts.search }
        set { change { $0.search = newValue } }
    }
    package var plan: SearchPlan {
        _read { yield shared.parts.plan }
        set { change { $0.plan = newValue } }
    }
    package var schedule: Schedule {
        _read { yield shared.parts.schedule }
        set { change { $0.schedule = newValue } }
    }
    package var risk: RiskAnnotation {
        _read { yield shared.parts.risk }
        set { change { $0.risk = newValue } }
    }
    /// Whether rows become risk events.
    package var createsRisk: Bool {
        _read { yield shared.parts.createsRisk }
        set { change { $0.createsRisk = newValue } }
    }
    /// How rows become notables; nil when they do not.
    package var notable: NotableAnnotation? {
        _read { yield shared.parts.notable }
        set { change { $0.notable = newValue } }
    }
    package var annotations: Annotations {
        _read { yield shared.parts.annotations }
        set { change { $0.annotations = newValue } }
    }
    package var drilldowns: [Drilldown] {
        _read { yield shared.parts.drilldowns }
        set { change { $0.drilldowns = newValue } }
    }
    package var securityDomain: String {
        _read { yield shared.parts.securityDomain }
        set { change { $0.securityDomain = newValue } }
    }
    package var severity: Severity {
        _read { yield shared.parts.severity }
        set { change { $0.severity = newValue } }
    }
    /// Prose for people, for reports.
    package var guidance: DetectionGuidance {
        _read { yield shared.parts.guidance }
        set { change { $0.guidance = newValue } }
    }
    /// Rows that are kept back; the first exception that covers a row counts.
    package var exceptions: [RowException] {
        _read { yield shared.parts.exceptions }
        set { change { $0.exceptions = newValue } }
    }
    /// Nil if every row is reported.
    package var throttle: Throttle? {
        _read { yield shared.parts.throttle }
        set { change { $0.throttle = newValue } }
    }
    /// Whether the first match in a window is reported before the window is over; only where
    /// ``canTellEarly``.
    package var tellsEarly: Bool {
        _read { yield shared.parts.tellsEarly }
        set { change { $0.tellsEarly = newValue } }
    }

    /// What follows from the parts, worked out once.
    var facts: DetectionFacts {
        _read { yield shared.facts }
    }

    /// Copies have the same one, and so has no other detection while one of them is there.
    package var identity: ObjectIdentifier { ObjectIdentifier(shared) }

    package init(
        id: String, name: String, searchName: String, version: String, type: DetectionType,
        status: String, description: String, search: String, plan: SearchPlan, schedule: Schedule,
        risk: RiskAnnotation, createsRisk: Bool, notable: NotableAnnotation?,
        annotations: Annotations, drilldowns: [Drilldown], securityDomain: String,
        severity: Severity
    ) {
        shared = Shared(
            Parts(
                id: id, name: name, searchName: searchName, version: version, type: type,
                status: status, description: description, search: search, plan: plan,
                schedule: schedule, risk: risk, createsRisk: createsRisk, notable: notable,
                annotations: annotations, drilldowns: drilldowns, securityDomain: securityDomain,
                severity: severity))
    }

    private mutating func change(_ body: (inout Parts) -> Void) {
        var parts = shared.parts
        body(&parts)
        shared = Shared(parts)
    }

    /// The object that copies share.
    private final class Shared: Sendable {
        let parts: Parts
        let facts: DetectionFacts

        init(_ parts: Parts) {
            self.parts = parts
            facts = DetectionFacts(
                search: parts.search, risk: parts.risk, notable: parts.notable,
                drilldowns: parts.drilldowns)
        }
    }

    /// The properties, as they are stored.
    private struct Parts: Sendable {
        var id: String
        var name: String
        var searchName: String
        var version: String
        var type: DetectionType
        var status: String
        var description: String
        var search: String
        var plan: SearchPlan
        var schedule: Schedule
        var risk: RiskAnnotation
        var createsRisk: Bool
        var notable: NotableAnnotation?
        var annotations: Annotations
        var drilldowns: [Drilldown]
        var securityDomain: String
        var severity: Severity
        var guidance = DetectionGuidance()
        var exceptions: [RowException] = []
        var throttle: Throttle?
        var tellsEarly = false
    }
}

/// The types of ESCU.
package enum DetectionType: String, CaseIterable, Sendable {
    case ttp = "TTP"
    case anomaly = "Anomaly"
    case hunting = "Hunting"
    case correlation = "Correlation"
}
