import CIM
import TestSupport
import Testing

/// Fields that the add-on for Sysmon calculates, in every rendering.
struct RawSysmonTests {
    private static let actor: [(String, String)] = [
        ("UtcTime", "2024-03-05 06:07:08.200"), ("ProcessGuid", "{g}"), ("ProcessId", "71"),
        ("Image", #"C:\t\a.exe"#), ("User", #"CORP\ann"#),
    ]

    private static func check(
        _ record: WindowsEventRecord, _ values: KeyValuePairs<String, String?>
    ) {
        for rendering in WindowsEventRecord.Rendering.allCases {
            let found = RawExtractionTests.fields(record.text(rendering), values.map(\.key))
            for (name, value) in values {
                #expect(
                    found.values[name] == (value.map { [$0] } ?? []), "\(name) of \(rendering)")
            }
        }
    }

    @Test(
        "every event of Sysmon has its title, its computer and its user",
        arguments: [
            (1, "Process creation"), (2, "A process changed a file creation time"),
            (5, "Process terminated"), (12, "RegistryEvent (Object create and delete)"),
            (26, "FileDeleteDetected (File Delete logged)"), (255, "Error"),
        ])
    func all(eventID: Int, title: String) {
        Self.check(
            .sysmon(eventID, Self.actor + [("Hashes", "SHA1=A1,MD5=B2,SHA256=C3,IMPHASH=D4")]),
            [
                "signature": title, "EventDescription": title, "signature_id": "\(eventID)",
                "user": "ann", "user_id": "S-1-5-18", "SecurityID": "S-1-5-18",
                "dest": "pc-9.corp.example", "dvc": "pc-9.corp.example", "SHA1": "A1",
                "MD5": "B2", "SHA256": "C3", "IMPHASH": "D4", "RecordID": "77",
                "EventChannel": "Microsoft-Windows-Sysmon/Operational",
                "vendor_product": "Microsoft Sysmon", "os": "Microsoft Windows",
                "process_name": "a.exe", "process_exec": "a.exe", "process_path": #"C:\t\a.exe"#,
                "process_id": "71", "process_guid": "{g}", "name": nil, "subject": nil,
            ])
    }

