import CIM
import DetectionExport
import RiskDetection
import SPL
import TestSupport
import Testing

struct ExplanationTests {
    private static let search = """
        | tstats count min(_time) as firstTime from datamodel=Endpoint.Processes \
        where Processes.process_name=bitsadmin.exe Processes.process IN (*create*, *resume*) \
        NOT Processes.user=root by Processes.dest Processes.user Processes.process \
        | rename "Processes.*" as * | search dest!=lab*
        """

    private func explain(
        _ fields: KeyValuePairs<String, String>, search: String = search,
        exceptions: [RowException] = [], throttle: Throttle? = nil,
        earliest: String = "-70m@m", latest: String = "-10m@m"
    ) throws -> EventExplanation {
        let data = fields.map { "<Data Name='\($0.key)'>\($0.value)</Data>" }.joined()
        let record = """
            <Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>\
            <TimeCreated SystemTime='2024-01-10T19:00:16Z'/><Computer>ws1</Computer></System>\
            <EventData>\(data)</EventData></Event>
            """
        var normalizer = Normalizer(profile: .splunk)
        var detection = try Detection.fixture(search, earliest: earliest, latest: latest)
        detection.exceptions = exceptions
        detection.throttle = throttle
        return EventExplanation(normalizer.inspect(Array(record.utf8).span), detection)
    }

    private static let match: KeyValuePairs = [
        "Image": #"C:\bitsadmin.exe"#, "CommandLine": "bitsadmin /create x", "User": #"C\ann"#,
    ]

