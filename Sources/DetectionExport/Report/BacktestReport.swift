package import CIM
package import RiskDetection
import SPL

/// What a replay found, as one HTML page that needs nothing else: no network, no other file.
///
/// What logs hold is in blocks of JSON, compressed and in Base64, or with `<`, `>` and `&` escaped; the
/// script makes text nodes of it, and a strict content security policy lets no other script run. The
/// same replay gives the same bytes.
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
    /// What made the page: version, command, configuration, content, inputs.
    package var provenance: [Fact] = []

    package init() {}

    /// Bytes of a page at most. Events of rows are left out first; beyond that the rows themselves
    /// would have to be fewer.
    package static let pageBytesMax = 30_000_000

    /// The page, UTF-8.
    ///
    /// - Parameters:
    ///   - packing: Compresses a block with gzip; nil to leave all of them readable.
    ///   - bytesMax: Where the page would be larger, events are left out, and the page says so.
    package func html(
        packing: (([UInt8]) -> [UInt8])?, bytesMax: Int = Self.pageBytesMax
    ) -> [UInt8] {
        let (blocks, left) = ReportBlocks(self, packing).elements(bytesMax: bytesMax)
        var page: [UInt8] = []
        func add(_ text: String) { page.append(contentsOf: text.utf8) }
        add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
        add("<meta http-equiv=\"Content-Security-Policy\" content=\"\(Self.policy)\">\n")
        add("<meta name=\"referrer\" content=\"no-referrer\">\n")
        add("<title>riskd backtest: \(rows.count) rows</title>\n")
        add("<style>\(ReportResources.style)</style>\n</head>\n<body>\n")
        add(ReportPage(report: self, rowsWithoutEvents: left).body)
        page.append(contentsOf: blocks)
        add("\n<script>\(ReportResources.script)</script>\n</body>\n</html>\n")
        return page
    }

    /// Nothing is loaded, and only the page's own style and script, known by their digests, apply.
    static var policy: String {
        func digest(_ text: String) -> String {
            var hash = SHA256()
            hash.update(text.utf8)
            return Base64.text(hash.finalize())
        }
        let (script, style) = (digest(ReportResources.script), digest(ReportResources.style))
        return "default-src 'none'; script-src 'sha256-\(script)'; "
            + "style-src 'sha256-\(style)'; base-uri 'none'; form-action 'none'"
    }

    /// The rows as a person reads them, in their order.
    var findings: [Finding] {
        rows.map { Finding($0.result, detection: $0.detection, records: $0.records) }
    }
}
