package import CIM
package import RiskDetection
import SPL

/// What a replay found, added up for a person: worst first.
package struct Findings: Sendable {
    package let detections: [Detection]
    /// By severity and score, the worst first; then by time, detection and place.
    package private(set) var findings: [Finding]

    package init(
        _ firings: [Firing], _ detections: [Detection], builder: inout RiskBuilder,
        filter: FindingFilter = FindingFilter()
    ) {
        self.detections = detections
        findings = []
        for firing in firings {
            let detection = detections[firing.detection]
            for result in builder.results(of: firing, detection) {
                let finding = Finding(
                    result, detection: firing.detection, records: builder.records(of: result))
                if filter.takes(finding) { findings.append(finding) }
            }
        }
        sort()
    }

    init(_ findings: [Finding], _ detections: [Detection]) {
        self.detections = detections
        self.findings = findings
        sort()
    }

    private mutating func sort() {
        let ranked = findings.enumerated().map { place, finding in
            (key: Self.rank(finding), place: place, finding: finding)
        }
        findings = ranked.sorted {
            if $0.key != $1.key { return $0.key > $1.key }
            if $0.finding.window.tick != $1.finding.window.tick {
                return $0.finding.window.tick < $1.finding.window.tick
            }
            return $0.place < $1.place
        }.map(\.finding)
    }

    private static func rank(_ finding: Finding) -> Int {
        finding.severity.rank * 1_000 + (finding.score ?? -1)
    }

    // MARK: - Groups

    /// What several findings have in common.
    package struct Group: Sendable {
        package var label: String
        package var severity: Severity
        package var type: DetectionType?
        package var rows = 0
        package var notables = 0
        package var detections: Set<Int> = []
        package var objects: Set<String> = []
        package var first: Timestamp
        package var last: Timestamp

        init(label: String, first finding: Finding) {
            self.label = label
            severity = finding.severity
            (first, last) = (finding.first, finding.last)
        }

        mutating func add(_ finding: Finding) {
            rows += 1
            if finding.isNotable { notables += 1 }
            if finding.severity.rank > severity.rank { severity = finding.severity }
            detections.insert(finding.detection)
            objects.formUnion(finding.labels)
            first = min(first, finding.first)
            last = max(last, finding.last)
        }
    }

    /// An object with its risk and what raised it.
    package struct RiskyObject: Sendable {
        package var risk: ObjectRisk
        package var group: Group
        /// Ascending.
        package var techniques: [String]
    }

    /// The worst first. Of correlations only those count whose object has no risk of its own here.
    package var objects: [RiskyObject] {
        var found: [String: (risk: ObjectRisk, group: Group)] = [:]
        for finding in findings {
            for object in finding.objects {
                let label = object.label
                var entry =
                    found[label] ?? (ObjectRisk(label: label), Group(label: label, first: finding))
                if finding.addsRisk {
                    entry.risk.add(object.score, detection: finding.detection)
                }
                entry.group.add(finding)
                found[label] = entry
            }
        }
        return found.values.map { entry in
            RiskyObject(
                risk: entry.risk, group: entry.group, techniques: techniques(entry.group.detections)
            )
        }.sorted {
            let (a, b) = ($0.risk.capped, $1.risk.capped)
            if a != b { return a > b }
            let (c, d) = ($0.risk.total, $1.risk.total)
            return c != d ? c > d : $0.risk.label < $1.risk.label
        }
    }

    /// A group for each detection that fired, by severity, then by rows.
    package var byDetection: [Group] {
        var found: [Int: Group] = [:]
        for finding in findings {
            let detection = finding.detection
            var group =
                found[detection] ?? Group(label: detections[detection].name, first: finding)
            group.type = finding.type
            group.add(finding)
            found[detection] = group
        }
        return found.values.sorted { Self.precedes($0, $1) }
    }

    /// A group for each technique, under its id.
    package var byTechnique: [Group] {
        var found: [String: Group] = [:]
        for finding in findings {
            for technique in Set(detections[finding.detection].annotations.list("mitre_attack")) {
                var group = found[technique] ?? Group(label: technique, first: finding)
                group.add(finding)
                found[technique] = group
            }
        }
        return found.values.sorted { Self.precedes($0, $1) }
    }

    private static func precedes(_ a: Group, _ b: Group) -> Bool {
        if a.severity != b.severity { return a.severity.rank > b.severity.rank }
        return a.rows != b.rows ? a.rows > b.rows : a.label < b.label
    }

    package func techniques(_ indices: Set<Int>) -> [String] {
        Set(indices.flatMap { detections[$0].annotations.list("mitre_attack") }).sorted()
    }
}

extension Severity {
    /// 0 for the least.
    package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
