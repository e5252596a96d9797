import CIM
import RiskDetection
import SPL

/// The parts of the page that are there without a script, and the places that the script fills.
struct ReportPage {
    let report: BacktestReport
    let rowsWithoutEvents: Int

    /// `page.html` with its places filled.
    var body: String {
        let parts = [
            "period": period, "verdict": verdict, "tiles": tiles, "warnings": warnings,
            "coverage": coverage,
        ]
        // Split once: what is put in is not looked at again, whatever it holds.
        let pieces = ReportResources.page.split(separator: "{{", omittingEmptySubsequences: false)
        return pieces.dropFirst().reduce(String(pieces[0])) { page, piece in
            let halves = piece.split(
                separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
            return page + (parts[String(halves[0])] ?? "") + (halves.count > 1 ? halves[1] : "")
        }
    }

    private var period: String {
        let ran =
            "What \(report.detections.count) detection(s) would have found in "
            + "\(report.files.count) file(s)"
        let windows = report.rows.map(\.result.window)
        guard let first = windows.map(\.start).min(), let last = windows.map(\.end).max() else {
            return ran + "."
        }
        return "\(ran), with rows between \(first.rfc3339) and \(last.rfc3339)."
    }

    private var verdict: String {
        let verdict = ReportVerdict(
            Findings(report.findings, report.detections), filesRead: report.files.count)
        let items = verdict.statements.map { statement in
            "<li><b>\(Self.escaped(statement.object))</b>: \(Self.escaped(statement.text))"
                + (statement.chain.isEmpty
                    ? "" : "<br><span class=\"soft\">\(Self.escaped(statement.chain))</span>")
                + "</li>"
        }
        let gaps =
            report.skips.isEmpty
            ? ""
            : "<p class=\"soft\">Not every record could be read: see "
                + "<a href=\"#coverage-title\">what was read</a>.</p>"
        return "<p>\(Self.escaped(verdict.lead))</p>"
            + (items.isEmpty ? "" : "<ol>\(items.joined())</ol>") + gaps
    }

    private var tiles: String {
        let records = report.rows.flatMap(\.records)
        var objects: Set<String> = []
        var notables = 0
        for record in records {
            switch record {
            case .risk(let event): objects.insert("\(event.riskObjectType) \(event.riskObject)")
            case .notable: notables += 1
            }
        }
        let fired = Set(report.rows.map(\.detection)).count
        let facts: [(String, String)] = [
            (Self.grouped(report.rows.count), "rows"),
            ("\(fired) of \(report.detections.count)", "detections fired"),
            (Self.grouped(records.count - notables), "risk events"),
            (Self.grouped(notables), "notables"),
            (Self.grouped(objects.count), "risk objects"),
        ]
        let tiles = facts.map { "<div class=\"tile\"><b>\($0.0)</b><span>\($0.1)</span></div>" }
        return "<div class=\"tiles\">\(tiles.joined())</div>"
    }

    private var warnings: String {
        var warnings = report.warnings
        if rowsWithoutEvents > 0 {
            warnings.append(
                "the events of \(rowsWithoutEvents) row(s) are left out: the page would be larger "
                    + "than \(BacktestReport.pageBytesMax / 1_000_000) MB")
        }
        guard !warnings.isEmpty else { return "" }
        let items = warnings.map { "<li>\(Self.escaped($0))</li>" }.joined()
        return "<section><h2>Not complete</h2><ul>\(items)</ul></section>"
    }

    private var coverage: String {
        let skips =
            report.skips.isEmpty
            ? "<p class=\"soft\">Every record could be read.</p>" : Self.list(report.skips)
        let fired = Set(report.rows.map(\.detection))
        let silent = report.detections.indices.filter { !fired.contains($0) }
            .map { Self.escaped(report.detections[$0].name) }
        let names =
            silent.isEmpty
            ? ""
            : "<details><summary>\(silent.count) detection(s) found nothing</summary>"
                + "<p class=\"soft\">\(silent.joined(separator: " · "))</p></details>"
        let provenance =
            report.provenance.isEmpty
            ? ""
            : "<section aria-labelledby=\"provenance-title\"><h2 id=\"provenance-title\">"
                + "Where this report comes from</h2>\(Self.list(report.provenance))</section>"
        return """
            <section aria-labelledby="coverage-title"><h2 id="coverage-title">What was read</h2>
            \(Self.list(report.coverage))<h3>Records that were not read</h3>\(skips)\(names)</section>
            \(provenance)
            """
    }

    private static func list(_ facts: [BacktestReport.Fact]) -> String {
        "<dl>"
            + facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }.joined()
            + "</dl>"
    }

    /// `1,234,567`
    static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var text = ""
        while digits.count > 3 {
            text = ",\(digits.suffix(3))\(text)"
            digits.removeLast(3)
        }
        return digits + text
    }

    /// Text within an element or an attribute in quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                let isControl =
                    scalar.value < 0x20 && scalar != "\n" || (0x7F..<0xA0).contains(scalar.value)
                result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }
}
