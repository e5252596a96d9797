package import RiskDetection

/// A deployment file: when detections of a type run, and what their rows become.
package struct DeploymentDocument: Sendable {
    package var file: String
    package var type: DetectionType
    package var cron: LocatedText
    package var earliest: LocatedText
    package var latest: LocatedText
    /// Whether rows become risk events.
    package var createsRisk: Bool
    /// How rows become notables; `%name%` and the like are not resolved yet.
    package var notable: NotableTemplate?

    /// What became of a file below `deployments/`.
    enum Reading {
        case deployment(DeploymentDocument)
        /// A deployment of baselines.
        case notDetection
        /// The type is there when the file says it.
        case invalid(type: DetectionType?)
    }

    static func read(_ document: YAMLDocument, problems: ProblemCollector) -> Reading {
        guard let file = document.mapping(problems) else { return .invalid(type: nil) }
        let known = DetectionType.allCases.map(\.rawValue)
        guard let typeText = file.required("type", hint: "write \(known.joined(separator: ", "))")
        else { return .invalid(type: nil) }
        guard let type = DetectionType(rawValue: typeText.value) else {
            if ["Baseline", "Investigation", "Embedded"].contains(typeText.value) {
                return .notDetection
            }
            problems.add(
                typeText.problem(
                    .error,
                    "unknown type \"\(typeText.value)\": write one of "
                        + known.joined(separator: ", ")))
            return .invalid(type: nil)
        }
        guard let scheduling = file.mapping("scheduling") else {
            if !problems.hasErrors {
                file.report(
                    key: "scheduling",
                    "scheduling is missing: add cron_schedule, earliest_time and latest_time")
            }
            return .invalid(type: type)
        }
        let times = ScheduleTimes(scheduling)
        let action = file.mapping("alert_action")
        let risk = action?.mapping("rba")?.boolean("enabled") ?? false
        let notable = action?.mapping("notable").map(NotableTemplate.init)
        guard let times, !problems.hasErrors else {
            return .invalid(type: type)
        }
        return .deployment(
            DeploymentDocument(
                file: document.source.file, type: type, cron: times.cron,
                earliest: times.earliest, latest: times.latest, createsRisk: risk,
                notable: notable))
    }

    /// What holds for a type where content has no deployment: every hour, over the hour that ended
    /// ten minutes ago.
    ///
    /// Source: `deployments/` of security_content until 2026; contentctl-ng, where the type says
    /// what a row becomes: TTP a finding and intermediate findings, Anomaly only these,
    /// Correlation only a finding, Hunting neither.
    static func standard(_ type: DetectionType) -> DeploymentDocument {
        DeploymentDocument(
            file: "", type: type, cron: LocatedText("0 * * * *"),
            earliest: LocatedText("-70m@m"), latest: LocatedText("-10m@m"),
            createsRisk: type == .ttp || type == .anomaly,
            notable: type == .ttp || type == .correlation ? .standard : nil)
    }
}

/// Title, description and fields of notables, before `%name%` and the like are resolved.
package struct NotableTemplate: Equatable, Sendable {
    package var title: LocatedText
    package var description: LocatedText
    package var fields: [String]

    /// What ESCU's own deployments say.
    static let standard = NotableTemplate(
        title: LocatedText("%name%"), description: LocatedText("%description%"),
        fields: ["user", "dest"])

    init(title: LocatedText, description: LocatedText, fields: [String]) {
        self.title = title
        self.description = description
        self.fields = fields
    }

    init(_ mapping: YAMLMapping) {
        let fields = mapping.strings("nes_fields")
        title = mapping.text("rule_title") ?? Self.standard.title
        description = mapping.text("rule_description") ?? Self.standard.description
        self.fields = fields.isEmpty ? Self.standard.fields : fields
    }
}
