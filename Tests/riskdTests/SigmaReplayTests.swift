import TestSupport
import Testing

/// Rules of Sigma, from the command line to what a person reads.
struct SigmaReplayTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(holding: "sigma")
        let rule = """
            title: Jobs of Bits
            id: 00000000-0000-4000-8000-0000000000b1
            status: test
            level: high
            logsource: {product: windows, category: process_creation}
            detection:
              s: {Image|endswith: '\\bitsadmin.exe'}
              f: {CommandLine|contains: ' /list'}
              condition: s and not f
            """
        try directory.write(rule, to: "sigma/bits.yml")
        try directory.write(
            rule.replacing("Jobs of Bits", with: "Other").replacing("b1", with: "b2")
                .replacing("'\\bitsadmin.exe'", with: "'%programs%'")
                .replacing("endswith", with: "expand"), to: "sigma/other.yml")
        try directory.write("content: [sigma]\n", to: "riskd.yaml")
        try directory.write(
            """
            <Event xmlns='x'><System><Provider Name='Microsoft-Windows-Security-Auditing'/>\
            <EventID>4688</EventID><TimeCreated SystemTime='2025-03-04T09:12:30.5Z'/>\
            <Channel>Security</Channel><Computer>ws-2</Computer></System><EventData>\
            <Data Name='SubjectUserName'>mira</Data><Data Name='TargetUserName'>-</Data>\
            <Data Name='NewProcessName'>C:\\bitsadmin.exe</Data>\
            <Data Name='CommandLine'>bitsadmin /create job</Data></EventData></Event>

            """, to: "log.xml")
    }

    private func run(_ command: String, _ arguments: [String]) throws -> Program.Result {
        try Program.run([command, "--config", directory.path + "/riskd.yaml"] + arguments)
    }

    @Test("a row names the host and the account, not nobody, and shows when it was as a clock does")
    func table() throws {
        let result = try run("replay", ["--all", "--exit-zero", directory.path + "/log.xml"])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").filter { $0.contains("Jobs of Bits") }
        #expect(lines.count == 2)
        for line in lines {
            #expect(line.hasSuffix("2025-03-04T09:12:30  2025-03-04T09:12:30"), "\(line)")
        }
        #expect(lines.contains { $0.contains("system ws-2") })
        #expect(lines.contains { $0.contains("user mira") })
    }

    @Test("events for raw searches alone count apart from those of the data models")
    func rawEvents() throws {
        try directory.write(
            """
            title: Script
            id: 00000000-0000-4000-8000-0000000000b3
            status: test
            level: high
            logsource: {product: windows, category: ps_script}
            detection:
              s: {ScriptBlockText|contains: 'Invoke-'}
              condition: s
            """, to: "sigma/script.yml")
        let creation = try directory.text(of: "log.xml")
        try directory.write(
            creation
                + """
                <Event xmlns='x'><System><Provider Name='Microsoft-Windows-PowerShell'/>\
                <EventID>4104</EventID><TimeCreated SystemTime='2025-03-04T09:12:31.5Z'/>\
                <Channel>Microsoft-Windows-PowerShell/Operational</Channel>\
                <Computer>ws-2</Computer></System><EventData>\
                <Data Name='ScriptBlockText'>Invoke-Thing</Data></EventData></Event>

                """, to: "both.xml")
        let result = try run("replay", ["--all", "--exit-zero", directory.path + "/both.xml"])
        #expect(result.output.contains("Script"), "\(result.output)")
        #expect(
            result.errors.contains("1 events of the data models, 1 other raw events, in "),
            "\(result.errors)")
    }

    @Test("explain shows a rule alone: its condition by source, and nothing of other rules")
    func explain() throws {
        let result = try run("explain", ["Jobs of Bits"])
        #expect(result.status == 0 && result.errors == "", "\(result.errors)")
        #expect(result.output.contains("NewProcessName=*\\bitsadmin.exe"))
        #expect(!result.output.contains("Raw.Windows"))
    }

    @Test("check names the log source of a rule, and what keeps others from running")
    func check() throws {
        let result = try run("check", [])
        #expect(result.output.contains("windows/process_creation"), "\(result.output)")
        #expect(result.output.contains("Sigma rules"))
        #expect((result.output + result.errors).contains("the placeholder %programs%"))
    }

    private static let failedLogons = """
        title: Logons that failed
        name: failed
        logsource: {product: windows, service: security}
        detection: {s: {EventID: 4625}, condition: s}
        ---

        """

    /// A line of a log: the logon failed at a time of one day.
    private static func logon(_ time: String, _ data: [(String, String)]) -> String {
        var record = WindowsEventRecord.event(4_625, data)
        record.time = "2025-03-04T\(time)Z"
        record.computer = "dc-1"
        return record.text(.xml) + "\n"
    }

    @Test("a correlation over logons of two hours is a row, told with the fields that it goes by")
    func correlation() throws {
        try directory.write(
            Self.failedLogons + """
                title: Many of them
                level: high
                correlation:
                  type: event_count
                  rules: [failed]
                  group-by: [TargetUserName]
                  timespan: 5m
                  condition: {gte: 3}
                """, to: "sigma/many.yml")
        // The last record of the log comes before the others in time.
        let times = ["09:58:00", "10:02:00", "10:00:00"]
        let log =
            times.map { Self.logon($0, [("TargetUserName", "mira")]) }
            + ["09:59:00", "10:20:00"].map { Self.logon($0, [("TargetUserName", "otto")]) }
        try directory.write(log.joined(), to: "logons.xml")
        let result = try run(
            "replay",
            [
                "--detection", "Many of them", "--exit-zero", "--output", "rows",
                directory.path + "/logons.xml",
            ])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 1, "\(result.output)")
        #expect(lines.allSatisfy { $0.contains("mira") && $0.contains("dc-1") }, "\(result.output)")
        let explained = try run("explain", ["Many of them"])
        #expect(explained.output.contains("within 300 s, by TargetUserName: matches gte 3"))
        let exported = try run("export", ["Many of them", "--engine", "duckdb"])
        #expect((exported.output + exported.errors).contains("Many of them"))
        #expect((exported.output + exported.errors).contains("correlation"))
    }

    @Test("aliases may swap the names of what an inner correlation goes by")
    func swappedAliases() throws {
        try directory.write(
            Self.failedLogons + """
                title: Inner
                name: inner
                correlation:
                  type: event_count
                  rules: [failed]
                  group-by: [TargetUserName, IpAddress]
                  timespan: 5m
                  condition: {gte: 1}
                ---
                title: Outer
                correlation:
                  type: event_count
                  rules: [inner]
                  group-by: [TargetUserName, IpAddress]
                  aliases: {TargetUserName: {inner: IpAddress}, IpAddress: {inner: TargetUserName}}
                  timespan: 5m
                  condition: {gte: 1}
                """, to: "sigma/swap.yml")
        try directory.write(
            Self.logon("10:00:00", [("TargetUserName", "mira"), ("IpAddress", "192.0.2.7")]),
            to: "one.xml")
        let result = try run(
            "replay",
            [
                "--detection", "Outer", "--exit-zero", "--output", "rows",
                directory.path + "/one.xml",
            ])
        #expect(
            result.output.contains(#""IpAddress":"mira","TargetUserName":"192.0.2.7""#),
            "\(result.output)\(result.errors)")
    }
}
