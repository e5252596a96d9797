import CIM
import RiskDetection
import SPL

extension DetectionDocument {
    /// What became of a file below `detections/`.
    enum Reading {
        case detection(DetectionDocument)
        /// A baseline or an investigation: such searches fill lookups and raise nothing.
        case notDetection
        /// Its problems are in the collector; the name is there when the file says it.
        case invalid(name: String?, id: String?)
    }

    /// Types of ESCU files that are no detections.
    private static let otherTypes = ["Baseline", "Investigation"]

    static func read(_ document: YAMLDocument, problems: ProblemCollector) -> Reading {
        guard let file = document.mapping(problems) else { return .invalid(name: nil, id: nil) }
        if let type = file.node("type")?.text, otherTypes.contains(type) { return .notDetection }
        let name = file.required("name", hint: "add \"name: <name of the detection>\"")
        let id = file.required("id", hint: "add \"id: <UUID>\", and never change it")
        let search = file.required("search", hint: "add \"search: '| tstats …'\"")
        let type = detectionType(file)
        let tags = file.mapping("tags")
        let risk = RiskReading(file, tags: tags, isHunting: type == .hunting)
        let metadata = Metadata(file: file, tags: tags)
        let throttle = Throttle.read(file, tags: tags)
        let scheduling = EmbeddedSchedule(file)
        guard let name, let id, let search, let type, !problems.hasErrors else {
            return .invalid(name: name?.value, id: id?.value)
        }
        if risk.risk.riskObjects.isEmpty, type == .ttp || type == .anomaly {
            file.report(
                .warning, key: "type",
                "a \(type.rawValue) without risk objects raises no risk: add "
                    + "\"rba: {message, risk_objects}\"")
        }
        var detection = DetectionDocument(
            file: document.source.file, generation: risk.generation, name: name.value,
            id: id.value, version: file.string("version") ?? "1", date: metadata.date,
            author: file.string("author") ?? "", status: file.string("status") ?? "production",
            type: type, description: file.string("description") ?? "", search: search,
            dataSource: file.strings("data_source"),
            analyticStory: metadata.strings("analytic_story"),
            mitreAttackID: metadata.strings("mitre_attack_id"), cve: metadata.strings("cve"),
            securityDomain: metadata.string("security_domain") ?? "endpoint",
            confidence: risk.confidence, impact: risk.impact, risk: risk.risk,
            severity: risk.severity, findingTitle: risk.findingTitle,
            drilldowns: drilldowns(file, search: search.value),
            throttle: throttle,
            throttleFields: throttle == nil ? [] : Throttle.fields(file, tags: tags),
            scheduling: scheduling, guidance: guidance(file),
            tests: DetectionTest.read(file), manualTest: metadata.string("manual_test"),
            columnMentions: risk.mentions,
            placeholders: metadata.placeholders)
        detection.ownSearchName = file.string("search_name")
        return .detection(detection)
    }

    /// Prose for people: what is not a text is no reason to refuse a detection.
    private static func guidance(_ file: YAMLMapping) -> DetectionGuidance {
        func texts(_ key: String) -> [String] {
            guard let node = file.node(key) else { return [] }
            if case .sequence(let items) = node.content { return items.compactMap(\.text) }
            return node.text.map { [$0] } ?? []
        }
        return DetectionGuidance(
            howToImplement: texts("how_to_implement").joined(separator: "\n"),
            knownFalsePositives: texts("known_false_positives").joined(separator: "\n"),
            references: texts("references").filter { !$0.isEmpty })
    }

    private static func detectionType(_ file: YAMLMapping) -> DetectionType? {
        let known = DetectionType.allCases.map(\.rawValue)
        guard let text = file.required("type", hint: "write \(known.joined(separator: ", "))")
        else { return nil }
        if let type = DetectionType(rawValue: text.value) { return type }
        let suggestion =
            Suggestion.nearest(to: text.value, among: known).map { "did you mean \"\($0)\"?" }
            ?? "write one of \(known.joined(separator: ", "))"
        file.problems.add(text.problem(.error, "unknown type \"\(text.value)\": \(suggestion)"))
        return nil
    }

    private static func drilldowns(_ file: YAMLMapping, search: String) -> [Drilldown] {
        file.mappings("drilldown_searches").compactMap { entry in
            guard let name = entry.required("name", hint: "say what the search shows"),
                let text = entry.required("search", hint: "write the search")
            else { return nil }
            return Drilldown(
                name: name.value,
                search: withOriginalSearch(text.value, search),
                earliestOffset: entry.string("earliest_offset") ?? "$info_min_time$",
                latestOffset: entry.string("latest_offset") ?? "$info_max_time$")
        }
    }
}

/// A text with a search in place of `%original_detection_search%`, which mostly is all of it.
private func withOriginalSearch(_ text: String, _ search: String) -> String {
    let placeholder = "%original_detection_search%"
    if text == placeholder { return search }
    return text.utf8.contains(UInt8(ascii: "%")) ? text.replacing(placeholder, with: search) : text
}

/// Keys that stand in `tags` in the older generations and at the top in the youngest.
private struct Metadata {
    let file: YAMLMapping
    let tags: YAMLMapping?
    var date = ""

    init(file: YAMLMapping, tags: YAMLMapping?) {
        self.file = file
        self.tags = tags
        let key = ["modification_date", "date", "creation_date"].first { file.node($0) != nil }
        guard let key, let text = file.text(key) else { return }
        date = text.value
        if !Self.isDate(text.value) {
            file.problems.add(
                text.problem(.warning, "\(key) is \"\(text.value)\": write YYYY-MM-DD"))
        }
    }

    func strings(_ key: String) -> [String] {
        if let tags, tags.node(key) != nil { return tags.strings(key) }
        return file.strings(key)
    }

    func string(_ key: String) -> String? { tags?.string(key) ?? file.string(key) }

    /// The file's own single values win over those of `tags`; lists stand with commas.
    ///
    /// Source: contentctl, the template filter for `%…%`.
    var placeholders: [String: String] {
        var values: [String: String] = [:]
        for entry in (tags?.entries ?? []) + file.entries {
            switch entry.value.content {
            case .scalar(let text, _): values[entry.key] = text
            case .sequence(let items):
                let texts = items.compactMap(\.text)
                if texts.count == items.count { values[entry.key] = texts.joined(separator: ", ") }
            case .mapping: break
            }
        }
        return values
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month)
        else { return false }
        return (1...CivilTime.daysInMonth(month, of: year)).contains(day)
    }
}
