import CIM
import RiskDetection
import SPL

/// The data of a page in blocks, each in an element of its own, so that a browser unpacks only what
/// is looked at. `data.js` reads them.
struct ReportBlocks {
    private let report: BacktestReport
    private let packing: (([UInt8]) -> [UInt8])?
    private let findings: [Finding]

    static let cellRows = 1_000
    static let eventRows = 200

    init(_ report: BacktestReport, _ packing: (([UInt8]) -> [UInt8])?) {
        self.report = report
        self.packing = packing
        findings = report.findings
    }

    /// - Returns: The elements, and how many rows have no events in them because the page would be
    ///   too large.
    func elements(bytesMax: Int) -> (bytes: [UInt8], rowsWithoutEvents: Int) {
        var bytes = element("core", core)
        for start in stride(from: 0, to: report.rows.count, by: Self.cellRows) {
            let rows = start..<min(start + Self.cellRows, report.rows.count)
            bytes += element("cells-\(start / Self.cellRows)", cells(rows))
        }
        var left = 0
        for start in stride(from: 0, to: report.rows.count, by: Self.eventRows) {
            let rows = start..<min(start + Self.eventRows, report.rows.count)
            let block = element("events-\(start / Self.eventRows)", events(rows))
            if bytes.count + block.count > bytesMax {
                left += rows.count { !report.rows[$0].events.isEmpty }
            } else {
                bytes += block
            }
        }
        return (bytes, left)
    }

    private func element(_ id: String, _ json: JSONValue) -> [UInt8] {
        var plain: [UInt8] = []
        json.write(to: &plain)
        let type = packing == nil ? "application/json" : "application/gzip"
        let content = packing.map { Array(Base64.text($0(plain)).utf8) } ?? Self.escaped(plain)
        return Array("\n<script type=\"\(type)\" id=\"\(id)\">".utf8) + content
            + Array("</script>".utf8)
    }

