/// One made-up process creation, to be rendered as this or that program would.
package struct ProcessStart: Sendable {
    package var image = #"C:\Windows\System32\certutil.exe"#
    package var commandLine =
        #""C:\Windows\System32\certutil.exe" -urlcache -f https://a.example/x?a=1&b=2 "C:\tmp\ä b" <x>"#
    package var parentImage = #"C:\Windows\System32\cmd.exe"#
    package var computer = "pc-17.corp.example"
    package var seconds = 16

    package init() {}

    package init(image: String, commandLine: String, seconds: Int = 16) {
        self.image = image
        self.commandLine = commandLine
        self.seconds = seconds
    }

    package var time: String { "2024-01-10T19:00:\(seconds).500Z" }
    package var epochMilliseconds: String { "\(1_704_913_200 + seconds)500" }

    /// Names and values of the data, in the order of the log.
    package var sysmonData: [(String, String)] {
        [
            ("RuleName", "-"), ("UtcTime", "2024-01-10 19:00:\(seconds).500"),
            ("ProcessGuid", "{a0000001-0001-0001-0001-000000000001}"), ("ProcessId", "4711"),
            ("Image", image), ("OriginalFileName", "CertUtil.exe"), ("CommandLine", commandLine),
            ("CurrentDirectory", #"C:\tmp\"#), ("User", #"CORP\ann"#),
            ("IntegrityLevel", "High"), ("Hashes", "SHA256=AB12"), ("ParentProcessId", "4700"),
            ("ParentImage", parentImage), ("ParentCommandLine", "cmd.exe /c run.bat"),
        ]
    }

    package var securityData: [(String, String)] {
        [
            ("SubjectUserName", "ann"), ("SubjectDomainName", "CORP"), ("NewProcessId", "0x1267"),
            ("NewProcessName", image), ("ProcessId", "0x125c"), ("CommandLine", commandLine),
            ("TargetUserName", "-"), ("ParentProcessName", parentImage),
        ]
    }

    // MARK: plain renderings

    package var sysmonXML: String {
        xml(
            provider: "Microsoft-Windows-Sysmon", id: 1,
            channel: "Microsoft-Windows-Sysmon/Operational", keywords: "0x8000000000000000",
            sysmonData)
    }

    package var securityXML: String {
        xml(
            provider: "Microsoft-Windows-Security-Auditing", id: 4688, channel: "Security",
            keywords: "0x8020000000000000", securityData)
    }

    private func xml(
        provider: String, id: Int, channel: String, keywords: String, _ data: [(String, String)]
    ) -> String {
        "<Event xmlns='urn:x'><System><Provider Name='\(provider)'/><EventID>\(id)</EventID>"
            + "<Keywords>\(keywords)</Keywords><TimeCreated SystemTime='\(time)'/>"
            + "<Channel>\(channel)</Channel><Computer>\(computer)</Computer></System><EventData>"
            + Self.xmlData(data) + "</EventData></Event>"
    }

    package static func xmlData(_ data: [(String, String)]) -> String {
        data.map { "<Data Name='\($0.0)'>\(xmlEscaped($0.1))</Data>" }.joined()
    }

    package static func xmlEscaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
            ">", with: "&gt;")
    }

    package func object(_ data: [(String, String)]) -> JSONValue {
        .object(data.map { ($0.0, .string($0.1)) })
    }

    package var winlogbeat: JSONValue {
        [
            "@timestamp": .string(time), "event": ["code": "1", "kind": "event"],
            "host": ["name": "forwarder"],
            "winlog": [
                "event_id": "1", "provider_name": "Microsoft-Windows-Sysmon",
                "channel": "Microsoft-Windows-Sysmon/Operational",
                "computer_name": .string(computer), "event_data": object(sysmonData),
            ],
        ]
    }

    /// Header and data in one object, as NXLog writes them.
    package func flat(_ data: [(String, String)], sysmon: Bool = true) -> [(String, JSONValue)] {
        let provider =
            sysmon ? "Microsoft-Windows-Sysmon" : "Microsoft-Windows-Security-Auditing"
        let channel = sysmon ? "Microsoft-Windows-Sysmon/Operational" : "Security"
        return [
            ("EventTime", .string(time)), ("Hostname", .string(computer)),
            ("EventID", .number(sysmon ? "1" : "4688")), ("SourceName", .string(provider)),
            ("Channel", .string(channel)),
            ("Keywords", .number(sysmon ? "-9223372036854775808" : "-9214364837600034816")),
        ] + data.map { ($0.0, .string($0.1)) }
    }

    package func falcon(type: String = "ProcessRollup2") -> [(String, JSONValue)] {
        [
            ("event_simpleName", .string(type)), ("event_platform", "Win"),
            ("timestamp", .string(epochMilliseconds)), ("aid", "a1"), ("cid", "c1"),
            ("ComputerName", .string(computer)), ("UserName", "ann"),
            ("CommandLine", .string(commandLine)), ("ImageFileName", .string(image)),
            ("ParentBaseFileName", "cmd.exe"), ("TargetProcessId", "900"),
            ("RawProcessId", "4711"), ("ParentProcessId", "800"), ("IntegrityLevel", "12288"),
        ]
    }

    /// Sysmon's text for people.
    package var sysmonMessage: String {
        "Process Create:\r\n" + sysmonData.map { "\($0.0): \($0.1)" }.joined(separator: "\r\n")
    }

    package var securityMessage: String {
        """
        A new process has been created.\r\n\r\nCreator Subject:\r\n\tSecurity ID:\t\tS-1-5-21\r\n\
        \tAccount Name:\t\tann\r\n\tAccount Domain:\t\tCORP\r\n\r\nTarget Subject:\r\n\
        \tAccount Name:\t\t-\r\n\r\nProcess Information:\r\n\tNew Process ID:\t\t0x1267\r\n\
        \tNew Process Name:\t\(image)\r\n\tCreator Process ID:\t0x125c\r\n\
        \tCreator Process Name:\t\(parentImage)\r\n\tProcess Command Line:\t\(commandLine)\r\n\r\n\
        Token Elevation Type indicates the type of token that was assigned to the new process.
        """
    }
}
