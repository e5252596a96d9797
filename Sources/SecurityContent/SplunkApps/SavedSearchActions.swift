import RiskDetection

/// What the rows of a saved search become: its actions `risk` and `notable`.
///
/// Source: contentctl, `savedsearches_detections.j2`; contentctl-ng, for `_entities` and
/// `risk_message`; Enterprise Security before 6.4 for `_risk_object`, `_risk_object_type` and
/// `_risk_score`.
struct SavedSearchActions {
    private(set) var createsRisk: Bool
    private(set) var risk = RiskAnnotation(message: "", riskObjects: [], threatObjects: [])
    private(set) var notable: NotableAnnotation?
    private(set) var drilldowns: [Drilldown] = []
    private(set) var mentions: [ColumnMention] = []

    private let stanza: ConfStanza

    private static let titleKey = "action.notable.param.rule_title"
    private static let descriptionKey = "action.notable.param.rule_description"

    init(_ stanza: ConfStanza, name: String) {
        self.stanza = stanza
        createsRisk = stanza.flag("action.risk")
        readRisk()
        if stanza.flag("action.notable") {
            let fields = stanza.list("action.notable.param.nes_fields")
            notable = NotableAnnotation(
                title: message(Self.titleKey) ?? (stanza.has(Self.titleKey) ? "" : name),
                description: stanza.string(Self.descriptionKey)
                    ?? (stanza.has(Self.descriptionKey) ? nil : stanza.string("description")) ?? "",
                fields: fields)
            readEntity()
        }
        drilldowns = Self.drilldowns(of: stanza)
        if createsRisk, risk.riskObjects.isEmpty {
            stanza.report(
                .warning, "action.risk",
                "action.risk without risk objects raises no risk: write action.risk.param._risk")
        }
    }

    /// The text of a message, its tokens remembered.
    private mutating func message(_ key: String) -> String? {
        guard let text = stanza.text(key) else { return nil }
        for token in MessageTokens.find(in: text.value) {
            mentions.append(
                ColumnMention(role: .token, column: token.name, text: text, offset: token.offset))
        }
        return text.value
    }

    private mutating func mention(_ role: ColumnMention.Role, _ column: String, _ key: String) {
        guard let text = stanza.text(key) else { return }
        mentions.append(
            ColumnMention(
                role: role, column: column, text: text, offset: text.offset(ofWord: column)))
    }

    // MARK: - Risk

    private static let riskKey = "action.risk.param._risk"

    private mutating func readRisk() {
        risk.message = message("action.risk.param._risk_message") ?? ""
        if stanza.text(Self.riskKey) != nil {
            for entry in objects(Self.riskKey) { readRiskEntry(entry) }
        } else if let field = stanza.text(Self.riskKey + "_object") {
            let type = stanza.string(Self.riskKey + "_object_type") ?? "other"
            let score = stanza.integer(Self.riskKey + "_score") ?? 0
            add(RiskObjectField(field: field.value, type: type, score: score), field)
        }
    }

    private mutating func add(_ object: RiskObjectField, _ field: LocatedText) {
        risk.riskObjects.append(object)
        mentions.append(
            ColumnMention(role: .riskObject, column: object.field, text: field, offset: 0))
    }

    private mutating func readRiskEntry(_ entry: [String: JSONTree]) {
        if let field = entry["threat_object_field"]?.text {
            guard let type = entry["threat_object_type"]?.text else {
                return reject("the threat object \"\(field)\" has no threat_object_type")
            }
            risk.threatObjects.append(ThreatObjectField(field: field, type: type))
            return mention(.threatObject, field, Self.riskKey)
        }
        guard let field = entry["risk_object_field"]?.text,
            let type = entry["risk_object_type"]?.text
        else {
            return reject(
                "an entry has neither risk_object_field and risk_object_type nor "
                    + "threat_object_field")
        }
        guard let score = entry["risk_score"]?.integer, score >= 0 else {
            return reject("the risk object \"\(field)\" has no whole number as its risk_score")
        }
        risk.riskObjects.append(
            RiskObjectField(
                field: field, type: type, score: score, message: entry["risk_message"]?.text))
        mention(.riskObject, field, Self.riskKey)
    }

    private func reject(_ reason: String) {
        stanza.report(
            .error, Self.riskKey,
            "\(Self.riskKey): \(reason): write {\"risk_object_field\": …, \"risk_object_type\": …, "
                + "\"risk_score\": …} or {\"threat_object_field\": …, \"threat_object_type\": …}")
    }

    /// A list of JSON objects; where it is none, that is reported.
    private func objects(_ key: String) -> [[String: JSONTree]] {
        guard let text = stanza.text(key) else { return [] }
        if let items = JSONTree(text.value)?.array {
            let objects = items.compactMap(\.object)
            if objects.count == items.count { return objects }
        }
        stanza.report(.error, key, "\(key) is no JSON list of objects: write [{\"key\": …}, …]")
        return []
    }

    /// The entity of a finding raises risk by itself; contentctl before `finding:` writes `N/A`.
    private mutating func readEntity() {
        let key = "action.notable.param._entities"
        for entry in objects(key) {
            guard let field = entry["risk_object_field"]?.text, field != "N/A",
                let type = entry["risk_object_type"]?.text,
                let score = entry["risk_score"]?.integer, score >= 0,
                !risk.riskObjects.contains(where: { $0.field == field })
            else { continue }
            risk.riskObjects.insert(
                RiskObjectField(
                    field: field, type: type, score: score, message: notable?.title), at: 0)
            mention(.riskObject, field, key)
            if risk.message.isEmpty { risk.message = notable?.title ?? "" }
            createsRisk = true
        }
    }

    // MARK: - Drill-downs

    private static func drilldowns(of stanza: ConfStanza) -> [Drilldown] {
        let key = "action.notable.param.drilldown_searches"
        guard let text = stanza.text(key) else { return [older(stanza)].compactMap { $0 } }
        guard let items = JSONTree(text.value)?.array else {
            stanza.report(
                .error, key, "\(key) is no JSON list: write [{\"name\": …, \"search\": …}]")
            return []
        }
        return items.compactMap { item in
            guard let entry = item.object, let name = entry["name"]?.text,
                let search = entry["search"]?.text
            else {
                stanza.report(.error, key, "\(key): an entry has no name or no search")
                return nil
            }
            return Drilldown(
                name: name, search: search,
                earliestOffset: entry["earliest_offset"]?.text ?? "$info_min_time$",
                latestOffset: entry["latest_offset"]?.text ?? "$info_max_time$")
        }
    }

    /// The one drill-down of Enterprise Security before 7.
    private static func older(_ stanza: ConfStanza) -> Drilldown? {
        let key = "action.notable.param.drilldown_"
        guard let search = stanza.string(key + "search") else { return nil }
        return Drilldown(
            name: stanza.string(key + "name") ?? "", search: search,
            earliestOffset: stanza.string(key + "earliest_offset") ?? "$info_min_time$",
            latestOffset: stanza.string(key + "latest_offset") ?? "$info_max_time$")
    }
}
