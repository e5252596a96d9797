import CIM
import DaemonRuntime
import DetectionExport
import RiskDetection
import SPL
import SecurityContent

/// What `riskd check` finds, as a table and as JSON.
struct CheckReport {
    private let setup: Setup
    private let schedules: [String: String]
    private let coverage: Coverage

    init(_ setup: Setup) {
        self.setup = setup
        coverage = Coverage(setup.content.report)
        schedules = Dictionary(
            setup.content.detections.map { detection in
                let schedule = detection.schedule
                return (
                    detection.id,
                    "\(schedule.cron.text)  \(schedule.earliest.text) … \(schedule.latest.text)"
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A line for each detection.
    var detectionLines: [String] {
        var table = TextTable([
            .init(title: "DETECTION", widthMax: 60), .init(title: "DATA MODEL", widthMax: 30),
            .init(title: "STATUS", widthMax: 12), .init(title: "TYPE", widthMax: 11),
            .init(title: "ENABLED", widthMax: 7), .init(title: "SCHEDULE", widthMax: 40),
            .init(title: "COMPILES", widthMax: 90),
        ])
        for row in setup.content.report {
            table.add([
                row.name, row.logSource ?? row.dataModel, row.status, row.type.rawValue,
                row.enabled ? "yes" : "-", schedules[row.id] ?? "",
                row.compiled ? "yes" : "no: \(row.reason)",
            ])
        }
        return table.lines(isColoured: StandardOutput.isTerminal) + [""]
    }

    /// Detections by data model and status, why some do not compile, and the totals.
    var summaryLines: [String] {
        var table = TextTable([
            .init(title: "DATA MODEL", widthMax: 40), .init(title: "STATUS", widthMax: 12),
            .init(title: "DETECTIONS", isNumber: true, widthMax: 10),
            .init(title: "COMPILE", isNumber: true, widthMax: 7),
            .init(title: "ENABLED", isNumber: true, widthMax: 7),
        ])
        for line in coverage.lines {
            table.add([
                line.dataModel.isEmpty ? "(raw events)" : line.dataModel, line.status,
                String(line.detections), String(line.compiled), String(line.enabled),
            ])
        }
        let total = coverage.total
        return table.lines(isColoured: StandardOutput.isTerminal) + reasonLines + [
            "",
            "\(total.detections) detection(s): \(total.compiled) compile, "
                + "\(total.enabled) enabled",
        ] + prefilterLines
    }

    /// Enabled detections that need every event read, because no word tells which of them matter.
    private var prefilterLines: [String] {
        let enabled = Set(setup.content.report.filter { $0.enabled && $0.compiled }.map(\.id))
        let detections = setup.content.detections.filter { enabled.contains($0.id) }
        guard setup.configuration.prefilter == .auto, !detections.isEmpty else { return [] }
        let plan = PrefilterPlan(detections)
        func names(_ places: [Int]) -> String {
            let names = places.prefix(3).map { "\"\(detections[$0].name)\"" }
            let more = places.count - names.count
            return names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        }
        guard plan.wholeReaders.isEmpty else {
            return [
                "every record is read, because no word and no event id tells what matters to "
                    + names(plan.wholeReaders)
            ]
        }
        var lines: [String] = []
        if !plan.words.isEmpty {
            lines.append(
                "records without any of \(plan.words.count) word(s) are passed over unread")
        }
        if !plan.openEventIDs.isEmpty {
            lines.append(
                "records of \(plan.openEventIDs.count) event id(s) are read whatever their words, "
                    + "because raw searches look at them")
        }
        guard !plan.obstacles.isEmpty else { return lines }
        return lines + [
            "every record of "
                + plan.openDataSets.map(\.qualifiedName).joined(separator: ", ")
                + " is read, because no word tells what matters to " + names(plan.obstacles)
        ]
    }

    private var reasonLines: [String] {
        guard !coverage.reasons.isEmpty else { return [] }
        var table = TextTable([
            .init(title: "DOES NOT COMPILE", isNumber: true, widthMax: 16),
            .init(title: "BECAUSE", widthMax: 110), .init(title: "FOR INSTANCE", widthMax: 60),
        ])
        for reason in coverage.reasons {
            table.add([
                String(reason.detections.count), reason.text, reason.detections[0],
            ])
        }
        return [""] + table.lines(isColoured: StandardOutput.isTerminal)
    }

    var json: JSONValue {
        .object([
            ("coverage", .array(coverage.lines.map(Self.json))),
            ("total", Self.json(coverage.total)),
            (
                "reasons",
                .array(
                    coverage.reasons.map { reason in
                        .object([
                            ("reason", .string(reason.text)),
                            ("detections", .array(reason.detections.map(JSONValue.string))),
                        ])
                    })
            ),
            (
                "detections",
                .array(
                    setup.content.report.map { row in
                        .object([
                            ("name", .string(row.name)), ("id", .string(row.id)),
                            ("data_model", .string(row.dataModel)),
                            ("status", .string(row.status)),
                            ("type", .string(row.type.rawValue)),
                            ("compiled", .bool(row.compiled)), ("enabled", .bool(row.enabled)),
                            ("reason", row.compiled ? .null : .string(row.reason)),
                            ("file", .string(row.file)), ("line", .integer(row.line)),
                            ("column", .integer(row.column)),
                        ])
                    })
            ),
            (
                "problems",
                .array(
                    setup.problems.map { problem in
                        .object([
                            ("severity", .string(problem.severity.rawValue)),
                            ("file", .string(problem.file)), ("line", .integer(problem.line)),
                            ("column", .integer(problem.column)),
                            ("message", .string(problem.message)),
                            ("detection", problem.detection.map(JSONValue.string) ?? .null),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ line: Coverage.Line) -> JSONValue {
        .object([
            ("data_model", line.dataModel.isEmpty ? .null : .string(line.dataModel)),
            ("status", line.status.isEmpty ? .null : .string(line.status)),
            ("detections", .integer(line.detections)), ("compiled", .integer(line.compiled)),
            ("enabled", .integer(line.enabled)),
        ])
    }
}
