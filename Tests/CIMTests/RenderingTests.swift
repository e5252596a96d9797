import CIM
import Testing

/// One Sysmon event in each of the JSON renderings that are known.
struct RenderingTests {
    private static let fields = """
        "Image":"C:\\\\Windows\\\\System32\\\\cmd.exe","CommandLine":"cmd /c x","ProcessId":"12",\
        "User":"LAB\\\\u"
        """
    private static let list = """
        {"@Name":"Image","#text":"C:\\\\Windows\\\\System32\\\\cmd.exe"},\
        {"#text":"cmd /c x","@Name":"CommandLine"},{"@Name":"ProcessId","#text":12},\
        {"@Name":"User","#text":"LAB\\\\u"},{"@Name":"Empty"},"nameless",{"#text":"nameless"}
        """
    private static let inner = """
        <DataItem type='System.XmlData' time='x'><EventData xmlns='urn:x'>\
        <Data Name=\\"Image\\">C:\\\\Windows\\\\System32\\\\cmd.exe</Data>\
        <Data Name=\\"CommandLine\\">cmd /c x</Data><Data Name=\\"ProcessId\\">12</Data>\
        <Data Name=\\"User\\">LAB\\\\u</Data></EventData></DataItem>
        """

    @Test(
        "the renderings of one event give the same fields",
        arguments: [
            (
                "winlogbeat 6",
                """
                {"@timestamp":"2024-01-10T19:00:16.111Z","event_id":1,"computer_name":"LAB01",\
                "log_name":"Microsoft-Windows-Sysmon/Operational","host":{"name":"FORWARDER"},\
                "source_name":"Microsoft-Windows-Sysmon","event_data":{\(fields)},\
                "user":{"identifier":"S-1-5-18","name":"SYSTEM"}}
                """
            ),
            (
                "winlogbeat 8",
                """
                {"@timestamp":"2024-01-10T19:00:16.111Z","event":{"code":"1","kind":"event"},\
                "process":{"command_line":"cmd /c x"},"host":{"name":"FORWARDER"},"winlog":{\
                "event_id":"1","computer_name":"LAB01","provider_name":"Microsoft-Windows-Sysmon",\
                "channel":"Microsoft-Windows-Sysmon/Operational","user":{"identifier":"S-1-5-18"},\
                "event_data":{\(fields)}}}
                """
            ),
            (
                "winlogbeat, keys with dots",
                """
                {"@timestamp":"2024-01-10T19:00:16.111Z","event.code":"1",\
                "winlog.computer_name":"LAB01","winlog.provider_name":"Microsoft-Windows-Sysmon",\
                "winlog.user.identifier":"S-1-5-18","winlog.event_data.CommandLine":"cmd /c x",\
                "winlog.event_data":{"Image":"C:\\\\Windows\\\\System32\\\\cmd.exe"},\
                "winlog":{"event_data.ProcessId":"12","event_data.User":"LAB\\\\u"}}
                """
            ),
            (
                "NXLog",
                """
                {"EventTime":"2024-01-10 19:00:16.111","Hostname":"LAB01","EventID":1,\
                "SourceName":"Microsoft-Windows-Sysmon","UserID":"S-1-5-18","ProcessID":2912,\
                "Channel":"Microsoft-Windows-Sysmon\\/Operational","AccountName":"SYSTEM",\(fields)}
                """
            ),
            (
                "NXLog, with the time in microseconds as the sample for it writes it",
                """
                {"EventTime":1704913216111000,"Hostname":"LAB01","EventID":1,\
                "SourceName":"Microsoft-Windows-Sysmon","UserID":"S-1-5-18","ProcessID":2912,\
                "Channel":"Microsoft-Windows-Sysmon\\/Operational","AccountName":"SYSTEM",\(fields)}
                """
            ),
            (
                "flat, no provider, .NET time",
                """
                {"TimeCreated":"/Date(1704913216111)/","Hostname":"LAB01","EventID":"1",\
                "Channel":"microsoft-windows-sysmon/operational","UserID":"S-1-5-18",\(fields)}
                """
            ),
            (
                "evtx_dump",
                """
                {"Event":{"#attributes":{"xmlns":"urn:x"},"System":{"Provider":{"#attributes":\
                {"Name":"Microsoft-Windows-Sysmon","Guid":"{5}"}},"EventID":1,"TimeCreated":\
                {"#attributes":{"SystemTime":"2024-01-10T19:00:16.111Z"}},"Computer":"LAB01",\
                "Channel":"Microsoft-Windows-Sysmon/Operational","Security":{"#attributes":\
                {"UserID":"S-1-5-18"}}},"EventData":{\(fields)}}}
                """
            ),
            (
                "evtx_dump, id with qualifiers",
                """
                {"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},\
                "EventID":{"#attributes":{"Qualifiers":0},"#text":1},"TimeCreated":{"#attributes":\
                {"SystemTime":"2024-01-10T19:00:16.111Z"}},"Computer":"LAB01","Security":\
                {"#attributes":{"UserID":"S-1-5-18"}}},"EventData":{\(fields)}}}
                """
            ),
            (
                "xmltodict",
                """
                {"Event":{"@xmlns":"urn:x","System":{"Provider":\
                {"@Name":"Microsoft-Windows-Sysmon"},\
                "EventID":"1","TimeCreated":{"@SystemTime":"2024-01-10T19:00:16.111Z"},\
                "Computer":"LAB01","Security":{"@UserID":"S-1-5-18"}},\
                "EventData":{"Data":[\(list)]}}}
                """
            ),
            (
                "xml2js",
                """
                {"Event":{"$":{"xmlns":"urn:x"},"System":[{"Provider":[{"$":{"Name":\
                "Microsoft-Windows-Sysmon"}}],"EventID":["1"],"TimeCreated":[{"$":{"SystemTime":\
                "2024-01-10T19:00:16.111Z"}}],"Computer":["LAB01"],"Security":[{"$":{"UserID":\
                "S-1-5-18"}}]}],"EventData":[{"Data":[{"_":"cmd /c x","$":{"Name":"CommandLine"}},\
                {"$":{"Name":"Image"},"_":"C:\\\\Windows\\\\System32\\\\cmd.exe"},\
                {"$":{"Name":"ProcessId"},"_":"12"},{"$":{"Name":"User"},"_":"LAB\\\\u"}]}]}}
                """
            ),
            (
                "xml-js",
                """
                {"Event":{"System":{"Provider":{"_attributes":{"Name":"Microsoft-Windows-Sysmon"}},\
                "EventID":{"_text":"1"},"TimeCreated":{"_attributes":{"SystemTime":\
                "2024-01-10T19:00:16.111Z"}},"Computer":{"_text":"LAB01"},"Security":\
                {"_attributes":\
                {"UserID":"S-1-5-18"}}},"EventData":{"Data":[{"_attributes":{"Name":"Image"},\
                "_text":"C:\\\\Windows\\\\System32\\\\cmd.exe"},\
                {"_attributes":{"Name":"CommandLine"},\
                "_text":"cmd /c x"},{"_attributes":{"Name":"ProcessId"},"_text":"12"},\
                {"_attributes":{"Name":"User"},"_text":"LAB\\\\u"}]}}}
                """
            ),
            (
                "Sentinel, table Event",
                """
                {"TimeGenerated [UTC]":"1/10/2024, 7:00:16.111 PM",\
                "Source":"Microsoft-Windows-Sysmon",\
                "EventLog":"Microsoft-Windows-Sysmon/Operational","Computer":"LAB01","EventID":1,\
                "UserID":"S-1-5-18","EventData":"\(inner)"}
                """
            ),
        ])
    func same(name: String, record: String) {
        let outcome = Fixture.normalize(record)
        #expect(outcome.normalization == .event)
        #expect(outcome.event.time == Timestamp(nanoseconds: 1_704_913_216_111_000_000))
        #expect(outcome[.dest] == "LAB01")
        #expect(outcome[.process] == "cmd /c x")
        #expect(outcome[.process_path] == "C:\\Windows\\System32\\cmd.exe")
        #expect(outcome[.process_name] == "cmd.exe")
        #expect(outcome[.process_id] == "12")
        #expect(outcome[.user] == "u")
        #expect(outcome[.user_id] == "S-1-5-18")
    }

