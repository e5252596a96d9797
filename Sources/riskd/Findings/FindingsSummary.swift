import CIM
import DetectionExport
import RiskDetection

/// What a replay found, in short: the worst objects and the detections that fired.
struct FindingsSummary {
    let findings: Findings
    let width: Int?
    let isColoured: Bool

    private static let objectsMax = 8
    private static let detectionsMax = 12

    var lines: [String] {
        let rows = findings.findings
        guard !rows.isEmpty else { return ["nothing found"] }
        let detections = findings.byDetection
        let notables = rows.count { $0.isNotable }
        let first = rows.map(\.first).min() ?? rows[0].first
        let last = rows.map(\.last).max() ?? rows[0].last
        let head =
            "\(FindingsText.plural(rows.count, "row")) of "
            + "\(FindingsText.plural(detections.count, "detection")), "
            + "\(FindingsText.plural(notables, "notable")); "
            + "\(FindingsText.time(first)) to \(FindingsText.time(last)) UTC"
        return wrapped(head) + [""] + objectLines + [""] + detectionLines(detections) + [""]
    }

    private func wrapped(_ text: String) -> [String] {
        DisplayWidth.lines(text, width: width ?? .max, linesMax: 10)
    }

    private func title(_ text: String) -> String {
        isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private var objectLines: [String] {
        let objects = findings.objects
        guard !objects.isEmpty else { return ["no risk was raised"] }
        let table = FindingsTables.objects(Array(objects.prefix(Self.objectsMax)), findings)
        let more = objects.count - Self.objectsMax
        return [title("Worst risk objects (score out of 100)")]
            + table.lines(width: width, isColoured: isColoured)
            + (more > 0 ? ["  and \(FindingsText.number(more)) more: --group-by object"] : [])
    }

    private func detectionLines(_ detections: [Findings.Group]) -> [String] {
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let rows = findings.findings.count { $0.severity == severity }
            return rows == 0
                ? nil : "\(FindingsText.severity(severity)) \(FindingsText.number(rows))"
        }
        let table = FindingsTables.detections(Array(detections.prefix(Self.detectionsMax)))
        let more = detections.count - Self.detectionsMax
        return [title("Detections by severity (rows: \(counts.joined(separator: ", ")))")]
            + table.lines(width: width, isColoured: isColoured)
            + (more > 0 ? ["  and \(FindingsText.number(more)) more: --group-by detection"] : [])
    }
}
