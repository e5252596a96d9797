import CIM
import Testing

struct SourcetypeTests {
    @Test(
        "only process creations of the known providers are members, and only they need a time",
        arguments: [
            ("Microsoft-Windows-Sysmon", "1", true), ("microsoft-windows-SYSMON", "1", true),
            ("Linux-Sysmon", "1", true), ("Microsoft-Windows-Security-Auditing", "4688", true),
            ("Microsoft-Windows-Sysmon", "5", false), ("Microsoft-Windows-Sysmon", "10", false),
            ("Microsoft-Windows-Sysmon", "4688", false), ("Microsoft-Windows-Sysmon", "", false),
            ("Microsoft-Windows-Kernel-General", "1", false), ("Sysmon", "1", false),
            ("Microsoft-Windows-Power-Troubleshooter", "1", false),
            ("Microsoft-Windows-Security-Auditing", "4689", false),
            ("Microsoft-Windows-Security-Auditing", "1", false),
        ])
    func membership(provider: String, eventID: String, isMember: Bool) {
        for time in ["<TimeCreated SystemTime='2024-01-10T19:00:16Z'/>", "<TimeCreated/>"] {
            let system = """
                <System><Provider Name='\(provider)'/><EventID>\(eventID)</EventID>\(time)</System>
                """
            let data = Fixture.data(["Image": "C:\\a.exe", "NewProcessName": "C:\\a.exe"])
            let outcome = Fixture.normalize(Fixture.sysmon(data, system: system))
            let event: Normalization = time.contains("2024") ? .event : .skipped(.missingTime)
            #expect(outcome.normalization == (isMember ? event : .notMember))
        }
    }

    @Test func `a member whose time is none is skipped`() {
        let record = Fixture.sysmon(Fixture.data(["Image": "C:\\a.exe"]))
            .replacing("2024-01-10", with: "2024-02-30")
        #expect(Fixture.normalize(record).normalization == .skipped(.invalidTime))
    }

    @Test(
        "a Sysmon event gives each field",
        arguments: [
            (Processes.Field.action, "allowed", "allowed"), (.dest, "LAB01", "LAB01"),
            (.host, "LAB01", "LAB01"), (.user, "lab", "DESKTOP\\lab"),
            (.user_id, "S-1-5-18", "S-1-5-18"), (.process, "x \"y\"", "x \"y\""),
            (.process_name, "a.exe", "a.exe"), (.process_exec, "a.exe", "a.exe"),
            (.process_path, "C:\\p q\\a.exe", "C:\\p q\\a.exe"), (.process_id, "7", "7"),
            (.process_guid, "{G}", "{G}"), (.parent_process, "p /c", "p /c"),
            (.parent_process_name, "b.exe", "b.exe"), (.parent_process_exec, "b.exe", "b.exe"),
            (.parent_process_path, "C:\\b.exe", "C:\\b.exe"), (.parent_process_id, "8", "8"),
            (.parent_process_guid, "{P}", "{P}"), (.original_file_name, "O.EXE", "O.EXE"),
            (.process_hash, "MD5=1,SHA256=2", "MD5=1,SHA256=2"),
            (.process_integrity_level, "high", "high"),
            (.process_current_directory, "C:\\d\\", "C:\\d\\"), (.os, "Microsoft Windows", nil),
            (.vendor_product, "Microsoft Sysmon", nil), (.sourcetype, "XmlWinEventLog", nil),
            (.source, "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational", nil),
            (.tag, nil, nil), (.index, nil, nil), (.loaded_file, nil, nil),
        ] as [(Processes.Field, String?, String?)])
    func sysmon(field: Processes.Field, splunk: String?, direct: String?) {
        let record = Fixture.sysmon(
            Fixture.data([
                "ProcessGuid": "{G}", "ProcessId": "7", "Image": "C:\\p q\\a.exe",
                "OriginalFileName": "O.EXE", "CommandLine": "x \"y\"",
                "CurrentDirectory": "C:\\d\\", "User": "DESKTOP\\lab", "IntegrityLevel": "High",
                "Hashes": "MD5=1,SHA256=2", "ParentProcessGuid": "{P}", "ParentProcessId": "8",
                "ParentImage": "C:\\b.exe", "ParentCommandLine": "p /c",
            ]))
        #expect(Fixture.normalize(record)[field] == splunk)
        #expect(Fixture.normalize(record, profile: .direct)[field] == direct ?? splunk)
    }

