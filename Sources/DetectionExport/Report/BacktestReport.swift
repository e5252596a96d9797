package import CIM
package import RiskDetection
import SPL

/// What a replay found, as one HTML page that needs nothing else: no network, no other file.
///
/// What logs hold is in a JSON script element, with `<`, `>` and `&` escaped, and the script makes
/// text nodes of it; a strict content security policy lets no other script run. The same replay gives
/// the same bytes.
package struct BacktestReport {
    /// An event that stands behind a row.
    package struct Event: Sendable {
        /// Index into ``files``.
        package var file: Int
        /// Bytes from the start of the (decompressed) file.
        package var offset: UInt64
        package var text: String

        package init(file: Int, offset: UInt64, text: String) {
            self.file = file
            self.offset = offset
            self.text = text
        }
    }

    /// A process on the way from the oldest ancestor that the logs know to a hit and its children.
    package struct ProcessNode: Equatable, Sendable {
        package enum Kind: Int, Sendable {
            case relative
            /// The process that the row is about.
            case hit
            /// Known only from what its child says of it.
            case mentioned
            /// Stands for children that are not shown.
            case more
        }

        /// 0 for the oldest.
        package var depth: Int
        package var kind: Kind
        package var name: String
        package var command: String
        package var processID: String
        package var time: Timestamp?

        package init(
            depth: Int, kind: Kind, name: String, command: String, processID: String,
            time: Timestamp?
        ) {
            self.depth = depth
            self.kind = kind
            self.name = name
            self.command = command
            self.processID = processID
            self.time = time
        }
    }

    /// A row with what was made of it and what it was made of.
    package struct Row: Sendable {
        package var result: ResultRow
        /// Index into ``detections``.
        package var detection: Int
        package var records: [OutputRecord]
        /// Indexes into ``events``.
        package var events: [Int]
        /// Events that match, those that are not kept included.
        package var eventCount: Int
        package var processes: [ProcessNode]

        package init(
            result: ResultRow, detection: Int, records: [OutputRecord], events: [Int],
            eventCount: Int, processes: [ProcessNode]
        ) {
            self.result = result
            self.detection = detection
            self.records = records
            self.events = events
            self.eventCount = eventCount
            self.processes = processes
        }
    }

    /// A line of the part about what was read.
    package struct Fact: Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var files: [String] = []
    /// All that ran, those that found nothing too.
    package var detections: [Detection] = []
    package var rows: [Row] = []
    package var events: [Event] = []
    /// What was read and what could not be, in order.
    package var coverage: [Fact] = []
    /// Records of the log by the reason why they were not read, with the first places.
    package var skips: [Fact] = []
    /// Whatever makes the result incomplete.
    package var warnings: [String] = []

    package init() {}

    /// The page, UTF-8.
    package var html: [UInt8] {
        var page: [UInt8] = []
        func add(_ text: String) { page.append(contentsOf: text.utf8) }
        add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
        add("<meta http-equiv=\"Content-Security-Policy\" content=\"\(Self.policy)\">\n")
        add("<meta name=\"referrer\" content=\"no-referrer\">\n")
        add("<title>riskd backtest: \(rows.count) rows</title>\n")
        add("<style>\(ReportStyle.text)</style>\n</head>\n<body>\n")
        add(ReportPage.body(of: self))
        add("\n<script type=\"application/json\" id=\"data\">")
        page.append(contentsOf: Self.escaped(json))
        add("</script>\n<script>\(ReportScript.text)</script>\n</body>\n</html>\n")
        return page
    }

    /// Nothing is loaded, and only the page's own style and script, known by their digests, apply.
    static var policy: String {
        func digest(_ text: String) -> String {
            var hash = SHA256()
            hash.update(text.utf8)
            return Base64.text(hash.finalize())
        }
        let (script, style) = (digest(ReportScript.text), digest(ReportStyle.text))
        return "default-src 'none'; script-src 'sha256-\(script)'; "
            + "style-src 'sha256-\(style)'; base-uri 'none'; form-action 'none'"
    }

    /// JSON that cannot end the element it stands in.
    private static func escaped(_ json: JSONValue) -> [UInt8] {
        var plain: [UInt8] = []
        json.write(to: &plain)
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
}

// MARK: - Data

extension BacktestReport {
    /// Short keys: there may be ten thousand rows. ``ReportScript`` reads them.
    private var json: JSONValue {
        let ids = Set(rows.map(\.detection)).flatMap {
            detections[$0].annotations.list("mitre_attack")
        }
        return .object([
            ("files", .strings(files)),
            ("detections", .array(detections.map(Self.json))),
            (
                "tactics",
                .object(
                    Set(ids).sorted().map {
                        ($0, .strings(AttackTechniques.tactics(of: $0).map(\.name)))
                    })
            ),
            ("rows", .array(rows.map(Self.json))),
            (
                "events",
                .array(
                    events.map {
                        .array([.integer($0.file), .integer($0.offset), .string($0.text)])
                    })
            ),
        ])
    }

    private static func json(_ detection: Detection) -> JSONValue {
        .object([
            ("name", .string(detection.name)), ("type", .string(detection.type.rawValue)),
            ("techniques", .strings(detection.annotations.list("mitre_attack"))),
        ])
    }

    private static func json(_ row: Row) -> JSONValue {
        let result = row.result
        var objects: [JSONValue] = []
        var message = ""
        for record in row.records {
            switch record {
            case .risk(let event):
                objects.append(
                    .array([
                        .string(event.riskObjectType), .string(event.riskObject),
                        .integer(event.riskScore),
                    ]))
                if message.isEmpty { message = event.riskMessage }
            case .notable(let notable):
                if message.isEmpty { message = notable.riskMessage }
            }
        }
        let cells = zip(result.columns, result.row.cells).filter { !$0.1.isNull }
            .map { JSONValue.array([.string($0.0), JSONValue($0.1)]) }
        return .object([
            ("d", .integer(row.detection)), ("t", .integer(result.window.tick.seconds)),
            ("s", .integer(result.window.start.seconds)),
            ("e", .integer(result.window.end.seconds)), ("r", .integer(result.revision)),
            ("l", .integer(result.isLate ? 1 : 0)), ("m", .string(message)),
            ("o", .array(objects)), ("c", .array(cells)),
            ("v", .array(row.events.map { .integer($0) })), ("k", .integer(row.eventCount)),
            ("p", .array(row.processes.map(json))),
        ])
    }

    private static func json(_ node: ProcessNode) -> JSONValue {
        .array([
            .integer(node.depth), .integer(node.kind.rawValue), .string(node.name),
            .string(node.command), .string(node.processID),
            node.time.map { .integer($0.seconds) } ?? .integer(0),
        ])
    }
}
