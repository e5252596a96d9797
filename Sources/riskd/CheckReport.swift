import DaemonRuntime
import DetectionExport
import RiskDetection
import SPL
import SecurityContent

/// What `riskd check` finds, as a table and as JSON.
struct CheckReport {
    private let setup: Setup
    private let schedules: [String: String]

    init(_ setup: Setup) {
        self.setup = setup
        schedules = Dictionary(
            setup.content.detections.map { detection in
                let schedule = detection.schedule
                return (
                    detection.id,
                    "\(schedule.cron.text)  \(schedule.earliest.text) … \(schedule.latest.text)"
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    var lines: [String] {
        var table = TextTable([
            .init(title: "DETECTION", widthMax: 60), .init(title: "DATA MODEL", widthMax: 30),
            .init(title: "STATUS", widthMax: 12), .init(title: "TYPE", widthMax: 11),
            .init(title: "ENABLED", widthMax: 7), .init(title: "SCHEDULE", widthMax: 40),
            .init(title: "COMPILES", widthMax: 90),
        ])
        for row in setup.content.report {
            table.add([
                row.name, row.dataModel, row.status, row.type.rawValue,
                row.enabled ? "yes" : "-", schedules[row.id] ?? "",
                row.compiled ? "yes" : "no: \(row.reason)",
            ])
        }
        let report = setup.content.report
        return table.lines(isColoured: StandardOutput.isTerminal) + [
            "",
            "\(report.count) detection(s): \(report.count(where: \.compiled)) compile, "
                + "\(report.count(where: \.enabled)) enabled",
        ]
    }

    var json: JSONValue {
        .object([
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
}