    @Test(
        "the add-on's expression cuts the name out of a Sysmon path",
        arguments: [
            ("C:\\a\\b.exe", "b.exe"), ("C:\\a\\b", "b"), ("b.exe", "b.exe"), ("C:\\a\\b.", "b."),
            ("C:\\a\\b c.exe", "b c.exe"), ("C:\\a\\b.e-e", "C:\\a\\b.e-e"),
            ("C:\\a\\b-c", "C:\\a\\b-c"), ("C:\\a\\b)", "C:\\a\\b)"), ("C:\\a\\", "C:\\a\\"),
            ("C:\\a.b\\c d", "C:\\a.b\\c d"), ("System", "System"), ("-", "-"),
        ])
    func baseName(path: String, name: String) {
        let record = Fixture.sysmon(Fixture.data(["Image": path, "ParentImage": path]))
        let outcome = Fixture.normalize(record)
        #expect(outcome[.process_name] == name)
        #expect(outcome[.parent_process_name] == name)
    }

    @Test func `Sysmon for Linux names what follows the last slash`() {
        let record = """
            <Event><System><Provider Name="Linux-Sysmon" Guid="{f}"/><EventID>1</EventID>\
            <TimeCreated SystemTime="2024-01-10T19:00:16.000000000Z"/><Computer>web</Computer>\
            <Channel>Linux-Sysmon/Operational</Channel><Security UserId="0"/></System><EventData>\
            <Data Name="Image">/usr/bin/my tool</Data><Data Name="User">root</Data>\
            <Data Name="OriginalFileName">-</Data></EventData></Event>
            """
        let outcome = Fixture.normalize(record)
        #expect(outcome[.process_name] == "my tool")
        #expect(outcome[.user] == "root")
        #expect(outcome[.user_id] == "0")
        #expect(outcome[.original_file_name] == "unknown")
        #expect(outcome[.sourcetype] == "sysmon:linux")
        #expect(outcome[.source] == "Syslog:Linux-Sysmon/Operational")
        #expect(outcome[.os] == "Linux")
    }

    @Test(
        "the command line of 4688 gets the image's path where its first word has none",
        arguments: [
            ("bitsadmin  /create 1 ", "C:\\w\\b.exe", "C:\\w\\b.exe /create 1 "),
            ("\"b.exe\" -x", "C:\\w\\b.exe", "C:\\w\\b.exe -x"),
            ("\"b.exe\"-x", "C:\\w\\b.exe", "C:\\w\\b.exe -x"),
            ("\"C:\\w\\b.exe\" -x ", "C:\\w\\b.exe", "\"C:\\w\\b.exe\" -x "),
            ("C:\\w\\b.exe", "C:\\w\\b.exe", "C:\\w\\b.exe"),
            ("b x\\y", "C:\\w\\b.exe", "C:\\w\\b.exe x\\y"),
            ("b -x", "C:\\w w\\b.exe", "\"C:\\w w\\b.exe\" -x"),
            ("b", "C:\\w w\\b.exe", "C:\\w w\\b.exe"), ("b  ", "C:\\w\\b.exe", "C:\\w\\b.exe"),
            ("", "C:\\w\\b.exe", "C:\\w\\b.exe"), ("b -x", "", "b -x"),
            ("\"\" -x", "C:\\w\\b.exe", "C:\\w\\b.exe -x"),
            ("\"b -x", "C:\\w\\b.exe", "C:\\w\\b.exe -x"),
            ("  b -x", "C:\\w\\b.exe", "C:\\w\\b.exe -x"), ("  ", "C:\\w\\b.exe", "C:\\w\\b.exe"),
            // The expression's `.` ends at a line feed.
            ("b -x\n-y", "C:\\w\\b.exe", "C:\\w\\b.exe -x"),
        ])
    func process(commandLine: String, image: String, process: String) {
        let record = Fixture.security(["NewProcessName": image, "CommandLine": commandLine])
        #expect(Fixture.normalize(record)[.process] == process)
        let direct = Fixture.normalize(record, profile: .direct)
        let isBlank = commandLine.allSatisfy(\.isWhitespace)
        #expect(direct[.process] == (isBlank ? image : commandLine))
    }

