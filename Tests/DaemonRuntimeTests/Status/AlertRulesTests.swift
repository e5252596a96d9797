import Foundation
import TestSupport
import Testing

/// The shipped alert rules, evaluated by Prometheus' own tool.
@Suite(
    "alert rules",
    .enabled(
        if: Promtool.isPresent, "needs promtool, of the Debian package prometheus"))
struct AlertRulesTests {
    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "out")
        let out = try FileHandle(forWritingTo: URL(filePath: directory.path + "/out"))
        let process = Process()
        process.executableURL = URL(filePath: Promtool.path)
        process.arguments = arguments
        process.standardOutput = out
        process.standardError = out
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, directory.lines(of: "out").joined(separator: "\n"))
    }

    /// - Parameters:
    ///   - series: Name and labels, and values a minute in promtool's short form.
    ///   - fires: Sources for which the alert is on after that many minutes.
    private func expect(
        _ alert: String, _ series: [(String, String)], minutes: Int, fires: [String],
        summary: (String) -> String
    ) throws {
        let rules = Checkout.root.appending(path: "config/prometheus/riskd.rules.yml").path
        let input = series.map { "      - {series: '\($0.0)', values: '\($0.1)'}" }
        let expected = fires.map {
            "          - {exp_labels: {severity: warning, source: \($0)}, "
                + "exp_annotations: {summary: \"\(summary($0))\"}}"
        }
        let directory = try TemporaryDirectory()
        try directory.write(
            """
            rule_files: ["\(rules)"]
            evaluation_interval: 1m
            tests:
              - interval: 1m
                input_series:
            \(input.joined(separator: "\n"))
                alert_rule_test:
                  - eval_time: \(minutes)m
                    alertname: \(alert)
                    exp_alerts:\(fires.isEmpty ? " []" : "\n" + expected.joined(separator: "\n"))

            """, to: "test.yml")
        let result = try Self.run(["test", "rules", directory.path + "/test.yml"])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test("they are rules that Prometheus takes")
    func valid() throws {
        let result = try Self.run([
            "check", "rules",
            Checkout.root.appending(path: "config/prometheus/riskd.rules.yml").path,
        ])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test("a source is silent when its last record is old, and not while records flow")
    func silent() throws {
        let name = "riskd_last_record_age_seconds"
        try expect(
            "RiskdSourceSilent",
            [
                ("\(name){source=\"flowing\"}", "1x100"),
                ("\(name){source=\"quiet\"}", "0+60x100"),
                ("\(name){source=\"hourly\"}", "0+60x59 0+60x40"),
            ], minutes: 80, fires: ["quiet"]
        ) { "Nothing has come from source \($0) for 1h 20m 0s" }
    }

    @Test("a feed of which most samples cannot be read is told of, one with an odd one is not")
    func unreadable() throws {
        let series = { (source: String, looked: String, unread: String) in
            [
                ("riskd_sampled_total{source=\"\(source)\"}", looked),
                (
                    "riskd_sampled_skipped_total{source=\"\(source)\",reason=\"unknown_format\"}",
                    unread
                ),
                ("riskd_sampled_skipped_total{source=\"\(source)\",reason=\"no_json\"}", "0x80"),
            ]
        }
        try expect(
            "RiskdFeedUnreadable",
            series("broken", "0+6x80", "0+6x80") + series("odd", "0+6x80", "0+1x80")
                + series("good", "0+6x80", "0x80"), minutes: 60, fires: ["broken"]
        ) { "Most records of \($0) that riskd passes over could not be read" }
    }

    @Test("one in twenty records that cannot be read is too many, also where most are passed over")
    func skipped() throws {
        let series = { (source: String, skipped: String) in
            [
                ("riskd_records_total{source=\"\(source)\",format=\"auto\"}", "0+600x80"),
                ("riskd_skipped_total{source=\"\(source)\",reason=\"truncated\"}", skipped),
            ]
        }
        try expect(
            "RiskdRecordsSkipped", series("broken", "0+60x80") + series("good", "0+6x80"),
            minutes: 60, fires: ["broken"]
        ) { "More than one in twenty records of \($0) cannot be read" }
    }
}

private enum Promtool {
    static let path = "/usr/bin/promtool"
    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: path) }
}
