import RiskDetection
import Sigma

/// What a detection can be chosen by, beside its name.
struct DetectionTraits {
    let name: String
    let id: String
    private let values: [DetectionFilter.Key: [String]]
    /// Whether Splunk has it and does not run it.
    let isOff: Bool

    init(_ document: DetectionDocument) {
        name = document.name
        id = document.id
        isOff = document.stanza?.isOff ?? false
        values = [
            .story: document.analyticStory, .technique: document.mitreAttackID,
            .type: [document.type.rawValue], .status: [document.status],
            .dataModel: [document.dataModel],
            .dataSource: document.dataSource,
            .level: document.rule?.head.level.map { [$0.rawValue] } ?? [],
            .tag: document.rule?.head.tags ?? [],
            .logSource: document.rule?.logSources.flatMap(\.names) ?? [],
        ]
    }

    /// Of a file that could not be read more is not known.
    init(name: String, id: String) {
        self.name = name
        self.id = id
        values = [:]
        isOff = false
    }

    func values(of key: DetectionFilter.Key) -> [String] {
        key == .name ? [name] : values[key] ?? []
    }
}

/// `{story: Ransomware, status: production}`: detections that have all of it.
package struct DetectionFilter: Equatable, Sendable {
    package enum Key: String, CaseIterable, Sendable {
        case name, story, technique, type, status
        /// What only rules of Sigma have.
        case level, tag
        case logSource = "logsource"
        case dataModel = "data_model"
        case dataSource = "data_source"
    }

    /// A value, or a pattern with `*` and `?`, for each key; in the order of the file.
    package var conditions: [(key: Key, value: LocatedText)]

    package init(_ conditions: [(key: Key, value: LocatedText)]) { self.conditions = conditions }

    package static func == (a: DetectionFilter, b: DetectionFilter) -> Bool {
        a.conditions.elementsEqual(b.conditions) { $0.key == $1.key && $0.value == $1.value }
    }

    func matches(_ traits: DetectionTraits) -> Bool {
        conditions.allSatisfy { key, value in
            traits.values(of: key).contains { Self.matches(key, value.value, $0) }
        }
    }

    /// Case does not matter. A technique stands for its sub-techniques as well.
    private static func matches(_ key: Key, _ wanted: String, _ value: String) -> Bool {
        let (wanted, value) = (wanted.lowercased(), value.lowercased())
        if key == .technique, value.hasPrefix(wanted + ".") { return true }
        return NamePattern(wanted).matches(value)
    }

    /// Reads the items of a list that are mappings.
    static func read(_ list: String, of mapping: YAMLMapping) -> [DetectionFilter] {
        mapping.note(.selection(Key.allCases.map(\.rawValue)), list, isSure: true)
        guard case .sequence(let items)? = mapping.node(list)?.content else { return [] }
        return items.enumerated().compactMap { index, item in
            guard case .mapping = item.content,
                let entry = mapping.mapping(
                    of: item, path: "\(mapping.name(of: list))[\(index + 1)]")
            else { return nil }
            entry.check(keys: Key.allCases.map(\.rawValue))
            let conditions = Key.allCases.compactMap { key in
                entry.text(key.rawValue).map { (key: key, value: $0) }
            }
            if conditions.isEmpty, entry.entries.isEmpty {
                entry.report(
                    key: list, "an empty filter would take in everything: write \"*\" for that")
            }
            return conditions.isEmpty ? nil : DetectionFilter(conditions)
        }
    }

    /// A warning where no detection fits.
    func problem(_ documents: [DetectionDocument]) -> ContentProblem? {
        if documents.contains(where: { matches(DetectionTraits($0)) }) { return nil }
        let text = conditions.map { "\($0.key.rawValue): \($0.value.value)" }
            .joined(separator: ", ")
        return conditions[0].value.problem(.warning, "no detection has {\(text)}")
    }
}