    @Test(
        "where no command line is logged the process of 4688 is the image's path",
        arguments: [nil, "", "-", " ", "\t "] as [String?], Profile.allCases)
    func noCommandLine(commandLine: String?, profile: Profile) {
        let image = Fixture.data(["NewProcessName": "C:\\w\\b.exe"])
        let line = commandLine.map { Fixture.data(["CommandLine": $0]) } ?? ""
        let record = Fixture.security([:]).replacing(
            "<EventData>", with: "<EventData>\(image)\(line)")
        let outcome = Fixture.normalize(record, profile: profile)
        #expect(outcome[.process] == "C:\\w\\b.exe")
        #expect(outcome[.process_name] == "b.exe")
    }

    @Test(
        "4688 in a language that is not known is allowed, as Windows writes it of successes alone",
        arguments: [
            ("\"Keywords\":[\"Succès de l’audit\"]", "allowed"),
            ("\"Keywords\":9232379236109516800", "allowed"),
            ("\"event\":{\"outcome\":\"success\"}", "allowed"),
            ("\"event\":{\"outcome\":\"failure\"}", nil),
            ("\"Keywords\":\"9227875636482146304\"", nil), ("\"x\":1", nil),
        ] as [(String, String?)])
    func localized(mark: String, action: String?) {
        let outcome = Fixture.normalize(
            """
            {"EventID":4688,"Channel":"Security","EventTime":"2024-01-10 19:00:16",\
            "NewProcessName":"C:\\\\a.exe","Computer":"c",\(mark)}
            """)
        #expect(outcome.normalization == .event)
        #expect(outcome[.action] == action)
    }

    @Test func `the other fields of 4688 are the log's`() {
        let record = Fixture.security([
            "SubjectUserName": "lab", "NewProcessId": "0x410", "NewProcessName": "C:\\w\\b.e-e",
            "ProcessId": "0xdd8", "TargetUserName": "-", "ParentProcessName": "C:\\w\\c.exe",
        ])
        for profile in Profile.allCases {
            let outcome = Fixture.normalize(record, profile: profile)
            #expect(outcome[.user] == "lab")
            #expect(outcome[.dest] == "LAB01.example.test")
            #expect(outcome[.process_id] == "0x410")
            #expect(outcome[.parent_process_id] == "0xdd8")
            #expect(outcome[.process_name] == "b.e-e")
            #expect(outcome[.process_exec] == "b.e-e")
            #expect(outcome[.parent_process] == "C:\\w\\c.exe")
            #expect(outcome[.parent_process_path] == "C:\\w\\c.exe")
            #expect(outcome[.parent_process_name] == "c.exe")
            #expect(outcome[.parent_process_exec] == nil)
            #expect(outcome[.original_file_name] == "unknown")
            #expect(outcome[.process_guid] == nil)
            #expect(outcome[.user_id] == nil)
            #expect(outcome[.action] == "allowed")
            #expect(outcome[.vendor_product] == "Microsoft Windows")
            #expect(outcome[.source] == "XmlWinEventLog:Security")
        }
    }

    @Test(
        "the user of 4688 is the target, else the subject, else unknown",
        arguments: [
            ("sub", "tar", "tar"), ("sub", "-", "sub"), ("sub", "", "sub"), ("HOST$", "-", "HOST$"),
            ("-", "-", "unknown"), ("", "", "unknown"),
        ])
    func user(subject: String, target: String, user: String) {
        let record = Fixture.security([
            "NewProcessName": "x", "SubjectUserName": subject, "TargetUserName": target,
        ])
        #expect(Fixture.normalize(record)[.user] == user)
    }

    @Test func `an audit failure is not allowed`() {
        let record = Fixture.security(["NewProcessName": "x"], keywords: "0x8010000000000000")
        #expect(Fixture.normalize(record)[.action] == nil)
        for keywords in ["\"Audit Success\"", "[\"Audit Success\"]", "-9214364837600034816"] {
            let json = """
                {"EventID":4688,"Channel":"Security","EventTime":"2024-01-10 19:00:16",\
                "NewProcessName":"x","Keywords":\(keywords)}
                """
            #expect(Fixture.normalize(json)[.action] == "allowed")
        }
    }
}
