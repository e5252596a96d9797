import CIM
import RiskDetection
import SPL

/// The parts of the page that are there without a script, and the places that the script fills.
enum ReportPage {
    static func body(of report: BacktestReport) -> String {
        """
        <a class="skip" href="#rows-title">Skip to the rows</a>
        <header><h1>riskd backtest</h1>
        <p class="soft">What \(report.detections.count) detection(s) would have found in \
        \(report.files.count) file(s)\(period(of: report)). All times are UTC.</p>
        \(tiles(report))</header>
        <main>
        \(warnings(report))
        <section aria-labelledby="timeline-title"><h2 id="timeline-title">Rows over time</h2>
        <div id="timeline"></div></section>
        <section aria-labelledby="detections-title"><h2 id="detections-title">Detections</h2>
        <div id="detections"></div></section>
        <section aria-labelledby="objects-title"><h2 id="objects-title">Risk by object</h2>
        <p class="soft">The score of each detection side by side; at the right how it adds up over \
        time, with a line at 100.</p><div id="objects"></div></section>
        <section aria-labelledby="techniques-title"><h2 id="techniques-title">ATT&amp;CK techniques</h2>
        <div id="techniques"></div></section>
        \(rows)
        \(coverage(report))
        </main>
        <noscript><p class="soft">The tables and charts of this page are made by a script \
        that it carries; without it only the summary is shown.</p></noscript>
        <footer class="soft">Made by riskd. This page loads nothing and sends nothing.</footer>
        """
    }

    private static let rows = """
        <section aria-labelledby="rows-title"><h2 id="rows-title" tabindex="-1">Rows</h2>
        <div class="controls" role="search">
        <label class="grow">Search<input id="search" type="search" placeholder="words, column=value"></label>
        <label>Detection<select id="by-detection"></select></label>
        <label>Risk object<select id="by-object"></select></label>
        <button id="clear" type="button">Clear</button></div>
        <table class="rows"><thead><tr>
        <th scope="col" data-sort="t"><button class="plain" type="button">Window</button></th>
        <th scope="col" data-sort="d"><button class="plain" type="button">Detection</button></th>
        <th scope="col">Risk objects</th>
        <th scope="col" class="n" data-sort="s"><button class="plain" type="button">Score</button></th>
        <th scope="col" class="n" data-sort="n"><button class="plain" type="button">Events</button></th>
        <th scope="col">Message</th></tr></thead><tbody id="rows"></tbody></table>
        <div class="pager"><span id="shown" role="status"></span>
        <button id="back" type="button">Back</button><button id="on" type="button">Next</button></div>
        </section>
        """

    private static func period(of report: BacktestReport) -> String {
        let windows = report.rows.map(\.result.window)
        guard let first = windows.map(\.start).min(), let last = windows.map(\.end).max() else {
            return ""
        }
        return ", with rows between \(first.rfc3339) and \(last.rfc3339)"
    }

    private static func tiles(_ report: BacktestReport) -> String {
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
            (grouped(report.rows.count), "rows"),
            ("\(fired) of \(report.detections.count)", "detections fired"),
            (grouped(records.count - notables), "risk events"),
            (grouped(notables), "notables"),
            (grouped(objects.count), "risk objects"),
        ]
        let tiles = facts.map { "<div class=\"tile\"><b>\($0.0)</b><span>\($0.1)</span></div>" }
        return "<div class=\"tiles\">\(tiles.joined())</div>"
    }

    private static func warnings(_ report: BacktestReport) -> String {
        guard !report.warnings.isEmpty else { return "" }
        let items = report.warnings.map { "<li>\(escaped($0))</li>" }.joined()
        return "<section><h2>Not complete</h2><ul>\(items)</ul></section>"
    }

    private static func coverage(_ report: BacktestReport) -> String {
        func list(_ facts: [BacktestReport.Fact]) -> String {
            "<dl>"
                + facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }.joined()
                + "</dl>"
        }
        let skips =
            report.skips.isEmpty
            ? "<p class=\"soft\">Every record could be read.</p>" : list(report.skips)
        let fired = Set(report.rows.map(\.detection))
        let silent = report.detections.indices.filter { !fired.contains($0) }
            .map { escaped(report.detections[$0].name) }
        let names =
            silent.isEmpty
            ? ""
            : "<details><summary>\(silent.count) detection(s) found nothing</summary>"
                + "<p class=\"soft\">\(silent.joined(separator: " · "))</p></details>"
        return """
            <section aria-labelledby="coverage-title"><h2 id="coverage-title">What was read</h2>
            \(list(report.coverage))<h3>Records that were not read</h3>\(skips)\(names)</section>
            """
    }

    private static func grouped(_ number: Int) -> String {
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
