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
        let cron = scheduling.required(
            "cron_schedule", hint: "write five fields, such as \"0 * * * *\"")
        let earliest = scheduling.required(
            "earliest_time", hint: "write a time modifier, such as -70m@m")
        let latest = scheduling.required(
            "latest_time", hint: "write a time modifier, such as -10m@m")
        let action = file.mapping("alert_action")
        let risk = action?.mapping("rba")?.boolean("enabled") ?? false
        let notable = action?.mapping("notable").map(NotableTemplate.init)
        guard let cron, let earliest, let latest, !problems.hasErrors else {
            return .invalid(type: type)
        }
        return .deployment(
            DeploymentDocument(
                file: document.source.file, type: type, cron: cron, earliest: earliest,
                latest: latest, createsRisk: risk, notable: notable))
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
