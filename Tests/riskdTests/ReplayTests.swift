import Foundation
import TestSupport
import Testing

/// `riskd replay` with its report and its comparison, as they are typed.
struct ReplayTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(holding: "logs") }

    /// - Parameter macros: In YAML, over those of the content.
    private func replay(_ arguments: [String], macros: String = "{}") throws -> Program.Result {
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            detections: {enable: [BITS Job Persistence]}
            macros: \(macros)
            """, to: "riskd.yaml")
        return try Program.run(["replay", "--config", directory.path + "/riskd.yaml"] + arguments)
    }

    @Test("a report is one page without a network, and what a log holds stays text in it")
    func report() throws {
        let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
        let escaped = hostile.replacing("<", with: "&lt;")
        let log = (0..<5).map { SampleLog.bitsadmin(hour: 9, number: $0) }.joined()
            .replacing("job 3", with: "job \(escaped)")
        try directory.write(log, to: "logs/a.xml")
        let page = directory.path + "/out.html"
        let result = try replay(["--report", page, directory.path + "/logs/a.xml"])
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.errors.contains("report: \(page)"))
        let html = try directory.text(of: "out.html")
        #expect(html.hasPrefix("<!DOCTYPE html>") || html.hasPrefix("<!doctype html>"))
        #expect(html.contains("default-src 'none'"))
        #expect(html.contains("<b>system ws-"), "the verdict names who is at risk")
        #expect(html.contains("--report") && html.contains("sha256 "), "how it was made is told")
        #expect(!html.contains("<script>alert") && !html.contains("<img"))
        // What the page unpacks.
        let unpacked = try Program.shell(
            "grep -o '<script type=\"application/gzip\"[^<]*' '\(page)' | sed 's/.*>//' "
                + "| while read -r block; do base64 -d <<<\"$block\" | gzip -dc; done")
        let blocks = unpacked.output
        for part in ["BITS Job Persistence", "T1197", "ws-3", "cmd.exe"] {
            #expect(blocks.contains(part), "\(part)")
        }
        #expect(blocks.contains("alert(1)"), "the record is there, as text")
        #expect(!html.contains(#/(src|href)="(https?:)?///#), "nothing is loaded")
    }

    @Test("a feed that cannot be read is told of, although no detection needs its records")
    func unreadableFeed() throws {
        let lines = (0..<2_500).map {
            #"{"timestamp":"2025-03-04T09:00:00Z","verb":"GET","path":"/healthz","n":\#($0)}"#
        }
        let feed = lines.joined(separator: "\n")
        try directory.write(feed, to: "logs/feed.json")
        let result = try replay(["--output", "rows", directory.path + "/logs/feed.json"])
        #expect(result.errors.contains("2500 records, 2500 of them passed over, 0 events"))
        #expect(
            result.errors.contains(
                "warning: of the 2500 records passed over 7 were looked at, and none could be read")
        )
        #expect(result.errors.contains("looked at 7 record(s): unknown_format: "))
        #expect(result.errors.contains("/feed.json at byte 0, "))
        // A few that can be read, before the others: not all of a feed is lost.
        let good = (0..<4).map {
            SampleLog.bitsadmin(hour: 9, number: $0).replacing("bitsadmin", with: "svchost")
        }
        try directory.write(good.joined() + feed, to: "logs/mixed.json")
        let mixed = try replay(["--output", "rows", directory.path + "/logs/mixed.json"])
        #expect(
            mixed.errors.contains(
                "warning: of the 2504 records passed over 7 were looked at, and 3 could not be read"
            ))
        try directory.write(good.joined(), to: "logs/good.json")
        let well = try replay(["--output", "rows", directory.path + "/logs/good.json"])
        #expect(well.errors.contains("4 records, 4 of them passed over"))
        #expect(!well.errors.contains("looked at") && well.output.isEmpty)
    }

    @Test("a comparison tells what a changed rule adds and takes away, and when nothing differs")
    func compare() throws {
        let log = (0..<4).map { SampleLog.bitsadmin(hour: 9, number: $0) }.joined()
        try directory.write(log, to: "logs/a.xml")
        let arguments = ["--output", "ndjson", "--exit-zero", directory.path + "/logs/a.xml"]
        let before = try replay(arguments)
        #expect(before.output.split(separator: "\n").count == 12)
        let after = try replay(
            arguments, macros: "{bits_job_persistence_filter: 'search NOT dest=ws-2'}")
        try directory.write(before.output, to: "before")
        try directory.write(after.output, to: "after")
        let files = [directory.path + "/before", directory.path + "/after"]
        let narrower = try replay(["--compare"] + files)
        #expect(narrower.status == 3)
        #expect(narrower.output.contains("0 added, 3 removed, 0 changed, 9 the same"))
        #expect(narrower.output.split(separator: "\n").count { $0.hasPrefix("-") } == 3)
        let wider = try replay(["--compare"] + files.reversed())
        #expect(wider.output.contains("3 added, 0 removed, 0 changed, 9 the same"))
        let same = try replay(["--compare", files[0], files[0]])
        #expect(same.status == 0 && same.output.contains("0 added, 0 removed"))
        let missing = try replay(["--compare", files[0], directory.path + "/none"])
        #expect(missing.status == 1 && missing.errors.contains("none"))
    }

    @Test("what exceptions and throttling kept back shows in the status and the metrics")
    func keptBack() async throws {
        let daemon = try RunningDaemon(output: "")
        let configuration = try daemon.directory.text(of: "riskd.yaml").replacing(
            "detections: {enable: [BITS Job Persistence]}",
            with: """
                detections:
                  enable: [BITS Job Persistence]
                  overrides: {BITS Job Persistence: {throttle: {fields: [dest], period: 24h}}}
                  exceptions:
                    BITS Job Persistence:
                      - {where: {dest: ws-1}, owner: ann, reason: known, expires: 2027-01-31}
                """)
        try daemon.directory.write(configuration, to: "riskd.yaml")
        try daemon.feed(hour: 8, count: 3)
        try daemon.start()
        try await daemon.wait("the first hour is told of") { daemon.written.count >= 6 }
        try daemon.feed(hour: 11, count: 4)
        try await daemon.wait("the second is, what is new in it") { daemon.written.count >= 9 }
        let socket = ["--socket", daemon.directory.path + "/status.sock"]
        let status = try JSONSerialization.jsonObject(
            with: Data(Program.run(["status", "--json"] + socket).output.utf8))
        let detections = (status as? [String: Any])?["detections"] as? [[String: Any]]
        let detection = try #require(detections?.first)
        #expect(detection["excepted"] as? Int == 2)
        #expect(detection["throttled"] as? Int == 2)
        let metrics = try Program.run(["status", "--metrics"] + socket).output
        let label = "{detection=\"BITS Job Persistence\"}"
        #expect(metrics.contains("riskd_detection_excepted_rows_total\(label) 2"))
        #expect(metrics.contains("riskd_detection_throttled_rows_total\(label) 2"))
        daemon.stop()
    }
}
