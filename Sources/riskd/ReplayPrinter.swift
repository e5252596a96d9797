import DaemonRuntime
import DetectionExport
import RiskDetection
import SecurityContent

/// Prints what a replay found, in the form that was asked for.
struct ReplayPrinter {
    let setup: Setup
    let output: ReplayOutput
    let options: FindingsOptions

    /// Lines of rows on a terminal, so that the summary above them stays in sight.
    private static let terminalRowsMax = 50

    /// Whether a person looks at it, and so what was found in short comes first.
    var showsSummary: Bool {
        switch output {
        case .table, .wide: options.summary ?? StandardOutput.isTerminal
        case .csv, .json, .rows, .records: false
        }
    }

    /// - Parameter summary: What was read; written between the findings in short and the rows.
    func print(_ firings: [Firing], _ summary: ReplaySummary) {
        var out = StandardOutput()
        let detections = setup.content.detections
        var builder = setup.configuration.riskBuilder
        switch output {
        case .table where !options.isGiven && !showsSummary:
            let table = FindingsTable(firings, detections)
            for line in table.lines(isColoured: StandardOutput.isTerminal) { out.write(line) }
        case .table, .wide, .csv, .json:
            let findings = Findings(
                firings, detections, builder: &builder, filter: options.filter)
            write(findings, summary, &out)
        case .records(let schema):
            var encoder = RecordEncoder(schema)
            for firing in firings {
                for record in builder.records(of: firing, detections[firing.detection]) {
                    out.write(encoder.line(record))
                }
            }
        case .rows:
            let lines = firings.flatMap { firing in
                ResultRowSchema.lines(builder.results(of: firing, detections[firing.detection]))
            }
            for line in lines.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                out.write(line)
            }
        }
        out.flush()
    }

    private func write(
        _ findings: Findings, _ summary: ReplaySummary, _ out: inout StandardOutput
    ) {
        let list = FindingsList(
            findings: findings, grouping: options.groupBy, limit: limit)
        if case .json = output { return out.write(list.json.text) }
        if case .csv = output {
            for line in list.csv { out.write(line) }
            return
        }
        let isColoured = StandardOutput.isTerminal
        if showsSummary {
            let short = FindingsSummary(
                findings: findings, width: StandardOutput.width, isColoured: isColoured)
            for line in short.lines { out.write(line) }
            out.flush()
            summary.write()
            if findings.findings.isEmpty { return }
            out.write("")
        }
        let width: Int? = if case .wide = output { nil } else { StandardOutput.width }
        for line in list.lines(width: width, isColoured: isColoured) { out.write(line) }
    }

    private var limit: Int? {
        if let limit = options.limit { return limit == 0 ? nil : limit }
        guard case .table = output, StandardOutput.isTerminal else { return nil }
        return Self.terminalRowsMax
    }
}
