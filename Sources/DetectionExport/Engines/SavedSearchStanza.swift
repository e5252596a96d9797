package import RiskDetection
import SPL

/// A detection as a stanza of Splunk's `savedsearches.conf`, as contentctl writes it.
///
/// Sources: `savedsearches.conf.spec`; contentctl `savedsearches_detections.j2`.
package struct SavedSearchStanza: Sendable {
    package let text: String

    package init(_ detection: Detection) {
        var lines = ["[\(Self.line(detection.searchName))]"]
        func set(_ key: String, _ value: String) { lines.append("\(key) = \(Self.value(value))") }
        set("description", detection.description)
        set("search", detection.search)
        set("cron_schedule", detection.schedule.cron.text)
        set("dispatch.earliest_time", detection.schedule.earliest.text)
        set("dispatch.latest_time", detection.schedule.latest.text)
        for (key, value) in Self.scheduling { set(key, value) }
        set("alert.suppress", detection.throttle == nil ? "0" : "1")
        if let throttle = detection.throttle {
            set("alert.suppress.fields", throttle.columns.joined(separator: ","))
            set("alert.suppress.period", "\(throttle.periodSeconds)s")
        }
        set("action.escu", "0")
        if detection.createsRisk {
            set("action.risk", "1")
            set("action.risk.param._risk_message", detection.risk.message)
            set("action.risk.param._risk", Self.json(Self.objects(of: detection.risk)))
            set("action.risk.param._risk_score", "0")
            set("action.risk.param.verbose", "0")
        } else if detection.notable != nil, !detection.risk.isEmpty {
            // A notable has the message, the score and the threat objects all the same.
            set("action.risk.param._risk_message", detection.risk.message)
            set("action.risk.param._risk", Self.json(Self.objects(of: detection.risk)))
        }
        set("action.correlationsearch.enabled", "1")
        // What the name of the search does not say, its label does.
        let isDerived = SavedSearchDefaults.name(of: detection.searchName) == detection.name
        set(
            "action.correlationsearch.label", isDerived ? detection.searchName : detection.name)
        set("action.correlationsearch.annotations", Self.json(Self.annotations(detection)))
        set(
            "action.correlationsearch.metadata",
            Self.json(
                .object([
                    ("deprecated", .string(detection.status == "deprecated" ? "1" : "0")),
                    ("detection_id", .string(detection.id)),
                    ("detection_version", .string(detection.version)),
                ])))
        set("action.correlationsearch.detection_type", "ebd")
        if let notable = detection.notable {
            for (key, value) in Self.fields(of: notable, detection) { set(key, value) }
        } else {
            for (key, value) in Self.unsaid(of: detection) { set(key, value) }
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// What contentctl sets in every stanza. The search is off until somebody turns it on.
    private static let scheduling = [
        ("enableSched", "1"), ("disabled", "true"), ("allow_skew", "100%"),
        ("realtime_schedule", "0"), ("schedule_window", "auto"),
        ("counttype", "number of events"), ("relation", "greater than"), ("quantity", "0"),
        ("alert.digest_mode", "1"), ("is_visible", "false"),
    ]

    private static func fields(
        of notable: NotableAnnotation, _ detection: Detection
    ) -> [(String, String)] {
        let entity = JSONValue.array([
            .object([
                ("risk_object_field", .string("N/A")), ("risk_object_type", .string("N/A")),
                ("risk_score", .integer(0)),
            ])
        ])
        let drilldowns = detection.drilldowns.map { drilldown in
            JSONValue.object([
                ("earliest_offset", .string(drilldown.earliestOffset)),
                ("latest_offset", .string(drilldown.latestOffset)),
                ("name", .string(drilldown.name)),
                (
                    "search",
                    .string(
                        drilldown.search.replacing(
                            "%original_detection_search%", with: detection.search))
                ),
            ])
        }
        return [
            ("action.notable", "1"), ("action.notable.param._entities", json(entity)),
            ("action.notable.param.nes_fields", notable.fields.joined(separator: ",")),
            ("action.notable.param.rule_title", notable.title),
            ("action.notable.param.rule_description", notable.description),
            ("action.notable.param.security_domain", detection.securityDomain),
            ("action.notable.param.severity", detection.severity.rawValue),
            ("action.notable.param.drilldown_searches", json(.array(drilldowns))),
        ]
    }

    /// What records have and a stanza without a notable would not say.
    private static func unsaid(of detection: Detection) -> [(String, String)] {
        let scores = detection.createsRisk ? detection.risk.riskObjects.map(\.score) : []
        var lines: [(String, String)] = []
        let domain = SavedSearchDefaults.securityDomain(detection.annotations)
        if detection.securityDomain != domain {
            lines.append(("action.notable.param.security_domain", detection.securityDomain))
        }
        if detection.severity != SavedSearchDefaults.severity(scores, detection.annotations) {
            lines.append(("action.notable.param.severity", detection.severity.rawValue))
        }
        return lines
    }

    private static func objects(of risk: RiskAnnotation) -> JSONValue {
        .array(
            risk.riskObjects.map { object in
                .object(
                    [
                        ("risk_object_field", .string(object.field)),
                        ("risk_object_type", .string(object.type)),
                        ("risk_score", .integer(object.score)),
                    ] + (object.message.map { [("risk_message", .string($0))] } ?? []))
            }
                + risk.threatObjects.map { threat in
                    .object([
                        ("threat_object_field", .string(threat.field)),
                        ("threat_object_type", .string(threat.type)),
                    ])
                })
    }

    private static func annotations(_ detection: Detection) -> JSONValue {
        let lists = detection.annotations.lists.map { list in
            // The type of a detection is one word there, beside the list of it.
            list.name == "type"
                ? (key: list.name, value: JSONValue.string(list.entries.first ?? ""))
                : (key: list.name, value: JSONValue.strings(list.entries))
        }
        let numbers = detection.annotations.numbers.map {
            (key: $0.name, value: JSONValue.integer($0.value))
        }
        return .object(
            (lists + numbers).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    }

    /// JSON that no template reads as markup.
    private static func json(_ value: JSONValue) -> String {
        value.text.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
            .replacing("&", with: "\\u0026").replacing("'", with: "\\u0027")
    }

    /// A value over several lines: each but the last ends in a backslash. White space around the
    /// value would not come back, and a backslash at its end would take the next key in.
    private static func value(_ text: String) -> String {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map(String.init)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        guard let first = lines.first, let last = lines.last else { return "" }
        let blanks = last.reversed().prefix { $0 == " " || $0 == "\t" }.count
        lines[lines.count - 1] = String(last.dropLast(blanks))
        lines[0] = String((lines.count == 1 ? lines[0] : first).drop { $0 == " " || $0 == "\t" })
        let value = lines.joined(separator: " \\\n")
        return value.hasSuffix("\\") ? value + " " : value
    }

    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
