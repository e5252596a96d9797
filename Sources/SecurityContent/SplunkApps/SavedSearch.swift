import CIM
import RiskDetection
import SPL

/// A stanza of `savedsearches.conf` as a detection.
///
/// Source: `savedsearches.conf.spec`; contentctl, `savedsearches_detections.j2`; contentctl-ng,
/// `emit_ConfStanza_savedsearches`.
struct SavedSearch {
    /// What became of a stanza.
    enum Reading {
        case detection(DetectionDocument)
        /// A report or a search that fills a lookup: it raises nothing.
        case notDetection
        case invalid(name: String, id: String)
    }

    private let stanza: ConfStanza
    /// `action.correlationsearch.metadata`.
    private let metadata: [String: JSONTree]

    init(_ stanza: ConfStanza) {
        self.stanza = stanza
        metadata = Self.object("action.correlationsearch.metadata", of: stanza)
    }

    /// Reads the stanza; what is wrong is in its collector, all of it.
    func read() -> Reading {
        guard isDetection else { return .notDetection }
        let search = stanza.required("search", hint: searchHint)
        let scheduling = schedule()
        let annotations = self.annotations()
        let actions = SavedSearchActions(stanza, name: name)
        let throttle = self.throttle()
        checkCondition()
        warnAboutActions()
        guard let search, !stanza.problems.hasErrors else {
            return .invalid(name: name, id: id)
        }
        let scores = actions.risk.riskObjects.map(\.score)
        let severity =
            stanza.string("action.notable.param.severity").flatMap(Severity.init)
            ?? SavedSearchDefaults.severity(actions.createsRisk ? scores : [], annotations)
        var detection = DetectionDocument(
            file: search.file ?? stanza.source.file, generation: .none, name: name, id: id,
            version: metadata["detection_version"]?.text ?? "1", date: "", author: "",
            status: metadata["deprecated"]?.text == "1" ? "deprecated" : "production",
            type: type(annotations, actions, search.value),
            description: stanza.string("description") ?? "", search: search,
            dataSource: annotations.list("data_source"),
            analyticStory: annotations.list("analytic_story"),
            mitreAttackID: annotations.list("mitre_attack"), cve: annotations.list("cve"),
            securityDomain: stanza.string("action.notable.param.security_domain")
                ?? SavedSearchDefaults.securityDomain(annotations),
            risk: actions.risk, severity: severity, drilldowns: actions.drilldowns,
            throttle: throttle?.rule, throttleFields: throttle?.fields ?? [],
            scheduling: scheduling, tests: [], columnMentions: actions.mentions,
            placeholders: ["name": name, "description": stanza.string("description") ?? ""])
        detection.ownSearchName = stanza.name
        detection.stanza = StanzaSettings(
            annotations: annotations, createsRisk: actions.createsRisk, notable: actions.notable,
            isOff: stanza.flag("disabled") || !stanza.flag("enableSched"))
        return .detection(detection)
    }

    // MARK: - What it is

    /// A correlation search, a search with an action of Enterprise Security, or an alert. A report
    /// that is only scheduled alerts nobody.
    private var isDetection: Bool {
        let actions = ["action.correlationsearch.enabled", "action.risk", "action.notable"]
        if actions.contains(where: stanza.flag) { return true }
        return stanza.text("search") != nil && stanza.flag("enableSched")
            && (stanza.flag("alert.track") || !["", "always"].contains(countType))
    }

    private var countType: String { stanza.string("counttype")?.lowercased() ?? "" }

    private var searchHint: String {
        stanza.text("action.customsearchbuilder.spec") == nil
            ? "add \"search = <search>\""
            : "action.customsearchbuilder.spec is not read; save the search once in Enterprise "
                + "Security, which writes it"
    }

    /// contentctl writes the name of the stanza as its label, Enterprise Security what the author
    /// called it.
    private var name: String {
        let label = stanza.string("action.correlationsearch.label") ?? stanza.name
        return label == stanza.name ? SavedSearchDefaults.name(of: label) : label
    }

    /// Searches that no contentctl built have no id: the name of the stanza is what tells them apart.
    private var id: String { metadata["detection_id"]?.text ?? stanza.name }

    private func type(
        _ annotations: Annotations, _ actions: SavedSearchActions, _ search: String
    ) -> DetectionType {
        let said = annotations.list("type") + annotations.list("type_list")
        if let type = said.lazy.compactMap(DetectionType.init).first { return type }
        if actions.createsRisk { return actions.notable == nil ? .anomaly : .ttp }
        guard actions.notable != nil else { return .hunting }
        let readsRisk = DetectionDocument.dataModel(of: search).hasPrefix("Risk")
        return readsRisk ? .correlation : .ttp
    }