    @Test("an event that matches: every condition is true, and the run is named")
    func fires() throws {
        let explanation = try explain(Self.match)
        #expect(explanation.fires)
        #expect(
            explanation.verdict == "fires: alone the event gives 1 row(s) in the run at "
                + "2024-01-10T20:00:00Z")
        let text = explanation.lines.joined(separator: "\n")
        #expect(text.contains("true  process_name=bitsadmin.exe  ← \"bitsadmin.exe\""))
        #expect(text.contains("* user"))
        #expect(text.contains("← made of User"))
        #expect(!text.contains("false  process"))
    }

    @Test("an event that does not: the condition that is false, and what the field is")
    func conditionFalse() throws {
        let explanation = try explain([
            "Image": #"C:\bitsadmin.exe"#, "CommandLine": "bitsadmin /create x", "User": "root",
        ])
        #expect(!explanation.fires)
        #expect(explanation.verdict == "does not fire: a condition is false (below)")
        let text = explanation.lines.joined(separator: "\n")
        #expect(text.contains("false  not"))
        #expect(text.contains("true  user=root  ← \"root\""))
    }

    @Test("a row that the rest of the search takes away: at which step")
    func trunk() throws {
        let explanation = try explain(
            Self.match, search: Self.search.replacing("lab*", with: "ws*"))
        #expect(
            explanation.verdict == "does not fire alone: the event matches, and its row is lost "
                + "at: keep rows where dest!=ws*")
        #expect(explanation.lines.contains { $0.contains("0 row(s)  keep rows where") })
    }

    @Test("an event of another data set, a field of by that is null, a record that is no event")
    func others() throws {
        let registry = try explain(
            Self.match, search: "| tstats count from datamodel=Endpoint.Registry by Registry.dest")
        #expect(registry.verdict.contains("of Endpoint.Processes, not of Endpoint.Registry"))
        let null = try explain(
            Self.match,
            search: "| tstats count from datamodel=Endpoint.Processes by Processes.process_guid")
        #expect(null.verdict == "does not fire: a field of \"by\" has no value")
        #expect(null.lines.contains { $0.contains("not Processes.process_guid") })
        var normalizer = Normalizer(profile: .splunk)
        let broken = EventExplanation(
            normalizer.inspect(Array("<Event><System>".utf8).span),
            try Detection.fixture(Self.search))
        #expect(broken.verdict.hasPrefix("does not fire: it cannot be read ("))
    }

    @Test("a row that an exception keeps back does not fire; what the throttle would do is said")
    func keptBack() throws {
        func exception(_ pattern: String, _ expires: Int64?) -> RowException {
            RowException(
                conditions: [.init(column: "dest", patterns: [TextPattern(pattern)])],
                owner: "ann", reason: "our installer",
                expires: expires.map { Timestamp(seconds: $0) })
        }
        let throttle = Throttle(columns: ["user", "dest"], periodSeconds: 3_600)
        let kept = try explain(
            Self.match, exceptions: [exception("nothing", nil), exception("*", nil)],
            throttle: throttle)
        #expect(!kept.fires)
        #expect(kept.verdict.hasPrefix("does not fire: alone the event gives 1 row(s) in the run"))
        #expect(kept.verdict.hasSuffix("and an exception of ann keeps 1 back"))
        #expect(
            kept.lines.contains("  1 row(s) by an exception of ann (our installer), without end"))
        #expect(kept.lines.contains("  the throttle has no row to look at"))
        let json = try RecordFixture.object(Array(kept.json.text.utf8))
        #expect(json["fires"] as? Bool == false)
        let exceptions = try #require(json["exceptions"] as? [[String: Any]])
        #expect(exceptions.map { $0["owner"] as? String } == ["ann"])
        // One that has expired keeps nothing back.
        let told = try explain(Self.match, exceptions: [exception("*", 1)], throttle: throttle)
        #expect(told.fires)
        #expect(told.lines.contains("  no row by an exception"))
        #expect(
            told.lines.contains {
                $0.hasPrefix("  the throttle would keep a row with user \"")
                    && $0.contains("back, where a run after ")
            })
        let object = try RecordFixture.object(Array(told.json.text.utf8))
        let rows = try #require((object["throttle"] as? [String: Any])?["rows"] as? [[String: Any]])
        #expect(rows.count == 1 && rows[0]["dest"] != nil)
        #expect(try explain(Self.match).lines.contains("Kept back") == false)
    }

    @Test("a detection: plan as a tree, words that an event must have, the next three runs")
    func detection() throws {
        let detection = try Detection.fixture(Self.search)
        let explanation = DetectionExplanation(
            detection, expanded: Self.search, profile: .splunk,
            now: Timestamp(seconds: 1_704_924_000))
        let lines = explanation.lines
        let plan = try #require(lines.firstIndex(of: "Plan"))
        #expect(lines[plan + 1] == "  keep rows where dest!=lab*")
        #expect(lines[plan + 2] == "  └─ rename Processes.* → *")
        #expect(lines[plan + 3] == "     └─ scan Endpoint.Processes, once for each event")
        #expect(lines.contains { $0.contains("process_name is \"bitsadmin.exe\"") })
        let runs = lines.filter { $0.contains("next at") }
        #expect(
            runs == [
                "  next at 2024-01-10T23:00:00Z over 2024-01-10T21:50:00Z … 2024-01-10T22:50:00Z",
                "  next at 2024-01-11T00:00:00Z over 2024-01-10T22:50:00Z … 2024-01-10T23:50:00Z",
                "  next at 2024-01-11T01:00:00Z over 2024-01-10T23:50:00Z … 2024-01-11T00:50:00Z",
            ])
        let json = try RecordFixture.object(Array(explanation.json.text.utf8))
        let scans = try #require(json["scans"] as? [[String: Any]])
        #expect(scans[0]["cost"] as? String == "lookup")
        let needs = try #require(json["needs"] as? [[String: Any]])
        #expect(needs[0]["fields"] as? [String] == ["dest", "process", "process_name", "user"])
    }

    @Test(
        "a detection costs what its condition lets it",
        arguments: [
            ("Processes.process=*a*", ScanRequirement.Cost.everyEvent),
            ("Processes.process=*abcdef*", .search), ("Processes.process=abcdef", .lookup),
            ("NOT Processes.process=abcdef", .everyEvent), ("Processes.nothing=x", .never),
        ])
    func cost(condition: String, expected: ScanRequirement.Cost) throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where \(condition) by Processes.dest")
        #expect(ScanRequirement(of: detection.plan.scans[0]).cost == expected)
    }

    @Test("forty words that an event must have are listed, and how many more there are")
    func literals() throws {
        for count in [40, 45] {
            let words = (0..<count).map { "p\($0).exe" }.joined(separator: ", ")
            let detection = try Detection.fixture(
                "| tstats count from datamodel=Endpoint.Processes where "
                    + "Processes.process_name IN (\(words)) by Processes.dest")
            let lines = DetectionExplanation(
                detection, expanded: detection.search, profile: .splunk,
                now: Timestamp(seconds: 1_704_924_000)
            ).lines
            #expect(lines.filter { $0.contains("process_name is \"p") }.count == 40)
            #expect(lines.contains { $0.hasSuffix("  and 5 more") } == (count > 40))
        }
    }

    @Test("three windows of an event are listed, and how many more there are")
    func windows() throws {
        for (earliest, more) in [("-3h@h", nil), ("-8h@h", "  and 5 more")] {
            let explanation = try explain(Self.match, earliest: earliest, latest: "@h")
            #expect(explanation.lines.filter { $0.contains(", run at ") }.count == 3)
            #expect(explanation.lines.first { $0.contains(" more") } == more)
        }
    }
}
