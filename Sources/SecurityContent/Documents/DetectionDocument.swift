package import RiskDetection

/// A detection file as its author wrote it, in any of the three generations of ESCU's schema.
///
/// Source: contentctl 4.4 (`tags.observable`), contentctl 5 (`rba:`), contentctl-ng (`finding:`).
package struct DetectionDocument: Sendable {
    /// Which way the file says what is risky.
    package enum Generation: String, CaseIterable, Sendable {
        /// `tags.observable` with `confidence` and `impact`.
        case observables
        /// A block `rba:`.
        case riskBasedAlerting = "rba"
        /// `finding:`, `intermediate_findings:`, `threat_objects:`.
        case findings
        /// None of them: the detection has no risk objects.
        case none
    }

    package var file: String
    package var generation: Generation
    package var name: String
    package var id: String
    package var version: String
    /// `YYYY-MM-DD`, or empty.
    package var date: String
    package var author: String
    package var status: String
    package var type: DetectionType
    package var description: String
    package var search: LocatedText
    package var dataSource: [String]
    package var analyticStory: [String]
    package var mitreAttackID: [String]
    package var cve: [String]
    package var securityDomain: String
    /// 0 … 100; only the first generation has them.
    package var confidence: Int?
    package var impact: Int?
    package var risk: RiskAnnotation
    package var severity: Severity
    /// The title of the finding, in the generation that has one.
    package var findingTitle: String?
    package var drilldowns: [Drilldown]
    package var throttle: Throttle?
    /// The columns of the throttle, where they stand.
    var throttleFields: [LocatedText] = []
    /// A schedule of its own, over that of the deployment of its type.
    package var scheduling = EmbeddedSchedule()
    package var guidance = DetectionGuidance()
    package var tests: [DetectionTest]
    /// Why the tests are for a person to run; nil when a program can.
    package var manualTest: String?

    /// Every mention of a result column, to be held against the columns of the search.
    var columnMentions: [ColumnMention]
    /// Single values of the file and then of its `tags`, for `%name%` in a deployment.
    var placeholders: [String: String]

    /// The rule of Sigma that the document is; nil for a search.
    var rule: DetectionRule?

    /// The app that the detection is part of, such as `ESCU`; nil where nothing says.
    package var app: String?
    /// What the file itself says in `search_name:`, which contentctl does not know.
    package var ownSearchName: String?
    /// What a stanza of `savedsearches.conf` says; nil for a file of YAML.
    package var stanza: StanzaSettings?

    /// The name of the saved search: the stanza that Splunk shows in `search_name`.
    ///
    /// Source: contentctl and contentctl-ng, `<app> - <name> - Rule`.
    package var searchName: String {
        ownSearchName ?? app.map { "\($0) - \(name) - Rule" } ?? name
    }

    /// The macro that every generated detection ends with, so that results can be filtered
    /// without touching the search.
    package var filterMacro: String { Self.filterMacro(of: name) }

    /// Source: contentctl, `SecurityContentObject.contentNameToFileName`.
    package static func filterMacro(of name: String) -> String { fileStem(of: name) + "_filter" }

    /// `BITS Job Persistence` → `bits_job_persistence`: what the file of a detection is called.
    static func fileStem(of name: String) -> String {
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
            return String(name.map { " -./".contains($0) ? "_" : $0 }).lowercased()
        }
        let bytes = name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
                UInt8(ascii: "_")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: byte
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces `%name%` and the like by what the file says; names without a value stay.
    ///
    /// - Returns: The text, and the names for which nothing was found.
    func resolvePlaceholders(_ text: String) -> (text: String, unknown: [String]) {
        var unknown: [String] = []
        let parts = text.split(separator: "%", omittingEmptySubsequences: false)
        var result = String(parts[0])
        var index = 1
        while index < parts.count {
            let name = String(parts[index])
            let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0 == "_" }
            if isName, index + 1 < parts.count {
                if let value = placeholders[name] {
                    result += value + parts[index + 1]
                    index += 2
                    continue
                }
                unknown.append(name)
            }
            result += "%" + name
            index += 1
        }
        return (result, unknown)
    }
}

/// A place that names a column of the result: a risk object, a threat object, a message token.
struct ColumnMention: Sendable {
    enum Role: Sendable { case riskObject, threatObject, token }

    let role: Role
    let column: String
    let text: LocatedText
    /// UTF-8 offset in `text`.
    let offset: Int
}
