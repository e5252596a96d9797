package import CIM
package import RiskDetection
import SPL

/// What a detection is, for a person and as JSON: its search, its plan, when it runs, what it says,
/// and what it needs of which source.
package struct DetectionExplanation {
    private let detection: Detection
    /// The search with its macros expanded.
    private let expanded: String
    private let profile: Profile
    private let now: Timestamp

    /// - Parameter now: The next runs are those after it.
    package init(_ detection: Detection, expanded: String, profile: Profile, now: Timestamp) {
        self.detection = detection
        self.expanded = expanded
        self.profile = profile
        self.now = now
    }

    /// The next three windows.
    private var windows: [Window] {
        var windows: [Window] = []
        var tick = now
        while windows.count < 3,
            let next = detection.schedule.cron.next(after: tick, zone: detection.schedule.zone)
        {
            windows.append(detection.schedule.window(at: next))
            tick = next
        }
        return windows
    }

    // MARK: - Text

    package var lines: [String] {
        head + section("Search", [detection.search])
            + (expanded == detection.search ? [] : section("Macros expanded", [expanded]))
            + section("Plan", PlanOutline.outline(of: detection.plan).lines)
            + section("What an event must have", requirementLines)
            + section("Runs", scheduleLines) + section("Says", riskLines)
            + section("Needs", needLines)
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        ["", title] + lines.map { "  \($0)" }
    }

    private var head: [String] {
        [
            detection.name,
            "  \(detection.type.rawValue), \(detection.status), version \(detection.version), "
                + "id \(detection.id)",
        ]
    }

    private var requirementLines: [String] {
        detection.plan.scans.flatMap { scan -> [String] in
            let requirement = ScanRequirement(of: scan)
            let name = PlanOutline.name(of: scan.dataSet)
            let head = "\(name): \(Self.text(of: requirement.cost))"
            let literals = requirement.literals ?? []
            var shown = literals.prefix(Self.literalsMax).map { literal in
                "  \(scan.dataSet.fields[literal.field.index]) "
                    + "\(Self.verb(literal.position)) \"\(literal.word)\""
            }
            if literals.count > shown.count {
                shown.append("  and \(literals.count - shown.count) more")
            }
            return [head] + shown
        }
    }

    /// More words than this say no more to a person.
    private static let literalsMax = 40

    private static func verb(_ position: ScanRequirement.Position) -> String {
        switch position {
        case .whole: "is"
        case .start: "begins with"
        case .end: "ends with"
        case .anywhere: "contains"
        }
    }

    private static func text(of cost: ScanRequirement.Cost) -> String {
        switch cost {
        case .never: "never matches, for it asks for a field that there is not"
        case .lookup: "cheap, one look-up for all scans; one of"
        case .search: "cheap, one search for the words of all scans; one of"
        case .everyEvent: "dear, the condition is looked at for every event"
        }
    }

    private var scheduleLines: [String] {
        let schedule = detection.schedule
        return [
            "at \"\(schedule.cron.text)\" (\(schedule.zone.name)), over \(schedule.earliest.text) "
                + "to \(schedule.latest.text)"
        ]
            + windows.map {
                "next at \($0.tick.rfc3339) over \($0.start.rfc3339) … \($0.end.rfc3339)"
            }
    }

    private var riskLines: [String] {
        var lines: [String] = []
        if detection.createsRisk {
            lines += detection.risk.riskObjects.map {
                "risk \($0.score) for the \($0.type) in \($0.field)"
                    + ($0.message.map { ": \($0)" } ?? "")
            }
            if lines.isEmpty { lines.append("no risk: the detection names no risk object") }
        } else {
            lines.append("no risk events")
        }
        lines += detection.risk.threatObjects.map { "threat object: \($0.type) in \($0.field)" }
        if !detection.risk.message.isEmpty { lines.append("message: \(detection.risk.message)") }
        if let notable = detection.notable {
            lines.append("a notable, titled \"\(notable.title)\"")
        } else {
            lines.append("no notable")
        }
        lines.append("severity \(detection.severity.rawValue)")
        lines += tuningLines
        lines += detection.annotations.lists.filter { $0.name != "type_list" }.map {
            "\($0.name): \($0.entries.joined(separator: ", "))"
        }
        return lines
    }

    private var tuningLines: [String] {
        var lines = detection.exceptions.map { exception in
            let conditions = exception.conditions.map { condition in
                "\(condition.column)="
                    + condition.patterns.map(ConditionText.text).joined(separator: "|")
            }
            let end = exception.expires.map { " before \($0.rfc3339)" } ?? ""
            return "no word of rows where \(conditions.joined(separator: " and "))\(end), by "
                + "\(exception.owner): \(exception.reason)"
        }
        if let throttle = detection.throttle {
            lines.append(
                "rows alike in \(throttle.columns.joined(separator: ", ")) are told of once in "
                    + "\(throttle.periodSeconds) s")
        }
        return lines
    }

    // MARK: - Sources

    /// The data sets of the plan, each once, with the fields that its scans read.
    private var uses: [(dataSet: DataSet, fields: [FieldID])] {
        var uses: [(dataSet: DataSet, fields: [FieldID])] = []
        for scan in detection.plan.scans {
            if let index = uses.firstIndex(where: { $0.dataSet == scan.dataSet }) {
                let all = Set(uses[index].fields).union(scan.fieldsRead)
                uses[index].fields = all.sorted { $0.index < $1.index }
            } else {
                uses.append((scan.dataSet, scan.fieldsRead))
            }
        }
        return uses
    }

    private var needLines: [String] {
        uses.flatMap { use -> [String] in
            if use.dataSet.isRaw { return rawLines(use) }
            let sources = SourceCapability.all(of: use.dataSet, profile: profile)
            guard !sources.isEmpty else {
                return ["\(use.dataSet.qualifiedName): from riskd's own risk events, no log"]
            }
            return ["\(use.dataSet.qualifiedName) (profile \(profile))"]
                + use.fields.flatMap { field -> [String] in
                    ["  \(use.dataSet.fields[field.index])"]
                        + Self.lines(of: field, sources).map { "    \($0)" }
                }
        }
    }

    /// What a raw search needs: event ids of the records, and their fields.
    private func rawLines(_ use: (dataSet: DataSet, fields: [FieldID])) -> [String] {
        let ids = detection.plan.scans.filter(\.dataSet.isRaw).map(\.eventIDs)
        let all = Set(ids.compactMap(\.self).flatMap(\.self)).sorted().map(String.init)
        let events =
            ids.contains(nil)
            ? "every record" : "records with the event id \(all.joined(separator: ", "))"
        let fields = use.fields.map { use.dataSet.fields[$0.index] }.sorted()
        return ["\(PlanOutline.name(of: use.dataSet)): \(events)"]
            + fields.map { "  \($0)" }
    }

    /// Sources that fill a field alike share a line.
    private static func lines(of field: FieldID, _ sources: [SourceCapability]) -> [String] {
        var groups: [(text: String, titles: [String])] = []
        for source in sources {
            let text =
                source.fields[field].map {
                    $0.isEmpty ? "set by the mapping" : $0.joined(separator: ", ")
                } ?? "not given"
            if let index = groups.firstIndex(where: { $0.text == text }) {
                groups[index].titles.append(source.title)
            } else {
                groups.append((text, [source.title]))
            }
        }
        return groups.map { "\($0.titles.joined(separator: ", ")): \($0.text)" }
    }

    // MARK: - JSON

    package var json: JSONValue {
        .object([
            ("name", .string(detection.name)), ("id", .string(detection.id)),
            ("version", .string(detection.version)),
            ("type", .string(detection.type.rawValue)), ("status", .string(detection.status)),
            ("search", .string(detection.search)), ("expanded_search", .string(expanded)),
            ("plan", PlanOutline.outline(of: detection.plan).json),
            ("scans", .array(detection.plan.scans.map(json))),
            ("schedule", scheduleJSON), ("risk", riskJSON),
            ("exceptions", exceptionsJSON), ("throttle", throttleJSON),
            ("annotations", annotationsJSON),
            ("needs", .array(uses.map(json))),
        ])
    }

    private func json(_ scan: Scan) -> JSONValue {
        let requirement = ScanRequirement(of: scan)
        let literals = requirement.literals?.map { literal in
            JSONValue.object([
                ("field", .string(scan.dataSet.fields[literal.field.index])),
                ("position", .string(literal.position.rawValue)),
                ("word", .string(literal.word)),
            ])
        }
        return .object([
            ("data_set", .string(scan.dataSet.qualifiedName)),
            ("cost", .string(requirement.cost.rawValue)),
            ("literals", literals.map(JSONValue.array) ?? .null),
        ])
    }

    private var scheduleJSON: JSONValue {
        let schedule = detection.schedule
        return .object([
            ("cron", .string(schedule.cron.text)), ("zone", .string(schedule.zone.name)),
            ("earliest", .string(schedule.earliest.text)),
            ("latest", .string(schedule.latest.text)),
            (
                "next",
                .array(
                    windows.map {
                        .object([
                            ("tick", .string($0.tick.rfc3339)),
                            ("start", .string($0.start.rfc3339)),
                            ("end", .string($0.end.rfc3339)),
                        ])
                    })
            ),
        ])
    }

    private var riskJSON: JSONValue {
        .object([
            ("creates_risk", .bool(detection.createsRisk)),
            ("message", .string(detection.risk.message)),
            ("severity", .string(detection.severity.rawValue)),
            (
                "risk_objects",
                .array(
                    detection.risk.riskObjects.map {
                        .object([
                            ("field", .string($0.field)), ("type", .string($0.type)),
                            ("score", .integer($0.score)),
                        ])
                    })
            ),
            (
                "threat_objects",
                .array(
                    detection.risk.threatObjects.map {
                        .object([("field", .string($0.field)), ("type", .string($0.type))])
                    })
            ),
            ("notable", detection.notable.map { .string($0.title) } ?? .null),
        ])
    }

    private var exceptionsJSON: JSONValue {
        .array(
            detection.exceptions.map { exception in
                .object([
                    (
                        "where",
                        .object(
                            exception.conditions.map {
                                ($0.column, .strings($0.patterns.map(\.text)))
                            })
                    ),
                    ("owner", .string(exception.owner)), ("reason", .string(exception.reason)),
                    ("expires", exception.expires.map { .string($0.rfc3339) } ?? .null),
                ])
            })
    }

    private var throttleJSON: JSONValue {
        detection.throttle.map {
            .object([
                ("fields", .strings($0.columns)), ("period_seconds", .integer($0.periodSeconds)),
            ])
        } ?? .null
    }

    private var annotationsJSON: JSONValue {
        .object(detection.annotations.lists.map { ($0.name, .strings($0.entries)) })
    }

    private func json(_ use: (dataSet: DataSet, fields: [FieldID])) -> JSONValue {
        let sources = SourceCapability.all(of: use.dataSet, profile: profile)
        return .object([
            ("data_set", .string(use.dataSet.qualifiedName)),
            ("fields", .strings(use.fields.map { use.dataSet.fields[$0.index] })),
            (
                "sources",
                .array(
                    sources.map { source in
                        .object([
                            ("source", .string(source.title)),
                            (
                                "gives",
                                .object(
                                    use.fields.compactMap { field in
                                        source.fields[field].map {
                                            (use.dataSet.fields[field.index], .strings($0))
                                        }
                                    })
                            ),
                            (
                                "lacks",
                                .strings(
                                    use.fields.filter { source.fields[$0] == nil }
                                        .map { use.dataSet.fields[$0.index] })
                            ),
                        ])
                    })
            ),
        ])
    }
}
