import CIM
import DetectionExport
import RiskDetection

/// The tables in which findings are shown.
enum FindingsTables {
    private static let severityColumn = FittedTable.Column(
        title: "SEVERITY", colour: { FindingsText.colour($0) })

    static func rows(_ rows: ArraySlice<Finding>, _ findings: Findings) -> FittedTable {
        var table = FittedTable([
            severityColumn, .init(title: "SCORE", isNumber: true),
            .init(title: "FIRST (UTC)", widthMin: 10, widthGood: 19),
            .init(title: "DETECTION", widthMin: 18, widthGood: 34),
            .init(title: "OBJECT", widthMin: 16, widthGood: 26),
            .init(title: "PROCESS", widthMin: 24, widthGood: 40, linesMax: 3, rank: 2),
            .init(title: "EVENTS", isNumber: true, rank: 1),
            .init(title: "LAST (UTC)", widthMin: 19, rank: 3), .init(title: "TYPE", rank: 4),
        ])
        for row in rows {
            table.add([
                FindingsText.severity(row.severity), row.score.map(String.init) ?? "",
                FindingsText.time(row.first), findings.detections[row.detection].name,
                row.labels.joined(separator: ", "), row.command.isEmpty ? row.process : row.command,
                row.count.map { FindingsText.number($0) } ?? "", FindingsText.time(row.last),
                row.type.rawValue,
            ])
        }
        return table
    }

    static func objects(_ objects: [Findings.RiskyObject], _ findings: Findings) -> FittedTable {
        var table = FittedTable([
            .init(title: "OBJECT", widthMin: 20, widthGood: 30),
            .init(title: "SCORE", isNumber: true), .init(title: "RISK", isNumber: true, rank: 2),
            .init(title: "DETECTIONS", isNumber: true), .init(title: "ROWS", isNumber: true),
            .init(title: "TECHNIQUES", widthMin: 22, widthGood: 40, linesMax: 12),
            .init(title: "FIRST (UTC)", rank: 4), .init(title: "LAST (UTC)", rank: 3),
        ])
        for object in objects {
            table.add([
                object.risk.label, String(object.risk.score),
                FindingsText.number(object.risk.total),
                FindingsText.number(object.group.detections.count),
                FindingsText.number(object.group.rows),
                FindingsText.techniques(object.techniques),
                FindingsText.time(object.group.first), FindingsText.time(object.group.last),
            ])
        }
        return table
    }

    static func detections(_ groups: [Findings.Group]) -> FittedTable {
        var table = FittedTable([
            severityColumn, .init(title: "DETECTION", widthMin: 24, widthGood: 44),
            .init(title: "TYPE", rank: 1), .init(title: "ROWS", isNumber: true),
            .init(title: "OBJECTS", isNumber: true),
            .init(title: "NOTABLES", isNumber: true, rank: 2),
            .init(title: "FIRST (UTC)", rank: 4), .init(title: "LAST (UTC)", rank: 3),
        ])
        for group in groups {
            table.add([
                FindingsText.severity(group.severity), group.label, group.type?.rawValue ?? "",
                FindingsText.number(group.rows), FindingsText.number(group.objects.count),
                FindingsText.number(group.notables), FindingsText.time(group.first),
                FindingsText.time(group.last),
            ])
        }
        return table
    }

    static func techniques(_ groups: [Findings.Group]) -> FittedTable {
        var table = FittedTable([
            .init(title: "TECHNIQUE", widthMin: 24), .init(title: "TACTICS", widthMin: 16, rank: 1),
            severityColumn, .init(title: "ROWS", isNumber: true),
            .init(title: "DETECTIONS", isNumber: true), .init(title: "OBJECTS", isNumber: true),
            .init(title: "FIRST (UTC)", rank: 4), .init(title: "LAST (UTC)", rank: 3),
        ])
        for group in groups {
            table.add([
                FindingsText.technique(group.label),
                AttackTechniques.tactics(of: group.label).map(\.name).joined(separator: ", "),
                FindingsText.severity(group.severity), FindingsText.number(group.rows),
                FindingsText.number(group.detections.count),
                FindingsText.number(group.objects.count), FindingsText.time(group.first),
                FindingsText.time(group.last),
            ])
        }
        return table
    }
}
