package import CIM
package import RiskDetection
import SPL

/// Why one event makes a detection fire, or does not: every field with where it came from, every
/// condition as true or false, every step of the search with the rows that are left.
package struct EventExplanation {
    private let inspection: RecordInspection
    private let detection: Detection
    private let trace: EventTrace?
    private let tuning: TuningExplanation?

    package init(_ inspection: RecordInspection, _ detection: Detection) {
        self.inspection = inspection
        self.detection = detection
        trace = inspection.event.map { EventTrace(of: $0, in: detection) }
        tuning = trace.flatMap { TuningExplanation($0, detection) }
    }

    /// Whether the event alone gives a row that no exception keeps back.
    package var fires: Bool {
        !(trace?.steps.last?.table.rows.isEmpty ?? true) && !(tuning?.keepsAllBack ?? false)
    }

    /// The answer in one sentence.
    package var verdict: String {
        guard let trace else { return "does not fire: \(outcomeText)" }
        if let tuning, tuning.keepsAllBack { return "does not fire: \(tuning.verdict)" }
        if fires {
            return "fires: alone the event gives \(trace.steps.last?.table.rows.count ?? 0) row(s) "
                + "in the run at \(trace.windows.first?.tick.rfc3339 ?? "")"
        }
        if trace.windows.isEmpty {
            return "does not fire: no run of the schedule looks at its time"
        }
        guard trace.scans.contains(.matched) else {
            return "does not fire: " + reasons(trace).joined(separator: "; ")
        }
        let lost = trace.steps.indices.first { index in
            index > 0 && trace.steps[index].table.rows.isEmpty
                && !trace.steps[index - 1].table.rows.isEmpty
        }
        guard let lost else { return "does not fire: the search gives no row for it" }
        return "does not fire alone: the event matches, and its row is lost at: "
            + PlanOutline.label(of: trace.steps[lost].relation, in: detection.plan)
    }

    private func reasons(_ trace: EventTrace) -> [String] {
        zip(trace.scans, detection.plan.scans).map { outcome, scan in
            switch outcome {
            case .otherDataSet:
                "it is an event of \(inspection.event?.dataSet.qualifiedName ?? ""), not of "
                    + scan.dataSet.qualifiedName
            case .conditionFalse: "a condition is false (below)"
            case .nullKey: "a field of \"by\" has no value"
            case .matched: "it matches"
            }
        }
    }

    private var outcomeText: String {
        switch inspection.outcome {
        case .event: "it is an event"
        case .notMember: "it is a record of no data set"
        case .skipped(let reason): "it cannot be read (\(reason.rawValue))"
        }
    }

    // MARK: - Text

    package var lines: [String] {
        var lines = ["\(detection.name) \(verdict)"]
        guard let event = inspection.event, let trace else { return lines }
        lines += [
            "", "Event",
            "  \(inspection.sourceTitle ?? "a record") → \(event.dataSet.qualifiedName), at "
                + "\(event.time.rfc3339(fractionDigits: 3)) (\(inspection.timeField ?? "time"))",
            "", "Fields",
        ]
        lines += fieldLines(of: event).map { "  \($0)" }
        lines += ["", "Conditions"]
        for (scan, outcome) in zip(detection.plan.scans, trace.scans) {
            lines += outline(scan, outcome, event).lines.map { "  \($0)" }
        }
        lines += ["", "Windows"]
        lines += trace.windows.prefix(Self.windowsMax).map {
            "  \($0.start.rfc3339) … \($0.end.rfc3339), run at \($0.tick.rfc3339)"
        }
        if trace.windows.count > Self.windowsMax {
            lines.append("  and \(trace.windows.count - Self.windowsMax) more")
        }
        guard trace.scans.contains(.matched) else { return lines }
        lines += ["", "Search, over this event alone"]
        lines += trace.steps.map {
            "  \($0.table.rows.count) row(s)  "
                + PlanOutline.label(of: $0.relation, in: detection.plan)
        }
        if let tuning { lines += ["", "Kept back"] + tuning.lines.map { "  \($0)" } }
        return lines
    }

    private static let windowsMax = 3

    private func fieldLines(of event: Event) -> [String] {
        let names = event.dataSet.fields
        let shown = names.indices.compactMap { index -> (String, String, String)? in
            let field = FieldID(index: index)
            guard let value = event.string(field) else { return nil }
            let origin = inspection.origins[field].map(Self.text) ?? ""
            return (names[index], "\"\(value)\"", origin)
        }
        let width = shown.map(\.0.count).max() ?? 0
        let isRead = Set(detection.plan.scans.flatMap(\.fieldsRead).map { names[$0.index] })
        return shown.map { name, value, origin in
            let padding = String(repeating: " ", count: width - name.count)
            return "\(isRead.contains(name) ? "*" : " ") \(name)\(padding)  \(value)  ← \(origin)"
        } + ["(* read by the detection; a field that is not here is null)"]
    }

    private static func text(_ origin: FieldOrigin) -> String {
        let raw = origin.rawFields.joined(separator: ", ")
        if origin.isCalculated {
            return raw.isEmpty
                ? "the data model, for the source gives none"
                : "the data model, from \(raw)"
        }
        if raw.isEmpty { return "the mapping of the source" }
        return origin.isVerbatim ? raw : "made of \(raw)"
    }

    private func outline(_ scan: Scan, _ outcome: EventTrace.ScanOutcome, _ event: Event)
        -> OutlineNode
    {
        guard outcome != .otherDataSet else {
            return OutlineNode("false  the data set is \(scan.dataSet.qualifiedName)")
        }
        var node = OutlineNode(
            "\(outcome == .matched)  scan \(scan.dataSet.qualifiedName)",
            [condition(scan.predicate, scan, event)])
        if outcome == .nullKey {
            let missing = scan.keys.filter { key in
                if case .field(let id) = key.field { return event.string(id) == nil }
                return key.field != .time
            }
            node.children.append(
                OutlineNode(
                    "false  every field of by has a value: not "
                        + missing.map(\.column).joined(separator: ", ")))
        }
        return node
    }

    /// A condition with what it comes to, and what the fields in it are.
    private func condition(
        _ predicate: Predicate<ScanField>, _ scan: Scan, _ event: Event
    ) -> OutlineNode {
        let holds = "\(predicate.holds(for: event))"
        switch predicate {
        case .and(let parts):
            return OutlineNode("\(holds)  all of", parts.map { condition($0, scan, event) })
        case .or(let parts):
            return OutlineNode("\(holds)  one of", parts.map { condition($0, scan, event) })
        case .not(let part):
            return OutlineNode("\(holds)  not", [condition(part, scan, event)])
        case .all: return OutlineNode("true  every event")
        case .term(let pattern, nil):
            return OutlineNode(
                "false  \(ConditionText.text(pattern)): a data set has no raw text to search")
        case .term(let pattern, _):
            return OutlineNode("\(holds)  \(ConditionText.text(pattern))  in the record's text")
        case .matches(let field, _), .differs(let field, _), .ordered(let field, _, _),
            .passes(let field, _), .compares(let field, _, _):
            let text = ConditionText.text(predicate) { ConditionText.text($0, in: scan) }
            return OutlineNode("\(holds)  \(text)  ← \(value(of: field, event))")
        }
    }

    private func value(of field: ScanField, _ event: Event) -> String {
        switch field {
        case .field(let id): event.string(id).map { "\"\($0)\"" } ?? "null"
        case .time: event.time.epochText
        case .absent: "null"
        }
    }

    // MARK: - JSON

    package var json: JSONValue {
        var fields: [(key: String, value: JSONValue)] = [
            ("detection", .string(detection.name)), ("fires", .bool(fires)),
            ("verdict", .string(verdict)),
        ]
        if case .skipped(let reason) = inspection.outcome {
            fields.append(("skipped", .string(reason.rawValue)))
        }
        guard let event = inspection.event, let trace else { return .object(fields) }
        fields += [
            ("source", .string(inspection.sourceTitle ?? "")),
            ("data_set", .string(event.dataSet.qualifiedName)),
            ("time", .string(event.time.rfc3339(fractionDigits: 9))),
            ("time_field", .string(inspection.timeField ?? "")),
            ("fields", fieldsJSON(of: event)),
            (
                "conditions",
                .array(
                    zip(detection.plan.scans, trace.scans).map { scan, outcome in
                        outline(scan, outcome, event).json
                    })
            ),
            (
                "windows",
                .array(
                    trace.windows.map {
                        .object([
                            ("tick", .string($0.tick.rfc3339)),
                            ("start", .string($0.start.rfc3339)),
                            ("end", .string($0.end.rfc3339)),
                        ])
                    })
            ),
            (
                "steps",
                .array(
                    trace.steps.map {
                        .object([
                            (
                                "operator",
                                .string(
                                    PlanOutline.label(of: $0.relation, in: detection.plan))
                            ),
                            ("rows", .integer($0.table.rows.count)),
                        ])
                    })
            ),
        ]
        return .object(fields + (tuning?.json ?? []))
    }

    private func fieldsJSON(of event: Event) -> JSONValue {
        .object(
            event.dataSet.fields.indices.compactMap { index in
                let field = FieldID(index: index)
                guard let value = event.string(field) else { return nil }
                let origin = inspection.origins[field]
                return (
                    event.dataSet.fields[index],
                    .object([
                        ("value", .string(value)),
                        ("from", .strings(origin?.rawFields ?? [])),
                        ("verbatim", .bool(origin?.isVerbatim ?? false)),
                        ("calculated", .bool(origin?.isCalculated ?? false)),
                    ])
                )
            })
    }
}