    private func annotations() -> Annotations {
        var lists: [(name: String, entries: [String])] = []
        var numbers: [(name: String, value: Int)] = []
        let written = Self.object("action.correlationsearch.annotations", of: stanza)
        for (name, value) in written.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .array(let items): lists.append((name, items.compactMap(\.text)))
            case .text(let text): lists.append((name, [text]))
            case .number:
                if let number = value.integer { numbers.append((name, number)) }
            case .object, .boolean, .null: break
            }
        }
        return Annotations(lists: lists, numbers: numbers)
    }

    /// A key that holds a JSON object; empty where it is not there.
    private static func object(_ key: String, of stanza: ConfStanza) -> [String: JSONTree] {
        guard let text = stanza.text(key) else { return [:] }
        if let object = JSONTree(text.value)?.object { return object }
        stanza.report(.error, key, "\(key) is no JSON object: write {\"key\": …}")
        return [:]
    }
}

// MARK: - When it runs, and what of it is told

extension SavedSearch {
    private func schedule() -> EmbeddedSchedule {
        var schedule = EmbeddedSchedule()
        schedule.cron = stanza.required(
            "cron_schedule", hint: "write five fields, such as \"0 * * * *\"")
        schedule.earliest = stanza.required(
            "dispatch.earliest_time", hint: "write a time modifier, such as -70m@m")
        // Source: `savedsearches.conf.spec`: without an end the search goes on to the present.
        schedule.latest = stanza.text("dispatch.latest_time") ?? LocatedText("now")
        for key in ["dispatch.index_earliest", "dispatch.index_latest"]
        where stanza.text(key) != nil {
            stanza.report(
                .error, key, "\(key): records have no time of indexing here; remove the line")
        }
        return schedule
    }

    private func throttle() -> (rule: Throttle, fields: [LocatedText])? {
        guard stanza.flag("alert.suppress") else { return nil }
        let fields = stanza.list("alert.suppress.fields")
        if fields.isEmpty {
            stanza.report(
                .error, "alert.suppress",
                "alert.suppress without alert.suppress.fields: name the columns that make rows alike"
            )
        }
        guard
            let period = stanza.required(
                "alert.suppress.period", hint: "write how long, such as 86400s")
        else { return nil }
        let text = period.value.allSatisfy(\.isNumber) ? period.value + "s" : period.value
        guard let duration = Quantity.duration(text), duration >= .seconds(1) else {
            stanza.report(
                .error, "alert.suppress.period",
                "alert.suppress.period is \"\(period.value)\": write a number and s, m, h or d, such "
                    + "as 86400s")
            return nil
        }
        guard !fields.isEmpty else { return nil }
        let place = stanza.text("alert.suppress.fields")
        return (
            Throttle(columns: fields, periodSeconds: duration.components.seconds),
            fields.map { place?.word($0) ?? LocatedText($0) }
        )
    }

    /// riskd tells of every row; an alert that waits for more of them would tell of less.
    private func checkCondition() {
        if stanza.text("alert_condition") != nil {
            stanza.report(
                .error, "alert_condition",
                "alert_condition is not asked here: write the condition into the search")
        }
        guard !["", "always"].contains(countType) else { return }
        let isCount = ["number of events", "number of results"].contains(countType)
        let relation = stanza.string("relation")?.lowercased() ?? ""
        let quantity = stanza.string("quantity") ?? ""
        if isCount, (relation, quantity) == ("greater than", "0") { return }
        stanza.report(
            .error, "counttype",
            "the alert is for counttype \"\(countType)\", relation \"\(relation)\", quantity "
                + "\"\(quantity)\", and riskd reports every row: write the condition into the search, "
                + "such as \"| eventstats count as rows | where rows > 5\"")
    }

    private static let knownActions: Set<String> = [
        "risk", "notable", "correlationsearch", "customsearchbuilder", "escu",
    ]

    /// What Splunk would do beside, such as to send mail.
    private func warnAboutActions() {
        for key in stanza.keys where key.hasPrefix("action.") {
            let name = key.dropFirst("action.".count)
            guard !name.contains("."), !Self.knownActions.contains(String(name)), stanza.flag(key)
            else { continue }
            stanza.report(
                .warning, key, "\(key) is not carried out: riskd raises risk and notables")
        }
    }
}