    @Test func `the table SecurityEvent of Sentinel is read as 4688`() {
        let outcome = Fixture.normalize(
            """
            {"TimeGenerated":"2024-01-10T19:00:16.1116760Z","EventSourceName":\
            "Microsoft-Windows-Security-Auditing","Channel":"Security","Computer":"LAB01",\
            "EventID":4688,"NewProcessName":"C:\\\\Windows\\\\System32\\\\bitsadmin.exe",\
            "CommandLine":"bitsadmin /list","NewProcessId":"0x410","ProcessId":"0xdd8",\
            "SubjectUserName":"lab","TargetUserName":"-",\
            "ParentProcessName":"C:\\\\Windows\\\\System32\\\\cmd.exe"}
            """)
        #expect(outcome.normalization == .event)
        #expect(outcome.event.time == Timestamp(nanoseconds: 1_704_913_216_111_676_000))
        #expect(outcome[.process] == "C:\\Windows\\System32\\bitsadmin.exe /list")
        #expect(outcome[.parent_process_name] == "cmd.exe")
        #expect(outcome[.source] == "XmlWinEventLog:Security")
    }

    @Test(
        "the time is the first of its names, whatever their order in the record",
        arguments: [
            (["EventTime", "TimeCreated", "@timestamp"], 2),
            (["TimeCreated", "EventTime", "TimeGenerated"], 1),
            (["TimeGenerated", "EventTime"], 2),
        ])
    func times(names: [String], expected: Int) {
        let times = names.enumerated()
            .map { "\"\($0.element)\":\"2024-01-10T19:00:0\($0.offset + 1)Z\"" }
            .joined(separator: ",")
        let outcome = Fixture.normalize(
            "{\(times),\"EventID\":1,\"SourceName\":\"Microsoft-Windows-Sysmon\",\"Image\":\"i\"}")
        #expect(outcome.normalization == .event)
        #expect(outcome.event.time == Timestamp(seconds: 1_704_913_200 + Int64(expected)))
    }

    @Test func `inner XML that is damaged is no event`() {
        for data in ["<Data", "<EventData></Data>", "<!DOCTYPE x><EventData/>"] {
            let outcome = Fixture.normalize(
                """
                {"EventID":1,"Source":"Microsoft-Windows-Sysmon","Computer":"LAB01",\
                "TimeGenerated":"2024-01-10T19:00:16Z","EventData":"\(data)"}
                """)
            #expect(outcome.normalization != .event)
            #expect(outcome.normalization != .notMember)
        }
    }
}
