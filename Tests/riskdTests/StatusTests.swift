import Foundation
import TestSupport
import Testing

/// `riskd status` of a daemon that runs, as it is typed.
struct StatusTests {
    /// What the status says of a source.
    private func source(_ name: String, of daemon: RunningDaemon) throws -> [String: Any] {
        let object = try status(of: daemon)
        let sources = object["sources"] as? [[String: Any]] ?? []
        return sources.first { $0["name"] as? String == name } ?? [:]
    }

    private func status(of daemon: RunningDaemon) throws -> [String: Any] {
        let result = try Program.run([
            "status", "--json", "--socket", daemon.directory.path + "/status.sock",
        ])
        return try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            ?? [:]
    }

    @Test("records that no detection needs show as what they are: flowing, and readable or not")
    func passedOver() async throws {
        let daemon = try RunningDaemon(output: "")
        let path = daemon.directory.path
        try daemon.directory.write(
            daemon.directory.text(of: "riskd.yaml").replacing(
                "sources: [{path: \(path)/logs/*, read_from: start}]",
                with: "sources: [{name: good, path: \(path)/logs/good*, read_from: start}, "
                    + "{name: odd, path: \(path)/logs/odd*, read_from: start}]"), to: "riskd.yaml")
        let matching = SampleLog.bitsadmin(hour: 8, number: 1)
        let benign = (0..<300).map {
            SampleLog.bitsadmin(hour: 8, number: $0).replacing("bitsadmin", with: "svchost")
        }
        try daemon.directory.write(matching + benign.joined(), to: "logs/good.xml")
        let odd = (0..<300).map {
            #"{"timestamp":"2025-03-04T08:00:00Z","verb":"GET","path":"/","n":\#($0)}"# + "\n"
        }
        try daemon.directory.write(odd.joined(), to: "logs/odd.json")
        try daemon.start()
        try await daemon.wait("both feeds are counted") {
            let (good, odd) = (try source("good", of: daemon), try source("odd", of: daemon))
            return good["records"] as? Int == 301 && odd["records"] as? Int == 300
                && odd["sampled"] as? Int ?? 0 >= 5
        }
        let good = try source("good", of: daemon)
        #expect(good["passed_over"] as? Int == 300 && good["events"] as? Int == 1)
        #expect(good["sampled"] as? Int ?? 0 >= 5)
        #expect((good["sampled_skipped"] as? [String: Int])?.isEmpty == true)
        #expect(good["last_record_seconds_ago"] as? Double ?? 1e9 < 120)
        let bad = try source("odd", of: daemon)
        #expect(bad["passed_over"] as? Int == 300)
        let looked = try #require(bad["sampled"] as? Int)
        #expect(bad["sampled_skipped"] as? [String: Int] == ["unknown_format": looked])
        let health = try status(of: daemon)["health"] as? [String: Any]
        let problems = health?["problems"] as? [[String: Any]] ?? []
        #expect(
            problems.map { $0["text"] as? String } == [
                "source odd: \(looked) of \(looked) records that were looked at could not be read, "
                    + "of the 300 that no detection needs"
            ])
        let told = daemon.messages.filter { $0.contains("which no detection needs") }
        #expect(told.count == 5 && told[0].contains("/odd.json at byte 0"), "\(told)")
        try await daemon.wait("the match is told of") { daemon.written.count == 3 }
        try expectFits(daemon)
        daemon.stop()
    }

    /// A terminal of 80 columns shows what matters, one of 100 more, none anything beyond its edge.
    private func expectFits(_ daemon: RunningDaemon) throws {
        func lines(_ columns: Int?) throws -> [String] {
            let result = try Program.run(
                ["status", "--socket", daemon.directory.path + "/status.sock"],
                environment: ["COLUMNS": columns.map(String.init) ?? ""])
            return result.output.split(separator: "\n").map(String.init)
        }
        for columns in [80, 100] {
            let lines = try lines(columns)
            // A path without blanks cannot be folded.
            for line in lines where !line.contains(daemon.directory.path) {
                #expect(line.count <= columns, "\(line)")
            }
            let head = try #require(lines.first { $0.hasPrefix("SOURCE") })
            for title in ["RECORDS", "PASSED", "EVENTS", "NOT READ", "LAST"] {
                #expect(head.contains(title), "\(columns): \(head)")
            }
            #expect(lines.contains { $0.hasPrefix("DETECTION") && $0.contains("LAST RESULT") })
        }
        let all = try lines(nil)
        #expect(!all.contains { $0.contains("no room for") })
        #expect(all.contains { $0.contains("OPEN  TO READ  BEHIND") && $0.contains("RATE") })
        let narrow = try lines(40)
        #expect(narrow.contains("  no room for OPEN, TO READ, BEHIND, RATE, PASSED: --json"))
        #expect(
            narrow.contains { $0.hasPrefix("good ") } && narrow.contains { $0.hasPrefix("odd ") })
    }

    /// Content of one detection that asks a lookup, whose file is `table`.
    private func writeContent(in daemon: RunningDaemon, pattern: String) throws {
        try daemon.directory.write(
            """
            name: Slow Pattern
            id: 7c1e8f52-3a04-4d0e-9a57-5f7d7f2f0c11
            version: 1
            date: '2025-03-04'
            author: nobody
            status: production
            type: TTP
            description: A pattern that gives up.
            search: '| tstats count from datamodel=Endpoint.Processes where Processes.process=*bitsadmin*
              by Processes.process Processes.dest Processes.user | rename "Processes.*" as *
              | lookup owners dest OUTPUT owner | where match(process, "\(pattern)")'
            rba: {message: m, risk_objects: [{field: dest, type: system, score: 10}], threat_objects: []}
            tags: {analytic_story: [s], asset_type: Endpoint, mitre_attack_id: [T1197],
              product: [Splunk Enterprise], security_domain: endpoint}
            """, to: "own/detections/slow.yml")
        try daemon.directory.write(
            "name: owners\nfilename: owners.csv\n", to: "own/lookups/owners.yml")
        try daemon.directory.write("dest,owner\nws-1,ann\n", to: "own/lookups/owners.csv")
        let path = daemon.directory.path
        try daemon.directory.write(
            daemon.directory.text(of: "riskd.yaml").replacing(
                "content: [", with: "content: [\(path)/own, "
            ).replacing("enable: [BITS Job Persistence]", with: "enable: [Slow Pattern]"),
            to: "riskd.yaml")
    }

    @Test("a pattern that gives up is told of by detection, in the daemon and in a replay")
    func slowPattern() async throws {
        let daemon = try RunningDaemon(output: "")
        let path = daemon.directory.path
        try FileManager.default.createDirectory(
            atPath: path + "/own/detections", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: path + "/own/lookups", withIntermediateDirectories: true)
        try writeContent(in: daemon, pattern: "^bitsadmin (a|aa)+$")
        let slow = SampleLog.bitsadmin(hour: 8, number: 1).replacing(
            "bitsadmin /create \"job 1\"",
            with: "bitsadmin " + String(repeating: "a", count: 60) + "!")
        try daemon.directory.write(slow, to: "logs/a.xml")
        let told =
            "Slow Pattern: the limit of steps that matching a pattern takes: 1 text(s) taken "
            + "as not matching so far: its results are not complete"
        try daemon.start()
        try await daemon.wait("the limit is told of") {
            daemon.messages.contains(told)
        }
        let object = try status(of: daemon)
        let detection = try #require((object["detections"] as? [[String: Any]])?.first)
        let losses = try #require(detection["losses"] as? [[String: Any]])
        #expect(losses.map { $0["count"] as? Int } == [1] && detection["overflow"] as? Int == 1)
        let metrics = try Program.run(["status", "--metrics", "--socket", path + "/status.sock"])
        #expect(
            metrics.output.contains(
                "riskd_detection_losses_total{detection=\"Slow Pattern\",limit=\"the limit of steps "
                    + "that matching a pattern takes\"} 1\n"))
        let replay = try Program.run([
            "replay", "--config", path + "/riskd.yaml", path + "/logs/a.xml",
        ])
        #expect(
            replay.errors.contains(
                "warning: Slow Pattern: results are not complete: the limit of steps that matching a "
                    + "pattern takes: 1 text(s) taken as not matching"))
        // The file of a lookup goes: what runs stays, and which file is missing is said.
        try FileManager.default.removeItem(atPath: path + "/own/lookups/owners.csv")
        daemon.reload()
        try await daemon.wait("the reload is rejected") {
            daemon.messages.contains { $0.hasPrefix("reload rejected") }
        }
        #expect(daemon.messages.contains { $0.contains("/own/lookups/owners.csv") })
        let health = try status(of: daemon)["health"] as? [String: Any]
        let problems = health?["problems"] as? [[String: Any]] ?? []
        #expect(
            problems.contains { ($0["text"] as? String)?.contains("was rejected with") ?? false })
        daemon.stop()
    }
}
