import CIM
import Testing

struct FalconProcessRollupTests {
    private func record(
        _ commandLine: String, image: String = "\\\\Device\\\\H1\\\\w\\\\bitsadmin.exe",
        platform: String = "Win", more: String = ""
    ) -> String {
        """
        {"event_simpleName": "ProcessRollup2", "timestamp": "1704913216111", "aid": "a1",\
        "event_platform":"\(platform)","TargetProcessId":"3808444200","RawProcessId":"1040",\
        "ParentProcessId":"38598192604","ParentBaseFileName":"cmd.exe","UserSid":"S-1-5-21",\
        "SHA256HashData":"eaae","IntegrityLevel":"12288","ImageFileName":"\(image)",\
        "CommandLine":"\(commandLine)"\(more)}
        """
    }

    @Test(
        "profile splunk cuts name and path out of the command line and removes its quotes",
        arguments: [
            ("bitsadmin  /create 1 ", "bitsadmin  /create 1", "bitsadmin", "bitsadmin"),
            (
                "\\\"C:\\\\w w\\\\b.exe\\\" \\\"x y\\\"", "C:\\w w\\b.exe x y", "b.exe",
                "C:\\w w\\b.exe"
            ),
            ("C:\\\\Program Files\\\\x.exe", "C:\\Program Files\\x.exe", "Program", "C:\\Program"),
            ("\\\"open x", "open x", "\"open", "\"open"),
            ("/usr/bin/some x", "/usr/bin/some x", "/usr/bin/some", "/usr/bin/some"),
        ])
    func commandLine(written: String, process: String, name: String, path: String) {
        let outcome = Fixture.normalize(record(written))
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == process)
        #expect(outcome[.process_name] == name)
        #expect(outcome[.process_path] == path)
        #expect(outcome[.process_exec] == "bitsadmin.exe")
    }

    @Test func `profile splunk leaves the Falcon ids, and the sensor stands for its computer`() {
        let outcome = Fixture.normalize(record("x"))
        #expect(outcome.event.time == Timestamp(nanoseconds: 1_704_913_216_111_000_000))
        #expect(outcome[.process_id] == "3808444200")
        #expect(outcome[.process_guid] == nil)
        #expect(outcome[.parent_process_id] == "38598192604")
        #expect(outcome[.parent_process] == "unknown")
        #expect(outcome[.parent_process_name] == "cmd.exe")
        #expect(outcome[.original_file_name] == "unknown")
        #expect(outcome[.dest] == "a1")
        #expect(outcome[.user] == "S-1-5-21")
        #expect(outcome[.process_hash] == "eaae")
        #expect(outcome[.process_integrity_level] == "high")
        #expect(outcome[.source] == "crowdstrike")
        #expect(outcome[.sourcetype] == "crowdstrike:events:sensor")
    }

    @Test func `profile direct takes the image and the raw ids`() {
        let outcome = Fixture.normalize(record("bitsadmin \\\"x\\\" "), profile: .direct)
        #expect(outcome[.process] == "bitsadmin \"x\" ")
        #expect(outcome[.process_name] == "bitsadmin.exe")
        #expect(outcome[.process_path] == "\\Device\\H1\\w\\bitsadmin.exe")
        #expect(outcome[.process_id] == "1040")
        #expect(outcome[.process_guid] == "3808444200")
        #expect(outcome[.dest] == "a1")
    }

    @Test func `a sensor of another system has slashes`() {
        let text = record("/bin/ls -l", image: "/bin/ls", platform: "Mac", more: ",\"UID\":\"501\"")
        let outcome = Fixture.normalize(text)
        #expect(outcome[.process_name] == "ls")
        #expect(outcome[.process_path] == "/bin/ls")
        #expect(outcome[.process_exec] == "ls")
        #expect(Fixture.normalize(text, profile: .direct)[.process_name] == "ls")
    }

    @Test func `names from enrichment come before identifiers`() {
        let more =
            ",\"UserName\":\"lab\",\"ComputerName\":\"LAB01\",\"device_hostname\":\"LAB02\""
        for profile in Profile.allCases {
            let outcome = Fixture.normalize(record("x", more: more), profile: profile)
            #expect(outcome[.user] == "lab")
            #expect(outcome[.dest] == "LAB02")
            #expect(outcome[.host] == "LAB02")
            #expect(outcome[.user_id] == "S-1-5-21")
        }
    }

    @Test(
        "a record of another type, of none, or without a time is no event",
        arguments: [
            (
                "\"event_simpleName\": \"ProcessRollup2\"", "\"event_simpleName\":\"DnsRequest\"",
                .notMember
            ),
            ("\"event_simpleName\": \"ProcessRollup2\"", "\"x\":1", .notMember),
            ("\"timestamp\": \"1704913216111\"", "\"x\":1", .skipped(.missingTime)),
            ("\"timestamp\": \"1704913216111\"", "\"timestamp\":\"soon\"", .skipped(.invalidTime)),
            ("\"timestamp\": \"1704913216111\"", "\"timestamp\":1704913216111", .event),
        ] as [(String, String, Normalization)])
    func others(part: String, replacement: String, expected: Normalization) {
        let text = record("x").replacing(part, with: replacement)
        #expect(Fixture.normalize(text).normalization == expected)
        #expect(Fixture.normalize(text, as: .falconJSON).normalization == expected)
    }

    @Test func `a missing command line leaves what the model makes of it`() {
        let text = record("")
        #expect(Fixture.normalize(text)[.process] == "unknown")
        #expect(Fixture.normalize(text)[.process_name] == "unknown")
        #expect(Fixture.normalize(text)[.process_path] == nil)
    }
}
