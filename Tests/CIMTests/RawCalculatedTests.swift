import CIM
import TestSupport
import Testing

/// Fields that the add-ons calculate for raw events, in every rendering.
struct RawCalculatedTests {
    typealias Record = WindowsEventRecord

    struct Line: Sendable, CustomTestStringConvertible {
        let record: Record
        let values: [(String, [String])]
        /// Renderings that do not say what the values follow from.
        var except: Set<Record.Rendering> = []
        var testDescription: String { "\(record.channel) \(record.eventID)" }

        init(
            _ record: Record, _ values: KeyValuePairs<String, String?>,
            except: Set<Record.Rendering> = []
        ) {
            self.record = record
            self.values = values.map { ($0.key, $0.value.map { [$0] } ?? []) }
            self.except = except
        }
    }

    private static func check(_ line: Line) {
        for rendering in Record.Rendering.allCases where !line.except.contains(rendering) {
            let found = RawExtractionTests.fields(
                line.record.text(rendering), line.values.map(\.0))
            for (name, values) in line.values {
                #expect(found.values[name] == values, "\(name) of \(rendering)")
            }
        }
    }

    private static func failed(_ record: Record) -> Record {
        var record = record
        record.keywords = "0x8010000000000000"
        return record
    }

    // MARK: Security

