import CIM
import Foundation
import TestSupport

/// Sound inputs that several targets share.
enum FuzzFixtures {
    static let sysmon = """
        <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider \
        Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><TimeCreated \
        SystemTime='2024-01-10T19:00:16.111Z'/><Computer>h</Computer></System><EventData><Data \
        Name='Image'>C:\\a\\b.exe</Data><Data Name='CommandLine'>a &amp;&#x41; <![CDATA[<b>]]><!-- \
        c --> é</Data><Data Name='User'>D\\u</Data><Data Name='ParentImage'>C:\\p.exe</Data>\
        </EventData></Event>
        """

    /// Made up ones, and the beginnings of the real logs that lie beside the repository.
    static let records: [[UInt8]] =
        [
            sysmon,
            """
            {"@timestamp":"2024-01-10T19:00:16.111Z","winlog":{"event_id":1,"provider_name":\
            "Microsoft-Windows-Sysmon","event_data":{"Image":"C:\\\\a\\\\b.exe","CommandLine":\
            "\\u0041\\ud83d\\ude00 é"}},"n":[1,-2.5e+3,true,null,{}]}
            """,
            """
            {"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},\
            "EventID":{"#text":1},"TimeCreated":{"#attributes":{"SystemTime":"2024-01-10T19:00:16Z"\
            }}},"EventData":{"Data":[{"@Name":"CommandLine","#text":"x"}]}}}
            """,
            """
            {"TimeGenerated [UTC]":"1/10/2024, 7:00:16 PM","Source":"Microsoft-Windows-Sysmon",\
            "EventID":1,"EventData":"<EventData><Data Name=\\"Image\\">C:\\\\a</Data></EventData>"}
            """,
            """
            {"event_simpleName":"ProcessRollup2","timestamp":"1704913216111","CommandLine":\
            "\\"a\\" b","ImageFileName":"\\\\a\\\\b.exe","event_platform":"Win"}
            """,
        ].map { Array($0.utf8) } + real

    private static var real: [[UInt8]] {
        guard SharedData.isPresent else { return [] }
        return [
            "attack_data-xmlwineventlog-A.xml.gz", "sysmon-edr-testing-script.xml",
            "constructed-bits-4688.xml", "nxlog-attackrange-A.json.gz", "otrf-flat-A.json.gz",
            "otrf-winlogbeat6-A.json.gz", "fdr-panther-A.json",
        ].flatMap { name -> [[UInt8]] in
            // Without one there are the others.
            guard let bytes = try? SharedData.bytes(name) else { return [] }
            let lines = bytes.prefix(400_000).split(separator: 0x0A)
            return lines.prefix(60).map(Array.init)
        }
    }

    /// Events that a search may be run over.
    static let events: [Event] = (0..<6).map { index in
        Event.process(
            at: Timestamp(seconds: 1_704_913_200 + Int64(index) * 400),
            [
                .process: "bitsadmin /create \(index) \"x\" é", .process_name: "bitsadmin.exe",
                .user: index % 2 == 0 ? "mira" : "svc", .dest: "ws-01\(index)",
                .parent_process: "cmd.exe /c", .parent_process_name: "cmd.exe",
                .process_id: "\(index)",
            ])
    }
}