    /// JSON that cannot end the element it stands in.
    private static func escaped(_ plain: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(plain.count + plain.count / 16)
        for byte in plain {
            switch byte {
            case UInt8(ascii: "<"): bytes.append(contentsOf: "\\u003c".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "\\u003e".utf8)
            case UInt8(ascii: "&"): bytes.append(contentsOf: "\\u0026".utf8)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    // MARK: - What the list and the charts need

    private var core: JSONValue {
        var strings = Numbering()
        var objects = Numbering()
        var objectNames: [JSONValue] = []
        func numbers(_ value: (Finding) -> Int64) -> JSONValue {
            .array(findings.map { .integer(value($0)) })
        }
        func texts(_ value: (Finding) -> String) -> JSONValue {
            .array(findings.map { .integer(strings.number(of: value($0))) })
        }
        func scores(_ finding: Finding) -> JSONValue {
            .array(
                finding.objects.flatMap { object -> [JSONValue] in
                    let number = objects.number(of: "\(object.type)\u{0}\(object.name)")
                    if number == objectNames.count {
                        objectNames.append(.strings([object.type, object.name]))
                    }
                    return [.integer(number), .integer(object.score)]
                })
        }
        let ids = report.rows.map { row -> String in
            var hash = SHA256()
            hash.update(field: ResultRowSchema.line(row.result))
            hash.update(field: String(row.result.revision))
            return Base64.text(Array(hash.finalize().prefix(9)))
        }
        var whole = SHA256()
        for id in ids { whole.update(field: id) }
        let rows: [(key: String, value: JSONValue)] = [
            ("d", numbers { Int64($0.detection) }), ("t", numbers { $0.window.tick.seconds }),
            ("s", numbers { $0.window.start.seconds }), ("e", numbers { $0.window.end.seconds }),
            ("f", numbers { $0.first.seconds }), ("l", numbers { $0.last.seconds }),
            ("r", numbers { Int64($0.revision) }), ("x", numbers(Self.flags)),
            ("m", texts(\.message)), ("h", texts(\.host)), ("u", texts(\.user)),
            ("p", texts(\.process)), ("c", texts(\.command)),
            ("k", .array(report.rows.map { .integer($0.eventCount) })),
            ("o", .array(findings.map(scores))), ("id", .strings(ids)),
        ]
        return .object([
            ("id", .string(Base64.text(Array(whole.finalize().prefix(9))))),
            ("cellRows", .integer(Self.cellRows)), ("eventRows", .integer(Self.eventRows)),
            ("files", .strings(report.files)),
            ("tactics", .strings(AttackTactic.allCases.map(\.name))),
            ("techniques", techniques), ("detections", .array(report.detections.map(Self.json))),
            ("strings", .strings(strings.names)), ("objects", .array(objectNames)),
            ("rows", .object(rows)),
        ])
    }

    /// As `data.js` names them: late, notable, correlation.
    private static func flags(_ finding: Finding) -> Int64 {
        (finding.isLate ? 1 : 0) + (finding.isNotable ? 2 : 0) + (finding.addsRisk ? 0 : 4)
    }

    /// Id → name and tactics, of those that detections with rows name.
    private var techniques: JSONValue {
        let ids = Set(report.rows.map(\.detection)).flatMap {
            report.detections[$0].annotations.list("mitre_attack")
        }
        return .object(
            Set(ids).sorted().map { id in
                let tactics = AttackTechniques.tactics(of: id).compactMap {
                    AttackTactic.allCases.firstIndex(of: $0)
                }
                return (
                    id,
                    .array([
                        .string(AttackTechniques.name(of: id) ?? ""),
                        .array(tactics.map { .integer($0) }),
                    ])
                )
            })
    }

    private static func json(_ detection: Detection) -> JSONValue {
        .object([
            ("name", .string(detection.name)), ("id", .string(detection.id)),
            ("type", .string(detection.type.rawValue)),
            ("severity", .string(detection.severity.rawValue)),
            ("techniques", .strings(detection.annotations.list("mitre_attack"))),
            ("description", .string(detection.description)),
            ("how", .string(detection.guidance.howToImplement)),
            ("falsePositives", .string(detection.guidance.knownFalsePositives)),
            ("references", .strings(detection.guidance.references)),
            (
                "drilldowns",
                .array(
                    detection.drilldowns.map {
                        .strings([$0.name, $0.search, $0.earliestOffset, $0.latestOffset])
                    })
            ),
        ])
    }

    // MARK: - What a row opens to

    /// Lists of columns, and for each row which list, and its values.
    private func cells(_ range: Range<Int>) -> JSONValue {
        var lists = Numbering()
        var columns: [JSONValue] = []
        let rows = report.rows[range].map { row -> JSONValue in
            let names = row.result.columns
            let number = lists.number(of: names.joined(separator: "\u{0}"))
            if number == columns.count { columns.append(.strings(names)) }
            return .array([.integer(number)] + row.result.row.cells.map(Self.json))
        }
        return .object([("columns", .array(columns)), ("rows", .array(rows))])
    }

    /// Null, a text or a list of texts: what a person sees of a value.
    private static func json(_ value: Value) -> JSONValue {
        let texts = value.texts
        if texts.isEmpty { return .null }
        return texts.count == 1 ? .string(texts[0]) : .strings(texts)
    }

    private func events(_ range: Range<Int>) -> JSONValue {
        var places: [Int: Int] = [:]
        var kept: [JSONValue] = []
        let rows = report.rows[range].map { row -> JSONValue in
            let own = row.events.map { index -> JSONValue in
                if places[index] == nil {
                    places[index] = kept.count
                    let event = report.events[index]
                    kept.append(
                        .array([
                            .integer(event.file), .integer(event.offset), .string(event.text),
                        ]))
                }
                return .integer(places[index] ?? 0)
            }
            return .array([.array(own), .array(row.processes.map(Self.json))])
        }
        return .object([("rows", .array(rows)), ("events", .array(kept))])
    }

    private static func json(_ node: BacktestReport.ProcessNode) -> JSONValue {
        .array([
            .integer(node.depth), .integer(node.kind.rawValue), .string(node.name),
            .string(node.command), .string(node.processID),
            node.time.map { .integer($0.seconds) } ?? .integer(0),
        ])
    }
}

/// Numbers for texts, from 0 in the order in which they come.
private struct Numbering {
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of name: String) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }
}
