/// How much of the content runs: counted by data model and status, and why the rest does not.
package struct Coverage: Equatable, Sendable {
    /// Detections of one data model and one status.
    package struct Line: Equatable, Sendable {
        /// Empty for searches of raw events; ``rules`` for rules of Sigma.
        package var dataModel: String
        package var status: String
        package var detections = 0
        package var compiled = 0
        package var enabled = 0
    }

    /// What keeps detections from compiling.
    package struct Reason: Equatable, Sendable {
        package var text: String
        /// By name, sorted.
        package var detections: [String]
    }

    /// What rules of Sigma, which have no data model, are counted as.
    static let rules = "Sigma rules"

    /// Sorted by data model and status; searches of raw events last.
    package private(set) var lines: [Line] = []
    /// Most detections first, then by text.
    package private(set) var reasons: [Reason] = []
    package private(set) var total = Line(dataModel: "", status: "")

    package init(_ report: [CoverageRow]) {
        var names: [String: [String]] = [:]
        for row in report {
            let model = row.logSource == nil ? row.dataModel : Self.rules
            let place = lines.firstIndex { ($0.dataModel, $0.status) == (model, row.status) }
            if place == nil { lines.append(Line(dataModel: model, status: row.status)) }
            Self.count(row, in: &lines[place ?? lines.count - 1])
            Self.count(row, in: &total)
            if !row.compiled { names[Self.kind(of: row.reason), default: []].append(row.name) }
        }
        lines.sort { Self.order($0) < Self.order($1) }
        reasons = names.map { Reason(text: $0, detections: $1.sorted()) }
            .sorted { ($1.detections.count, $0.text) < ($0.detections.count, $1.text) }
    }

    private static func count(_ row: CoverageRow, in line: inout Line) {
        line.detections += 1
        if row.compiled { line.compiled += 1 }
        if row.enabled { line.enabled += 1 }
    }

    private static func order(_ line: Line) -> (Int, String, String) {
        (line.dataModel.isEmpty ? 1 : 0, line.dataModel, line.status)
    }

    /// What a message says before it goes on to what there is instead.
    private static func kind(of reason: String) -> String {
        let bytes = Array(reason.utf8)
        for index in bytes.indices {
            let isEnd = bytes[index] == UInt8(ascii: ";")
            let isSentence =
                bytes[index] == UInt8(ascii: ".") && index + 1 < bytes.count
                && bytes[index + 1] == UInt8(ascii: " ")
            if isEnd || isSentence { return String(decoding: bytes[..<index], as: UTF8.self) }
        }
        return reason
    }
}