    @Test func `a process creation has the process and its parent`() {
        Self.check(
            .sysmon(
                1,
                Self.actor + [
                    ("CommandLine", "a.exe /x"), ("ParentImage", #"C:\p\b.exe"#),
                    ("ParentCommandLine", "b"), ("ParentProcessId", "70"),
                    ("ParentProcessGuid", "{p}"), ("OriginalFileName", "A.EXE"),
                    ("CurrentDirectory", #"C:\d\"#), ("IntegrityLevel", "High"),
                    ("Hashes", "MD5=1"),
                ]),
            [
                "process": "a.exe /x", "parent_process": "b", "parent_process_name": "b.exe",
                "parent_process_exec": "b.exe", "parent_process_path": #"C:\p\b.exe"#,
                "parent_process_id": "70", "parent_process_guid": "{p}",
                "original_file_name": "A.EXE", "process_current_directory": #"C:\d\"#,
                "process_integrity_level": "high", "process_hash": "MD5=1", "action": "allowed",
            ])
        Self.check(
            .sysmon(1, Self.actor + [("OriginalFileName", "-")]),
            ["original_file_name": nil, "OriginalFileName": "-"])
        Self.check(.sysmon(5, Self.actor), ["process": #"C:\t\a.exe"#])
    }

    @Test func `a connection has both ends, and no computer for its destination`() {
        let ends: [(String, String)] = [
            ("Protocol", "tcp"), ("Initiated", "true"), ("SourceIsIpv6", "false"),
            ("SourceIp", "192.0.2.1"), ("SourceHostname", "src.example"), ("SourcePort", "1"),
            ("DestinationIp", "192.0.2.2"), ("DestinationHostname", "-"), ("DestinationPort", "2"),
        ]
        Self.check(
            .sysmon(3, Self.actor + ends),
            [
                "dest": "192.0.2.2", "src": "src.example", "src_ip": "192.0.2.1", "src_port": "1",
                "dest_ip": "192.0.2.2", "dest_port": "2", "transport": "tcp",
                "app": #"C:\t\a.exe"#, "direction": "outbound", "protocol": "ip",
                "protocol_version": "ipv4", "action": "allowed", "src_host": "src.example",
                "process_name": "a.exe", "process_path": nil,
            ])
        Self.check(
            .sysmon(
                3,
                [
                    ("Initiated", "false"), ("SourceIsIpv6", "true"),
                    ("DestinationHostname", "d.example"), ("SourceIp", "2001:db8::1"),
                ]),
            [
                "dest": "d.example", "src": "2001:db8::1", "direction": "inbound",
                "protocol_version": "ipv6",
            ])
    }

    @Test func `loaded images and drivers have what was loaded`() {
        let image: [(String, String)] = [
            ("ImageLoaded", #"C:\l\x.dll"#), ("Signed", "true"), ("SignatureStatus", "Valid"),
            ("Hashes", "MD5=1"), ("OriginalFileName", "X.DLL"),
        ]
        Self.check(
            .sysmon(7, Self.actor + image),
            [
                "loaded_file": "x.dll", "loaded_file_path": #"C:\l\x.dll"#,
                "original_file_name": "X.DLL", "service_dll_signature_exists": "true",
                "service_dll_signature_verified": "true", "process_hash": "MD5=1",
                "process_path": #"C:\t\a.exe"#, "service_signature_exists": nil,
            ])
        Self.check(
            .sysmon(6, image + [("Image", "kept")]),
            [
                "process_path": #"C:\l\x.dll"#, "process_name": nil, "process_hash": "MD5=1",
                "service_signature_exists": "true", "service_signature_verified": "true",
                "loaded_file": nil,
            ])
        Self.check(
            .sysmon(6, [("SignatureStatus", "Expired")]), ["service_signature_verified": "false"])
    }

    @Test(
        "of a process that reaches into another the target is the process, the source its parent",
        arguments: [(8, "Guid"), (10, "GUID")])
    func access(eventID: Int, suffix: String) {
        Self.check(
            .sysmon(
                eventID,
                [
                    ("SourceProcess\(suffix)", "{s}"), ("SourceProcessId", "1"),
                    ("SourceImage", #"C:\s\s.exe"#), ("TargetProcess\(suffix)", "{t}"),
                    ("TargetProcessId", "2"), ("TargetImage", #"C:\t\t.exe"#),
                    ("GrantedAccess", "0x10"), ("StartAddress", "0x1"), ("StartModule", "m"),
                    ("StartFunction", "f"),
                ]),
            [
                "process_name": "t.exe", "process_exec": "t.exe", "process_path": #"C:\t\t.exe"#,
                "process_id": "2", "process_guid": "{t}", "parent_process_name": "s.exe",
                "parent_process_exec": "s.exe", "parent_process_path": #"C:\s\s.exe"#,
                "parent_process_id": "1", "parent_process_guid": "{s}",
                "granted_access": eventID == 10 ? "0x10" : nil,
                "src_address": eventID == 8 ? "0x1" : nil, "src_module": eventID == 8 ? "m" : nil,
                "src_function": eventID == 8 ? "f" : nil,
            ])
    }

    @Test(
        "events about files have the file and what was done to it",
        arguments: [
            (2, "2024-03-05 06:07:08.200", "modified"), (11, "2024-03-05 06:07:08.200", "created"),
            (11, "2020-01-01 00:00:00.000", "modified"), (15, "2020-01-01", "created"),
            (23, "2020-01-01", "deleted"), (26, "2020-01-01", "deleted"),
        ])
    func files(eventID: Int, created: String, action: String) {
        Self.check(
            .sysmon(
                eventID,
                Self.actor + [
                    ("TargetFilename", #"C:\d\f.txt"#), ("CreationUtcTime", created),
                    (eventID == 15 ? "Hash" : "Hashes", "MD5=1"),
                ]),
            [
                "file_path": #"C:\d\f.txt"#, "file_name": "f.txt", "file_create_time": created,
                "action": action, "object_category": eventID == 15 ? nil : "file",
                "file_hash": eventID >= 15 ? "MD5=1" : nil, "MD5": "1",
                "file_modify_time": eventID > 20 ? "2024-03-05 06:07:08.200" : nil,
            ])
    }

    @Test(
        "events about the registry have the key, the value and what was done to it",
        arguments: [
            (12, "CreateKey", "", "created", nil, nil), (12, "DeleteKey", "", "deleted", nil, nil),
            (12, "Odd", "", nil, nil, nil),
            (13, "SetValue", "DWORD (0x00000001)", "modified", "v", "0x00000001"),
            (13, "SetValue", #"C:\x (y) z"#, "modified", "v", #"C:\x (y) z"#),
            (14, "RenameKey", "", "modified", nil, nil),
        ] as [(Int, String, String, String?, String?, String?)])
    func registry(
        eventID: Int, type: String, details: String, action: String?, value: String?, data: String?
    ) {
        Self.check(
            .sysmon(
                eventID,
                Self.actor + [
                    ("EventType", type), ("TargetObject", #"HKLM\a\v"#), ("Details", details),
                ]),
            [
                "registry_path": #"HKLM\a\v"#, "object_path": #"HKLM\a\v"#,
                "registry_key_name": eventID == 13 ? #"HKLM\a"# : #"HKLM\a\v"#,
                "registry_value_name": value, "registry_value_data": data,
                "object_category": "registry", "action": action, "status": "success",
                "EventType": type,
            ])
    }

    @Test func `pipes and queries have their names`() {
        for eventID in [17, 18] {
            Self.check(.sysmon(eventID, Self.actor + [("PipeName", #"\p"#)]), ["pipe_name": #"\p"#])
        }
        let query = WindowsEventRecord.sysmon(
            22,
            Self.actor + [
                ("QueryName", "a.example"), ("QueryStatus", "0"),
                ("QueryResults", "type:  5 b.example;::ffff:192.0.2.1;rest"),
            ])
        Self.check(
            query,
            [
                "dest": nil, "src": "pc-9.corp.example", "query": "a.example",
                "reply_code_id": "0", "process_id": nil, "process_name": "a.exe",
            ])
        #expect(
            RawExtractionTests.values(query.text(.xml), "answer")
                == ["b.example", "::ffff:192.0.2.1"])
        Self.check(.sysmon(22, [("QueryResults", "-")]), ["answer": nil])
    }

    @Test func `Sysmon for Linux has its own source and names what follows the last slash`() {
        var record = WindowsEventRecord.sysmon(
            1, [("Image", "/usr/bin/my tool"), ("User", "root")])
        record.provider = "Linux-Sysmon"
        record.channel = "Linux-Sysmon/Operational"
        Self.check(
            record,
            [
                "process_name": "my tool", "user": "root", "os": "Linux",
                "source": "Syslog:Linux-Sysmon/Operational", "sourcetype": "sysmon:linux",
                "signature": "Process creation",
            ])
    }
}
