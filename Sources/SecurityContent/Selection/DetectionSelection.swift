package import RiskDetection
import SPL

/// Which detections run, and what is changed about them. Every detection is off unless enabled.
package struct DetectionSelection: Equatable, Sendable {
    /// Names, ids, or patterns of names (`*`, `?`).
    package var enable: [LocatedText]
    /// As above; wins over `enable`.
    package var disable: [LocatedText]
    /// Detections by what they are about; enabled as by a pattern.
    package var enableWhere: [DetectionFilter]
    package var disableWhere: [DetectionFilter]
    /// Detections that report a first match before their window is over; as for `enable`.
    package var early: [LocatedText] = []
    package var earlyWhere: [DetectionFilter] = []
    package var overrides: [DetectionOverride]
    package var exceptions: [DetectionException]
    /// What saved searches are called, with `%name%`; nil for the content's own names.
    package var searchName: LocatedText?

    package init(
        enable: [LocatedText] = [], disable: [LocatedText] = [],
        enableWhere: [DetectionFilter] = [], disableWhere: [DetectionFilter] = [],
        overrides: [DetectionOverride] = [], exceptions: [DetectionException] = []
    ) {
        self.enable = enable
        self.disable = disable
        self.enableWhere = enableWhere
        self.disableWhere = disableWhere
        self.overrides = overrides
        self.exceptions = exceptions
    }

    /// Warnings about patterns that fit detections which are off in `savedsearches.conf`.
    func leftOff(
        _ documents: [DetectionDocument], _ index: SelectionIndex
    ) -> [ContentProblem] {
        let off = documents.filter { DetectionTraits($0).isOff && !index.isEnabled($0) }
            .map { DetectionTraits($0) }
        guard !off.isEmpty else { return [] }
        let texts = enable.filter { NamePattern.isPattern($0.value) }.map { text in
            (text, off.count { Self.matches(text.value, $0.name, $0.id) })
        }
        let filters = enableWhere.map { filter in
            (filter.conditions[0].value, off.count(where: filter.matches))
        }
        return (texts + filters).filter { $0.1 > 0 }.map { text, count in
            text.problem(
                .warning,
                "\(count) detection(s) that this fits are off in savedsearches.conf (disabled, or "
                    + "without enableSched) and stay off: enable them by name, or there")
        }
    }

    /// Where a detection that cannot do so is named as one that tells early.
    func cannotTellEarly(_ traits: DetectionTraits) -> [ContentProblem] {
        early.filter {
            !NamePattern.isPattern($0.value) && Self.matches($0.value, traits.name, traits.id)
        }.map {
            $0.problem(
                .warning,
                "\"\(traits.name)\" cannot tell early: it looks at all events together when its "
                    + "window is over; leave it out.")
        }
    }

    /// The names that a selection asks for, patterns left out.
    func names(of selection: ContentSelection) -> [String] {
        switch selection {
        case .all: []
        case .named(let texts): texts
        case .enabled:
            enable.map(\.value)
                + overrides.filter { $0.enabled == true }.map(\.detection.value)
        }
    }

    /// Names that no detection has; a pattern that fits none is a warning only.
    func unmatched(
        _ documents: [DetectionDocument], _ selection: ContentSelection,
        broken findings: [ContentFinding] = []
    ) -> [ContentProblem] {
        var texts =
            enable + disable + early + overrides.map(\.detection)
            + exceptions.map(\.detection)
        if case .named(let names) = selection { texts += names.map { LocatedText($0) } }
        let filters = (enableWhere + disableWhere + earlyWhere).compactMap { $0.problem(documents) }
        let known = KnownDetections(documents)
        return filters
            + texts.compactMap { text in
                // What is wrong with its file is told there.
                if known.contains(text.value)
                    || findings.contains(where: { $0.isError(of: text.value) })
                {
                    return nil
                }
                if NamePattern.isPattern(text.value) {
                    return text.problem(.warning, "no detection fits the pattern \"\(text.value)\"")
                }
                let suggestion =
                    Suggestion.nearest(to: text.value, among: known.sortedNames)
                    .map { "did you mean \"\($0)\"?" }
                    ?? "write the name or the id of one of the \(documents.count) detections loaded"
                return text.problem(.error, "no detection \"\(text.value)\": \(suggestion)")
            }
    }

    private static func isID(_ text: String, _ id: String) -> Bool {
        !text.isEmpty && text.lowercased() == id.lowercased()
    }

    static func matches(_ text: String, _ name: String, _ id: String) -> Bool {
        text == name || isID(text, id)
            || NamePattern.isPattern(text) && NamePattern(text).matches(name)
    }
}

/// The names and ids of the detections of a library.
private final class KnownDetections {
    private let names: Set<String>
    /// In lower case.
    private let ids: Set<String>
    private(set) lazy var sortedNames = names.sorted()

    init(_ documents: [DetectionDocument]) {
        names = Set(documents.map(\.name))
        ids = Set(documents.map { $0.id.lowercased() })
    }

    /// Whether some detection has a name or id, or fits a pattern.
    func contains(_ text: String) -> Bool {
        if names.contains(text) || !text.isEmpty && ids.contains(text.lowercased()) { return true }
        guard NamePattern.isPattern(text) else { return false }
        let pattern = NamePattern(text)
        return names.contains { pattern.matches($0) }
    }
}

/// What the configuration changes about one detection; nil leaves what content and deployment say.
package struct DetectionOverride: Equatable, Sendable {
    /// Name or id.
    package var detection: LocatedText
    package var cron: LocatedText?
    package var earliest: LocatedText?
    package var latest: LocatedText?
    package var enabled: Bool?
    package var notable: Bool?
    package var risk: Bool?
    /// A period of 0 takes away what the content says.
    package var throttle: Throttle?
    /// The columns of the throttle, where they stand.
    package var throttleFields: [LocatedText] = []

    package init(
        detection: LocatedText, cron: LocatedText? = nil, earliest: LocatedText? = nil,
        latest: LocatedText? = nil, enabled: Bool? = nil, notable: Bool? = nil, risk: Bool? = nil,
        throttle: Throttle? = nil
    ) {
        self.detection = detection
        self.cron = cron
        self.earliest = earliest
        self.latest = latest
        self.enabled = enabled
        self.notable = notable
        self.risk = risk
        self.throttle = throttle
    }
}
