import Foundation
import Testing

@testable import DaemonRuntime

@Suite("metrics")
struct MetricsTests {
    /// Metrics that Prometheus makes itself.
    private static let foreign: Set<String> = ["up"]

    private static func exposition() -> [String] {
        var fixture = StatusFixture()
        fixture.ship()
        return String(decoding: fixture.report.metrics, as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test("each line is a comment or a sample, each sample of a metric with help and type")
    func format() throws {
        let sample = try Regex(
            #"^([a-z_]+)(\{[a-z]+="([^"\\\n]|\\\\|\\"|\\n)*"(,[a-z]+="([^"\\\n]|\\\\|\\"|\\n)*")*\})? -?[0-9.e+-]+$"#
        )
        var described: Set<String> = []
        for line in Self.exposition() {
            if line.hasPrefix("# ") {
                described.insert(String(line.split(separator: " ")[2]))
                continue
            }
            let match = try #require(try sample.wholeMatch(in: line), "\(line)")
            let name = String(try #require(match.output[1].substring))
            #expect(described.contains(name), "\(name) has no help")
        }
        #expect(described.count > 25)
    }

    @Test("counters end in _total, and only they do")
    func names() {
        for line in Self.exposition() where line.hasPrefix("# TYPE ") {
            let parts = line.split(separator: " ")
            #expect(parts[2].hasSuffix("_total") == (parts[3] == "counter"), "\(line)")
        }
    }

    @Test("what the issue of an operator needs is there, with its labels")
    func samples() {
        let lines = Self.exposition()
        for expected in [
            #"riskd_records_total{source="windows",format="auto"} 200"#,
            #"riskd_skipped_total{source="windows",reason="truncated"} 5"#,
            #"riskd_ingest_lag_seconds{source="windows"} 0"#,
            #"riskd_window_late_events_total{detection="BITS \"Job\"\\ Persistence\n"} 2"#,
            "riskd_emitted_events_total 12", "riskd_spool_bytes 900",
            "riskd_kafka_delivered_total 7", "riskd_kafka_stopped_seconds 30",
            #"riskd_detection_excepted_rows_total{detection="BITS \"Job\"\\ Persistence\n"} 6"#,
            #"riskd_detection_throttled_rows_total{detection="BITS \"Job\"\\ Persistence\n"} 7"#,
            #"riskd_sink_backlog_records{sink="splunk"} 0"#,
            #"riskd_sink_backlog_limit_bytes{sink="splunk"} 1073741824"#,
            "riskd_next_trigger_timestamp_seconds 3600", "riskd_output_blocked_seconds 0",
        ] { #expect(lines.contains(expected), "\(expected)") }
    }

    @Test(
        "dashboard and alerts name metrics that exist",
        arguments: ["config/grafana/riskd.json", "config/prometheus/riskd.rules.yml"])
    func references(path: String) throws {
        let text = try String(
            contentsOf: Checkout.root.appending(path: path), encoding: .utf8)
        let known = Set(
            Self.exposition().filter { $0.hasPrefix("# TYPE ") }
                .map { String($0.split(separator: " ")[2]) })
        let names = text.matches(of: /\b(riskd|process)_[a-z_]+\b/).map { String($0.output.0) }
        #expect(names.count > 10)
        for name in names { #expect(known.contains(name), "\(path) names \(name)") }
    }

    @Test("the dashboard is JSON, and each alert is explained in the operations manual")
    func documents() throws {
        let dashboard = try Data(
            contentsOf: Checkout.root.appending(path: "config/grafana/riskd.json"))
        #expect(try JSONSerialization.jsonObject(with: dashboard) is [String: Any])
        let rules = try String(
            contentsOf: Checkout.root.appending(path: "config/prometheus/riskd.rules.yml"),
            encoding: .utf8)
        let manual = try String(
            contentsOf: Checkout.root.appending(path: "docs/OPERATIONS.md"), encoding: .utf8)
        let alerts = rules.matches(of: /alert: (\w+)/).map { String($0.output.1) }
        #expect(alerts.count >= 8)
        for alert in alerts { #expect(manual.contains(alert), "\(alert) is not explained") }
    }
}
