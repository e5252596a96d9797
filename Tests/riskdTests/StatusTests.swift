import Foundation
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
        daemon.stop()
    }
}
