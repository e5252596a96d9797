import RiskDetection

/// A layer of MITRE's ATT&CK Navigator: the techniques that detections look for, and those that they
/// found.
///
/// A technique's score is that of its worst finding, 0 … 100, and 0 where nothing was found.
///
/// Source: attack-navigator, "ATT&CK Navigator Layer File Format Definition", version 4.5.
package struct NavigatorLayer {
    private let findings: Findings
    private let version: String

    /// - Parameters:
    ///   - findings: Of the detections that ran, also those without a finding.
    ///   - version: Of riskd.
    package init(_ findings: Findings, version: String) {
        self.findings = findings
        self.version = version
    }

    /// Detections or objects that a comment names; it says how many more there are.
    private static let namesMax = 10

    private static let covered = "#9ecae1"
    private static let colours: [(severity: Severity, colour: String)] = [
        (.informational, "#fee8c8"), (.low, "#fdd49e"), (.medium, "#fdbb84"), (.high, "#ef6548"),
        (.critical, "#b30000"),
    ]

    package var json: JSONValue {
        let fired = fired
        let covering = covering
        // A technique whose sub-techniques alone are known stands there, so that they are shown.
        let parents = covering.keys.filter { $0.contains(".") }
            .map { String($0.prefix { $0 != "." }) }
        let names = Set(covering.keys).union(parents).sorted()
        return .object([
            ("name", .string("riskd \(version)")),
            (
                "versions",
                .object([
                    ("attack", .string(AttackTechniques.version)), ("navigator", .string("5.1.0")),
                    ("layer", .string("4.5")),
                ])
            ),
            ("domain", .string("enterprise-attack")),
            (
                "description",
                .string(
                    "\(findings.detections.count) detection(s) ran, \(fired.count) technique(s) were "
                        + "found. A score is that of the worst finding.")
            ),
            ("sorting", .integer(3)), ("hideDisabled", .bool(false)),
            (
                "techniques",
                .array(
                    names.map { technique($0, covering[$0] ?? [], fired[$0], parents.contains($0)) }
                )
            ),
            (
                "gradient",
                .object([
                    ("colors", .strings([Self.covered, "#fdbb84", "#b30000"])),
                    ("minValue", .integer(0)), ("maxValue", .integer(100)),
                ])
            ),
            ("legendItems", .array(legend)),
        ])
    }

    private var legend: [JSONValue] {
        [("looked for, not found", Self.covered)].map(Self.legend)
            + Self.colours.map { Self.legend("found: \($0.severity.rawValue)", $0.colour) }
    }

    private static func legend(_ label: String, _ colour: String) -> JSONValue {
        .object([("label", .string(label)), ("color", .string(colour))])
    }

    /// Technique → detections that look for it.
    private var covering: [String: [Int]] {
        var found: [String: [Int]] = [:]
        for (index, detection) in findings.detections.enumerated() {
            for technique in Set(detection.annotations.list("mitre_attack"))
            where Self.isTechnique(technique) {
                found[technique, default: []].append(index)
            }
        }
        return found
    }

    /// What one technique's findings come to.
    private struct Fired {
        var severity = Severity.informational
        var score = 0
        /// Detection → rows.
        var rows: [Int: Int] = [:]
        var objects: Set<String> = []
    }

    private var fired: [String: Fired] {
        var found: [String: Fired] = [:]
        for finding in findings.findings {
            let list = findings.detections[finding.detection].annotations.list("mitre_attack")
            for technique in Set(list) where Self.isTechnique(technique) {
                var fired = found[technique] ?? Fired()
                if finding.severity.rank > fired.severity.rank { fired.severity = finding.severity }
                fired.score = max(fired.score, finding.score ?? 0)
                fired.rows[finding.detection, default: 0] += 1
                fired.objects.formUnion(finding.labels)
                found[technique] = fired
            }
        }
        return found
    }

    /// `T1059`, `T1059.001`: the Navigator refuses a layer with anything else.
    private static func isTechnique(_ text: String) -> Bool {
        text.wholeMatch(of: #/T\d{4}(\.\d{3})?/#) != nil
    }

    private func technique(
        _ id: String, _ covering: [Int], _ fired: Fired?, _ hasSubtechniques: Bool
    ) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [("techniqueID", .string(id))]
        if !covering.isEmpty {
            members += [
                ("score", .integer(fired?.score ?? 0)),
                ("color", .string(colour(fired))), ("comment", .string(comment(covering, fired))),
            ]
        }
        members += [("enabled", .bool(true)), ("showSubtechniques", .bool(hasSubtechniques))]
        return .object(members)
    }

    private func colour(_ fired: Fired?) -> String {
        guard let fired else { return Self.covered }
        return Self.colours.first { $0.severity == fired.severity }?.colour ?? Self.covered
    }

    private func comment(_ covering: [Int], _ fired: Fired?) -> String {
        guard let fired else {
            return "not found; looked for by " + Self.list(covering.map(name).sorted())
        }
        let rows = fired.rows.sorted { ($1.value, name($0.key)) < ($0.value, name($1.key)) }
            .map { "\(name($0.key)) (\($0.value))" }
        return "found by \(Self.list(rows)); about \(Self.list(fired.objects.sorted())); "
            + "looked for by \(covering.count) detection(s)"
    }

    private func name(_ index: Int) -> String { findings.detections[index].name }

    private static func list(_ names: [String]) -> String {
        let more = names.count - namesMax
        return names.prefix(namesMax).joined(separator: ", ")
            + (more > 0 ? " and \(more) more" : "")
    }
}
