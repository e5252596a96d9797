import Foundation
import TestSupport
import Testing

/// `riskd explain` as it is typed.
struct ExplainTests {
    private static let detection = "BITS Job Persistence"

    private static func explain(
        _ arguments: [String], input: String = ""
    ) throws -> Program.Result {
        try Program.run(
            ["explain", "--config", Checkout.path + "/config/riskd.yaml", detection] + arguments,
            input: input)
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("a detection is explained: macros, plan, literals and cost, runs, risk, sources")
    func text() throws {
        let result = try Self.explain(["--after", "2025-03-04T08:59:00Z"])
        #expect(result.status == 0 && result.errors.isEmpty)
        for expected in [
            "`process_bitsadmin`",  // as written
            "(Processes.process_name=bitsadmin.exe OR Processes.original_file_name=bitsadmin.exe)",
            "└─ scan Endpoint.Processes", "cheap, one look-up", "process_name is \"bitsadmin.exe\"",
            "next at 2025-03-04T09:00:00Z over 2025-03-04T07:50:00Z … 2025-03-04T08:50:00Z",
            "next at 2025-03-04T10:00:00Z", "next at 2025-03-04T11:00:00Z",
            "risk 56 for the user in user", "mitre_attack: T1197", "Windows Security event 4688:",
        ] { #expect(result.output.contains(expected), "\(expected)") }
        #expect(!result.output.contains("next at 2025-03-04T12"))
    }

    @Test("the same as JSON")
    func json() throws {
        let result = try Self.explain(["--json", "--after", "2025-03-04T08:59:00Z"])
        #expect(result.status == 0)
        let object = try Self.object(result.output)
        #expect(object["name"] as? String == Self.detection)
        let scan = try #require((object["scans"] as? [[String: Any]])?.first)
        #expect(scan["cost"] as? String == "lookup")
        #expect((scan["literals"] as? [[String: Any]])?.count == 2)
        let schedule = try Self.text(of: object["schedule"])
        #expect(schedule.contains("2025-03-04T11:00:00Z") && !schedule.contains("T12:00:00Z"))
        #expect(try Self.text(of: object["expanded_search"] ?? "").contains("bitsadmin.exe"))
    }

    private static func text(of value: Any?) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: [try #require(value)], options: [.withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }

    @Test("an event that fires: each field with its origin, each condition with its truth")
    func fires() throws {
        let place = Checkout.path + "/examples/bits-job-persistence/events.json:1"
        let result = try Self.explain(["--event", place])
        #expect(result.status == 3)
        for expected in [
            "fires: alone the event gives 1 row(s) in the run at 2025-03-04T10:00:00Z",
            "* process                     \"bitsadmin.exe /create nightly\"  ← CommandLine"
                .replacing("                     ", with: "                  "),
            "true  process_name=bitsadmin.exe", "false  original_file_name=bitsadmin.exe",
        ] { #expect(result.output.contains(expected), "\(expected) in \(result.output)") }
        let json = try Self.explain(["--json", "--event", place])
        #expect(json.status == 3)
        let object = try Self.object(json.output)
        #expect(object["fires"] as? Bool == true)
        let fields = try #require(object["fields"] as? [String: [String: Any]])
        #expect(fields["process"]?["from"] as? [String] == ["CommandLine"])
    }

    @Test("an event on standard input that does not fire: which condition is false")
    func doesNotFire() throws {
        let event = SampleLog.bitsadmin(hour: 9, number: 1).replacing("/create", with: "/list")
        let result = try Self.explain(["--event", "-"], input: event)
        #expect(result.status == 0)
        #expect(result.output.contains("does not fire"))
        #expect(result.output.contains("true  process_name=bitsadmin.exe"))
        #expect(result.output.contains("false  process IN (*create*"))
    }

    @Test("an event whose row an exception keeps back: status 0, and by whom")
    func keptBack() throws {
        let directory = try TemporaryDirectory(holding: "logs")
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            detections:
              enable: [BITS Job Persistence]
              exceptions:
                BITS Job Persistence:
                  - {where: {user: mira}, owner: ann, reason: packaging}
            """, to: "riskd.yaml")
        let result = try Program.run(
            [
                "explain", "--config", directory.path + "/riskd.yaml", Self.detection, "--event",
                "-",
            ], input: SampleLog.bitsadmin(hour: 9, number: 1))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("an exception of ann keeps 1 back"), "\(result.output)")
    }

    @Test("a file whose name is not UTF-8 is read by explain, replay and normalize, shown escaped")
    func oddNames() throws {
        let directory = try TemporaryDirectory(holding: "logs")
        try directory.write(SampleLog.bitsadmin(hour: 9, number: 1), to: "log.xml")
        let config = "--config \(Checkout.path)/config/riskd.yaml"
        let begin =
            "cd \(directory.path); name=$(printf 'caf\\351 \\377.xml'); cp log.xml \"$name\";"
        let event = try Program.shell(
            "\(begin) \"$0\" explain \(config) 'BITS Job Persistence' --event \"$name:1\"")
        #expect(event.status == 3, "\(event.errors)")
        let rows = try Program.shell("\(begin) \"$0\" replay \(config) --output rows \"$name\"")
        #expect(rows.status == 3 && rows.output.contains("bitsadmin"), "\(rows.errors)")
        let events = try Program.shell("\(begin) \"$0\" normalize \(config) \"$name\"")
        #expect(events.status == 0 && events.output.contains("bitsadmin"), "\(events.errors)")
        let missing = try Program.shell(
            "\(begin) rm \"$name\"; \"$0\" replay \(config) \"$name\"")
        #expect(missing.status == 1)
        #expect(missing.errors.contains(#"caf\xE9 \xFF.xml"#), "\(missing.errors)")
    }

    @Test("what is not there is said, with status 1")
    func errors() throws {
        let place = Checkout.path + "/examples/bits-job-persistence/events.json"
        let beyond = try Self.explain(["--event", place + ":99999"])
        #expect(beyond.status == 1 && beyond.errors.contains("no record"))
        let unknown = try Program.run([
            "explain", "--config", Checkout.path + "/config/riskd.yaml", "BITS Job Persistense",
        ])
        #expect(unknown.status == 1 && unknown.errors.contains(Self.detection))
    }
}
