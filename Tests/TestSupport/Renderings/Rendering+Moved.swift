/// Records whose data does not stand where the plain renderings have it, or under other names.
extension Rendering {
    private static let sysmon = "Microsoft-Windows-Sysmon"
    private static let channel = "Microsoft-Windows-Sysmon/Operational"

    static let moved: [Rendering] = [
        Rendering("Elastic's module", .sysmon) { start in
            JSONValue.object([
                ("@timestamp", .string(start.time)), ("event", ["code": "1", "module": "sysmon"]),
                (
                    "winlog",
                    [
                        "event_id": "1", "provider_name": "Microsoft-Windows-Sysmon",
                        "computer_name": .string(start.computer),
                        "event_data": ["IntegrityLevel": "High"],
                    ]
                ),
                ("process", ecsProcess(start)), ("user", ["domain": "CORP", "name": "ann"]),
            ]).text()
        },
        Rendering("Elastic's module, 4688", .security) { start in
            JSONValue.object([
                ("@timestamp", .string(start.time)),
                ("event", ["code": "4688", "outcome": "success"]),
                (
                    "winlog",
                    [
                        "event_id": 4688, "channel": "Security",
                        "computer_name": .string(start.computer),
                    ]
                ),
                ("process", ecsProcess(start)), ("user", ["domain": "CORP", "name": "ann"]),
            ]).text()
        },
        Rendering("OpenTelemetry", .sysmon) { start in
            JSONValue.object([
                ("channel", .string(channel)), ("computer", .string(start.computer)),
                (
                    "event_data",
                    ["data": .array(start.sysmonData.map { .object([($0.0, .string($0.1))]) })]
                ),
                ("event_id", ["id": 1, "qualifiers": 0]), ("message", "Process Create"),
                ("provider", ["event_source": "", "name": .string(sysmon)]),
                ("system_time", .string(start.time)),
            ]).text()
        },
        Rendering("Wazuh, archives.json", .sysmon) { start in
            JSONValue.object([
                ("timestamp", "2024-01-11T00:00:00.000+0000"), ("agent", ["id": "1", "name": "x"]),
                ("id", "1704999999.1"),
                (
                    "data",
                    [
                        "win": [
                            "system": [
                                "providerName": .string(sysmon), "eventID": "1",
                                "systemTime": .string(start.time),
                                "computer": .string(start.computer),
                            ],
                            "eventdata": .object(
                                start.sysmonData.map {
                                    ($0.0.prefix(1).lowercased() + $0.0.dropFirst(), .string($0.1))
                                }),
                        ]
                    ]
                ),
            ]).text()
        },
        Rendering("Wazuh, archives.log", .sysmon) { start in
            "2024 Jan 11 00:00:00 (pc) any->WinEvtChannel "
                + JSONValue.object([
                    (
                        "WinEvtChannel",
                        [
                            "System": [
                                "ProviderName": .string(sysmon), "EventID": "1",
                                "SystemTime": .string(start.time),
                                "Computer": .string(start.computer),
                            ],
                            "EventData": start.object(start.sysmonData),
                        ]
                    )
                ]).text()
        },
        Rendering("attributes beside their elements", .sysmon) { start in
            JSONValue.object([
                ("Event_attributes", ["xmlns": "urn:x"]),
                (
                    "Event",
                    [
                        "System": [
                            "Provider_attributes": ["Name": .string(sysmon)], "EventID": 1,
                            "TimeCreated_attributes": ["SystemTime": .string(start.time)],
                            "Computer": .string(start.computer),
                        ],
                        "EventData": start.object(start.sysmonData),
                    ]
                ),
            ]).text()
        },
        Rendering("Promtail", .sysmon) { start in
            JSONValue.object([
                ("source", .string(sysmon)), ("channel", .string(channel)),
                ("computer", .string(start.computer)), ("event_id", 1),
                ("timeCreated", .string(start.time)),
                ("event_data", .string(ProcessStart.xmlData(start.sysmonData))),
            ]).text(escapesMarkup: true)
        },
        Rendering("Vector", .sysmon) { start in
            JSONValue.object([
                ("channel", .string(channel)), ("computer", .string(start.computer)),
                ("event_data", start.object(start.sysmonData)), ("event_id", 1),
                ("host", "collector"), ("provider_name", .string(sysmon)),
                ("source_type", "windows_event_log"), ("timestamp", .string(start.time)),
            ]).text()
        },
        Rendering("header above, data below", .sysmon, within: "data") { start in
            JSONValue.object([
                ("EventID", 1), ("ProviderName", .string(sysmon)),
                ("TimeCreated", .string(start.time)),
                ("Computer", .string(start.computer)), ("data", start.object(start.sysmonData)),
            ]).text()
        },
        Rendering("Fluent Bit, the message alone has names", .sysmon, within: "message") { start in
            JSONValue.object([
                ("ProviderName", .string(sysmon)), ("EventID", 1),
                ("TimeCreated", .string(start.time)),
                ("Computer", .string(start.computer)), ("Message", .string(start.sysmonMessage)),
                ("StringInserts", .array(start.sysmonData.map { .string($0.1) })),
            ]).text()
        },
        Rendering("PowerShell, the message alone has names", .security, within: "message") {
            start in
            JSONValue.object([
                ("Id", 4688), ("ProviderName", "Microsoft-Windows-Security-Auditing"),
                ("LogName", "Security"), ("ProcessId", 4), ("MachineName", .string(start.computer)),
                ("TimeCreated", .string("/Date(\(start.epochMilliseconds))/")),
                ("Keywords", .number("-9214364837600034816")),
                ("Properties", [["Value": "S-1-5-21"], ["Value": "ann"]]),
                ("Message", .string(start.securityMessage)),
            ]).text()
        },
    ]

