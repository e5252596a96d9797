import CIM
import DetectionExport
import RiskDetection
import SPL

/// The findings of a replay as a table, as CSV or as one JSON object.
struct FindingsList {
    let findings: Findings
    let grouping: FindingsOptions.Grouping?
    /// Lines at most; nil for all.
    let limit: Int?

    /// - Parameter width: Cells of a line; nil where lines have no end.
    func lines(width: Int?, isColoured: Bool) -> [String] {
        let (table, count) = table
        guard count > 0 else { return ["nothing found"] }
        let more = limit.map { count - $0 } ?? 0
        let gone = table.leftOut(width: width)
        let notes =
            (more > 0
                ? ["", "\(FindingsText.number(more)) more: --limit 0, or --output csv"] : [])
            + (gone.isEmpty
                ? [] : ["", "no room for \(gone.joined(separator: ", ")): --output wide"])
        return table.lines(width: width, isColoured: isColoured)
            + notes.flatMap { DisplayWidth.lines($0, width: width ?? .max, linesMax: 10) }
    }

    /// The table, cut to the limit, and how many lines there would be.
    private var table: (table: FittedTable, count: Int) {
        let most = limit ?? .max
        switch grouping {
        case nil:
            return (
                FindingsTables.rows(findings.findings.prefix(most), findings),
                findings.findings.count
            )
        case .object:
            let objects = findings.objects
            return (
                FindingsTables.objects(Array(objects.prefix(most)), findings), objects.count
            )
        case .detection:
            let groups = findings.byDetection
            return (FindingsTables.detections(Array(groups.prefix(most))), groups.count)
        case .technique:
            let groups = findings.byTechnique
            return (FindingsTables.techniques(Array(groups.prefix(most))), groups.count)
        }
    }

    // MARK: - For programs

    var csv: [String] {
        let records = records
        guard let first = records.first else { return [] }
        return [CSVText.line(first.map(\.key))]
            + records.map { CSVText.line($0.map { Self.plain($0.value) }) }
    }

    /// One object: how many rows there are, and the lines asked for.
    var json: JSONValue {
        .object([
            ("rows", .integer(findings.findings.count)),
            (grouping == nil ? "findings" : "groups", .array(records.map { .object($0) })),
        ])
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .string(let text), .number(let text): text
        case .array(let values): values.map(plain).joined(separator: "; ")
        case .bool(let flag): flag ? "true" : "false"
        case .null: ""
        case .object: value.text
        }
    }

    private var records: [[(key: String, value: JSONValue)]] {
        let most = limit ?? .max
        switch grouping {
        case nil: return findings.findings.prefix(most).map(record)
        case .object:
            return findings.objects.prefix(most).map { object in
                [
                    ("object", .string(object.risk.label)), ("score", .integer(object.risk.score)),
                    ("risk", .integer(object.risk.total)),
                    ("techniques", .strings(object.techniques)),
                ] + common(object.group)
            }
        case .detection:
            return findings.byDetection.prefix(most).map { group in
                [
                    ("detection", .string(group.label)),
                    ("type", .string(group.type?.rawValue ?? "")),
                ] + common(group)
            }
        case .technique:
            return findings.byTechnique.prefix(most).map { group in
                [
                    ("technique", .string(group.label)),
                    ("name", .string(AttackTechniques.name(of: group.label) ?? "")),
                    (
                        "tactics",
                        .strings(AttackTechniques.tactics(of: group.label).map(\.name))
                    ),
                ] + common(group)
            }
        }
    }

    private func common(_ group: Findings.Group) -> [(key: String, value: JSONValue)] {
        [
            ("severity", .string(group.severity.rawValue)), ("rows", .integer(group.rows)),
            ("notables", .integer(group.notables)),
            ("detections", .integer(group.detections.count)),
            ("objects", .integer(group.objects.count)), ("first", .string(group.first.rfc3339)),
            ("last", .string(group.last.rfc3339)),
        ]
    }

    private func record(_ row: Finding) -> [(key: String, value: JSONValue)] {
        row.members(findings.detections[row.detection])
    }
}
