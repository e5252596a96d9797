/// Outcomes of tests as XML of JUnit, which CI systems show.
///
/// - Shape: one suite; a case for each test, its class the file of the detection. What was not run
///   and what had no data counts as skipped, or as a failure where `riskd test` says so.
package enum JUnitReport {
    package static func text(of outcomes: [TestOutcome], strict: Bool = false) -> String {
        let failed = outcomes.count { $0.isFailure(strict: strict) }
        let skipped = outcomes.count { $0.result != .passed } - failed
        let counts =
            "tests=\"\(outcomes.count)\" failures=\"\(failed)\" errors=\"0\" skipped=\"\(skipped)\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
            "  <testsuite name=\"riskd test\" \(counts)>",
        ]
        for outcome in outcomes {
            let start =
                "    <testcase classname=\"\(escaped(outcome.file))\" "
                + "name=\"\(escaped("\(outcome.detection): \(outcome.test)"))\""
            let reason = escaped(outcome.reason)
            switch outcome.result {
            case .passed: lines.append(start + "/>")
            case .failed:
                lines += [
                    start + ">", "      <failure message=\"\(reason)\"/>", "    </testcase>",
                ]
            case .noData, .notRun:
                let message = "\(outcome.result.text): \(reason)"
                let element = outcome.isFailure(strict: strict) ? "failure" : "skipped"
                lines += [
                    start + ">", "      <\(element) message=\"\(message)\"/>", "    </testcase>",
                ]
            }
        }
        return (lines + ["  </testsuite>", "</testsuites>", ""]).joined(separator: "\n")
    }

    /// Source: XML 1.0, "Char": control characters cannot stand in a document at all.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