    private static func ecsProcess(_ start: ProcessStart) -> JSONValue {
        [
            "command_line": .string(start.commandLine), "executable": .string(start.image),
            "name": "certutil.exe", "pid": 4711, "pe": ["original_file_name": "CertUtil.exe"],
            "entity_id": "{a0000001-0001-0001-0001-000000000001}",
            "parent": [
                "executable": .string(start.parentImage), "command_line": "cmd.exe /c run.bat",
                "pid": 4700,
            ],
        ]
    }

    /// Keys and names spelled otherwise.
    static let named: [Rendering] = [
        renamed("keys in lower case") { $0.lowercased() },
        renamed("keys in upper case") { $0.uppercased() },
        renamed("keys in snake case", snake),
        renamed("keys flattened with a prefix") { "winlog_\(snake($0))" },
        renamed("Splunk's EventCode") { $0 == "EventID" ? "EventCode" : $0 },
        Rendering("GELF", .sysmon) { start in
            JSONValue.object(
                [
                    ("version", "1.1"), ("host", .string(start.computer)),
                    ("timestamp", .number("\(start.epochMilliseconds.dropLast(3)).500")),
                    ("_EventID", 1), ("_SourceName", .string(sysmon)),
                ] + start.sysmonData.map { ("_\($0.0)", .string($0.1)) }
            ).text()
        },
        header(
            "the provider in other case", ["EventID": 1, "SourceName": "MICROSOFT-windows-SYSMON"]),
        header(
            "the provider's GUID alone",
            ["EventID": 1, "ProviderGuid": "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"]),
        header(
            "the channel alone", ["EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational"]),
        header(
            "the channel without its type", ["EventID": 1, "Channel": "Microsoft-Windows-Sysmon"]),
        header(
            "Splunk's source",
            ["EventID": 1, "source": "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational"]),
        header(
            "forwarded events of a provider",
            ["EventID": 1, "Channel": "ForwardedEvents", "SourceName": "Microsoft-Windows-Sysmon"]),
        header("the id as a string", ["EventID": "1", "SourceName": "Microsoft-Windows-Sysmon"]),
        header(
            "the id as an object",
            ["EventID": ["Value": 1, "Qualifiers": 0], "SourceName": "Microsoft-Windows-Sysmon"]),
        header(
            "the id with qualifiers above it",
            ["EventID": .number("1073741825"), "SourceName": "Microsoft-Windows-Sysmon"]),
        header(
            "the id as a fraction",
            ["EventID": .number("1.0"), "SourceName": "Microsoft-Windows-Sysmon"]),
    ]

    private static func renamed(
        _ name: String, _ rename: @escaping @Sendable (String) -> String
    ) -> Rendering {
        Rendering(name, .sysmon) { start in
            JSONValue.object(start.flat(start.sysmonData).map { (rename($0.0), $0.1) }).text()
        }
    }

    private static func header(_ name: String, _ header: JSONValue) -> Rendering {
        Rendering(name, .sysmon) { start in
            guard case .object(let header) = header else { return "" }
            return JSONValue.object(
                header + [
                    ("EventTime", .string(start.time)), ("Hostname", .string(start.computer)),
                ]
                    + start.sysmonData.map { ($0.0, .string($0.1)) }
            ).text()
        }
    }

    @Sendable private static func snake(_ name: String) -> String {
        var out = ""
        var isUpper = true
        for character in name {
            if character.isUppercase, !isUpper { out += "_" }
            isUpper = character.isUppercase
            out += character.lowercased()
        }
        return out
    }

    static let falcon: [Rendering] = [
        Rendering("a process that ran before the sensor", .falcon) {
            JSONValue.object($0.falcon(type: "SyntheticProcessRollup2")).text()
        },
        Rendering("LogScale", .falcon) { start in
            JSONValue.object(
                [
                    ("#event_simpleName", "ProcessRollup2"),
                    ("@timestamp", .number(start.epochMilliseconds)),
                ]
                    + start.falcon().filter { !["event_simpleName", "timestamp"].contains($0.0) }
            ).text()
        },
        Rendering("Panther", .falcon, within: "event") { start in
            JSONValue.object([
                ("aid", "a1"), ("cid", "c1"), ("ComputerName", .string(start.computer)),
                ("event", .object(start.falcon().filter { $0.0 != "ComputerName" })),
                ("event_simpleName", "ProcessRollup2"), ("fdr_event_type", "ProcessRollup2"),
                ("timestamp", "2024-01-11 00:00:00.000"), ("p_log_type", "Crowdstrike.FDREvent"),
            ]).text()
        },
        Rendering("Event Search, decimal names", .falcon) { start in
            let decimals = ["TargetProcessId", "RawProcessId", "ParentProcessId", "IntegrityLevel"]
            return JSONValue.object(
                start.falcon().map { (decimals.contains($0.0) ? $0.0 + "_decimal" : $0.0, $0.1) }
            ).text()
        },
    ]
}