    @Test(
        "Security gives each calculated field",
        arguments: [
            Line(
                .event(
                    4_624,
                    [
                        ("TargetUserName", "ann"), ("SubjectUserName", "-"), ("LogonType", "3"),
                        ("SubjectLogonId", "0x3e7"), ("SubjectDomainName", "D"),
                        ("TargetDomainName", "CORP"), ("TargetServerName", #"\\srv"#),
                        ("WorkstationName", #"\\WS"#), ("IpAddress", "192.0.2.7"),
                        ("IpPort", "50123"), ("ProcessName", #"C:\w\lsass.exe"#),
                        ("ProcessId", "0x9"), ("SubStatus", "0x0"),
                    ]),
                [
                    "user": "ann", "src_user": nil, "src": "WS", "src_ip": "192.0.2.7",
                    "src_port": "50123", "dest": "srv", "Logon_ID": "0x3e7",
                    "session_id": "0x3e7", "Logon_Type": "3", "Caller_User_Name": "-",
                    "Caller_Domain": "D", "Target_User_Name": "ann", "Target_Domain": "CORP",
                    "Target_Server_Name": #"\\srv"#, "process": #"C:\w\lsass.exe"#,
                    "process_path": #"C:\w\lsass.exe"#, "process_name": #"C:\w\lsass.exe"#,
                    "process_id": "612", "status": "success", "action": "success",
                    "signature": "An account was successfully logged on",
                    "name": "An account was successfully logged on",
                    "subject": "An account was successfully logged on", "signature_id": "4624",
                    "vendor_product": "Microsoft Windows", "Sub_Status": "0x0",
                    "Group_Name": nil, "dest_port": nil, "os": nil,
                ]),
            Line(
                failed(
                    .event(
                        4_625,
                        [
                            ("Workstation", "-"), ("IpAddress", "127.0.0.1"), ("User", #"D\bob"#),
                            ("TargetServerName", "-"), ("Status", "0xc000006d"),
                        ])),
                [
                    "user": "bob", "src": nil, "src_ip": nil, "dest": "pc-9.corp.example",
                    "status": "failure", "action": "failure",
                    "signature": "An account failed to log on",
                ]),
            Line(
                .event(4_768, [("IpAddress", "::1"), ("TargetUserName", "-")]),
                ["src": "::1", "src_ip": nil, "user": "-"]),
            Line(
                .event(
                    4_688,
                    [
                        ("SubjectUserName", "ann"), ("TargetUserName", "-"),
                        ("NewProcessName", #"C:\w\b.exe"#), ("NewProcessId", "0x410"),
                        ("ProcessId", "0xdd8"), ("ParentProcessName", #"C:\w\c.exe"#),
                        ("CommandLine", "b  -x"),
                    ]),
                [
                    "user": "ann", "process": #"C:\w\b.exe -x"#, "process_name": "b.exe",
                    "process_exec": "b.exe", "process_path": #"C:\w\b.exe"#,
                    "process_id": "0x410", "parent_process_id": "0xdd8",
                    "parent_process": #"C:\w\c.exe"#, "parent_process_name": "c.exe",
                    "parent_process_path": #"C:\w\c.exe"#, "action": "allowed",
                    "status": "success",
                ]),
            Line(
                .event(
                    4_688, [("TargetUserName", "tom"), ("NewProcessName", #"C:\a b\b.exe"#)]),
                ["user": "tom", "process": #"C:\a b\b.exe"#, "action": "allowed"]),
            Line(
                .event(
                    4_688, [("NewProcessName", #"C:\a b\b.exe"#), ("CommandLine", "b -x")]),
                ["user": nil, "process": #""C:\a b\b.exe" -x"#]),
            Line(
                failed(.event(4_688, [("CommandLine", "b -x")])),
                ["process": "b -x", "action": "failure"]),
            Line(
                .event(4_781, [("OldTargetUserName", "a"), ("NewTargetUserName", "b")]),
                ["user": "b"]),
            Line(
                .event(4_732, [("TargetUserName", "Administrators")]),
                ["Group_Name": "Administrators"]),
            Line(
                .event(
                    4_663, [("ObjectType", "File"), ("ObjectName", #"C:\d\x.txt"#)]),
                [
                    "object_file_path": #"C:\d\x.txt"#, "object_file_name": "x.txt",
                    "file_path": #"C:\d\x.txt"#, "file_name": "x.txt", "user": nil,
                ]),
            Line(
                .event(
                    4_663,
                    [("ObjectType", "Key"), ("ObjectName", #"\REG\k\"#), ("ShareName", #"\\*\C$"#)]),
                [
                    "object_file_name": #"k\"#, "file_name": #"\\*\C$"#, "file_path": nil,
                ]),
            Line(
                .event(
                    5_145, [("ShareLocalPath", #"\??\C:\"#), ("ShareName", #"\\*\C$"#)]),
                ["file_path": #"\??\C:\"#, "file_name": #"\\*\C$"#]),
            Line(
                .event(5_059, [("KeyFilePath", "p"), ("FileName", "n")]),
                ["file_path": "p", "file_name": "n"]),
            Line(
                .event(5_158, [("SourcePort", "88"), ("DestPort", "9")]),
                [
                    "src_port": "88", "dest_port": "9",
                ]),
            Line(
                .event(4_697, [("ServiceName", "svc"), ("ServiceSid", "S-1-5-80")]),
                ["service": "svc", "service_name": "svc", "service_id": "S-1-5-80"]),
        ])
    func security(line: Line) { Self.check(line) }

    // MARK: System, Application, others

    @Test(
        "System, Application and other channels give each calculated field",
        arguments: [
            Line(
                .event(
                    7_045, of: "System",
                    [("ServiceName", "svc"), ("StartType", "demand start"), ("User", #"D\bob"#)]),
                [
                    "service": "svc", "service_name": "svc", "start_mode": "manual",
                    "Error_Code": "-", "user": "bob", "dest": "pc-9.corp.example",
                    "source": "XmlWinEventLog:System", "signature": nil,
                ]),
            Line(
                .event(
                    7_040, of: "System",
                    [("param1", "Update"), ("param3", "disabled"), ("param4", "wuauserv")]),
                ["ServiceName": "Update", "service_name": "Update", "start_mode": "disabled"]),
            Line(
                .event(7_036, of: "System", [("param1", "Update"), ("param2", "stopped")]),
                ["service": "Update", "status": "stopped"]),
            Line(
                .event(7_040, of: "System", [("param3", "auto start"), ("Status", "5")]),
                ["start_mode": "auto", "Error_Code": "5"]),
            Line(
                .event(7_040, of: "System", [("param3", "odd")]),
                ["start_mode": nil, "ServiceName": nil]),
            Line(
                .event(1_000, of: "Application", [("User", "eve")]),
                ["user": "eve", "Error_Code": "-", "dest": "pc-9.corp.example"]),
            Line(
                .event(
                    4_104, of: "Microsoft-Windows-PowerShell/Operational",
                    [("ScriptBlockText", "whoami"), ("User", #"D\x"#)]),
                [
                    "ScriptBlockText": "whoami", "EventCode": "4104", "Opcode": "0",
                    "dest": "pc-9.corp.example", "user": nil, "user_id": "S-1-5-18",
                    "Error_Code": nil, "start_mode": nil,
                    "source": "XmlWinEventLog:Microsoft-Windows-PowerShell/Operational",
                ]),
        ])
    func others(line: Line) { Self.check(line) }
}
