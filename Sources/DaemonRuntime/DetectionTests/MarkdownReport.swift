import CIM
package import SecurityContent

/// Outcomes of tests as one page of Markdown, for the summary that CI systems show: what broke comes
/// first, and what passed is a number.
package enum MarkdownReport {
    /// Rows of a table; a page with more is read by nobody.
    private static let rowsMax = 100

    /// - Parameter unread: Problems for which something of the content was not read.
    package static func text(
        of outcomes: [TestOutcome], unread: [ContentProblem] = [], strict: Bool = false
    ) -> String {
        func count(_ result: TestOutcome.Result) -> Int { outcomes.count { $0.result == result } }
        let failed = outcomes.filter { $0.isFailure(strict: strict) }
        let others = outcomes.filter { !$0.isFailure(strict: strict) && $0.result != .passed }
        let isRun = count(.passed) + count(.failed) > 0
        let headline =
            if !failed.isEmpty {
                "\(failed.count) failed"
            } else if !isRun {
                "no test was run"
            } else if strict, !unread.isEmpty {
                "content could not be read"
            } else {
                "none failed"
            }
        var lines = [
            "## Tests of detections: \(headline)", "",
            "\(outcomes.count) tests: \(count(.passed)) passed, \(count(.failed)) failed, "
                + "\(count(.noData)) without data, \(count(.notRun)) not run.", "",
        ]
        if !unread.isEmpty {
            lines += ["### Content that could not be read", ""]
            lines += unread.prefix(rowsMax).map {
                "- " + escaped("\($0.file):\($0.line):\($0.column): \($0.message)")
            }
            let more = unread.count - rowsMax
            lines += (more > 0 ? ["- \(more) more."] : []) + [""]
        }
        lines += table("Failed", failed) + table("Not run, or without data", others)
        return lines.joined(separator: "\n")
    }

    private static func table(_ title: String, _ outcomes: [TestOutcome]) -> [String] {
        guard !outcomes.isEmpty else { return [] }
        let more = outcomes.count - rowsMax
        return [
            "### \(title)", "", "| detection | test | rows | why | file |", "|---|---|--:|---|---|",
        ]
            + outcomes.prefix(rowsMax).map { outcome in
                let rows =
                    outcome.result == .passed || outcome.result == .failed
                    ? "\(outcome.rows)" : ""
                let cells = [
                    outcome.detection, outcome.test, rows, outcome.reason, outcome.file,
                ]
                return "| " + cells.map(escaped).joined(separator: " | ") + " |"
            } + (more > 0 ? ["", "\(more) more."] : []) + [""]
    }

    /// A cell is one line of text, whatever content and logs are called.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in DisplayText.safe(text) {
            if "\\`*_{}[]<>()#+!|~$&@".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
