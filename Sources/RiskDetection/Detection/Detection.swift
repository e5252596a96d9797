package import SPL

/// What riskd runs: a compiled search, when it runs, and what its rows mean.
package struct Detection: Sendable {
    /// The UUID of the detection file, as written there.
    package var id: String
    package var name: String
    /// The name of the saved search, such as `ESCU - BITS Job Persistence - Rule`.
    package var searchName: String
    package var version: String
    package var type: DetectionType
    /// `production`, `experimental`, `deprecated` …
    package var status: String
    package var description: String
    /// The search as written, for drilldowns.
    package var search: String
    package var plan: SearchPlan
    package var schedule: Schedule
    package var risk: RiskAnnotation
    /// Whether rows become risk events.
    package var createsRisk: Bool
    /// How rows become notables; nil when they do not.
    package var notable: NotableAnnotation?
    package var annotations: Annotations
    package var drilldowns: [Drilldown]
    package var securityDomain: String
    package var severity: Severity
    package var guidance = DetectionGuidance()
    /// Rows that are kept back; the first exception that covers a row counts.
    package var exceptions: [RowException] = []
    /// Nil if every row is reported.
    package var throttle: Throttle?
    /// Whether the first match in a window is reported before the window is over; only where
    /// ``canTellEarly``.
    package var tellsEarly = false

    package init(
        id: String, name: String, searchName: String, version: String, type: DetectionType,
        status: String, description: String, search: String, plan: SearchPlan, schedule: Schedule,
        risk: RiskAnnotation, createsRisk: Bool, notable: NotableAnnotation?,
        annotations: Annotations, drilldowns: [Drilldown], securityDomain: String,
        severity: Severity
    ) {
        self.id = id
        self.name = name
        self.searchName = searchName
        self.version = version
        self.type = type
        self.status = status
        self.description = description
        self.search = search
        self.plan = plan
        self.schedule = schedule
        self.risk = risk
        self.createsRisk = createsRisk
        self.notable = notable
        self.annotations = annotations
        self.drilldowns = drilldowns
        self.securityDomain = securityDomain
        self.severity = severity
    }
}

/// The types of ESCU.
package enum DetectionType: String, CaseIterable, Sendable {
    case ttp = "TTP"
    case anomaly = "Anomaly"
    case hunting = "Hunting"
    case correlation = "Correlation"
}
