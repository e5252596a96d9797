import CIM
import Foundation
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

/// The layout of security_content since May 2026: nested lookups and macros, schedules, no deployments.
struct ContentLayoutTests {
    private static func detection(
        _ name: String = "One", type: String = "Hunting", _ more: String = "",
        search: String = "| tstats count from datamodel=Endpoint.Processes by Processes.dest"
    ) -> String {
        """
        name: \(name)
        id: 00000000-0000-4000-8000-0000000000\(10 + name.utf8.count)
        type: \(type)
        status: production
        description: d
        search: |-
          \(search)
        \(more)
        """
    }

    /// Source: Splunk Search Reference, "Subsearches": brackets are run first, whatever stands in them.
    @Test(
        "a search in brackets behind WHERE may choose rows of a lookup, and is refused where it cannot be known",
        arguments: [
            ("| search kind=bad* | dedup name | table name", "x.zip X.zip"),
            (
                "| where len(kind)>4 | stats count by name | sort - name | fields name",
                "y.zip X.zip"
            ),
            ("| eval name=lower(name) | fields name | head 2", "x.zip x.zip"),
            ("| where now()>0 | fields name", nil),
            ("| eval name=name.random() | fields name", nil),
            ("| append [| tstats count from datamodel=Endpoint.Processes] | fields name", nil),
        ] as [(String, String?)])
    func brackets(_ commands: String, _ names: String?) throws {
        let content = try TemporaryContent()
        try content.write("lookups/tools.csv", "name,kind\nx.zip,bad\nX.zip,badly\ny.zip,other\n")
        try content.write(
            "lookups/tools.yml", "name: tools\nlookup_type: csv\nfilename: tools.csv\n")
        try content.write(
            "detections/one.yml",
            Self.detection(
                search:
                    "| tstats count from datamodel=Endpoint.Processes where [| inputlookup tools "
                    + "\(commands) | rename name as Processes.process_name ] by Processes.dest"))
        let compiled = Self.compiled(content)
        guard let names else {
            #expect(compiled.detections.isEmpty)
            #expect(compiled.problems.contains { $0.message.contains("may only read a lookup") })
            return
        }
        let plan = try #require(compiled.detections.first?.plan, "\(compiled.problems)")
        let patterns = plan.scans[0].predicate.texts
        #expect(patterns == names.split(separator: " ").map(String.init))
    }

    private static func compiled(
        _ content: TemporaryContent..., configure: (inout Configuration) -> Void = { _ in }
    ) -> CompiledContent {
        var configuration = Configuration()
        configure(&configuration)
        return ContentLibrary.load(directories: content.map(\.path))
            .compile(configuration: configuration, zone: .utc, selecting: .all)
    }

    private static func times(_ content: CompiledContent) -> [String] {
        content.detections.map { detection in
            let schedule = detection.schedule
            return "\(schedule.cron.text) \(schedule.earliest.text) \(schedule.latest.text)"
        }
    }

    private static let halfHour = """
        name: Half Hour
        cron_schedule: '*/30 * * * *'
        earliest_time: -40m@m
        latest_time: -10m@m
        schedule_window: auto
        """

    @Test("lookups and macros are read from folders within theirs")
    func nested() throws {
        let content = try TemporaryContent()
        try content.write("lookups/csv/tools.yml", "name: tools\nlookup_type: csv")
        try content.write("lookups/csv/tools.csv", "tool,risk\nmimikatz,high\n")
        try content.write("macros/windows/m.yml", "name: m\ndefinition: Processes.dest=a")
        try content.write(
            "detections/a.yml",
            Self.detection(
                search: "| tstats count from datamodel=Endpoint.Processes where `m` by "
                    + "Processes.process_name | lookup tools tool as Processes.process_name"))
        let compiled = Self.compiled(content)
        #expect(compiled.problems.isEmpty, "\(compiled.problems)")
        #expect(compiled.detections.map(\.name) == ["One"])
    }

    @Test(
        "a KV store without rows is an empty table with its default match, and is warned of where it is used"
    )
    func store() throws {
        let content = try TemporaryContent()
        try content.write(
            "lookups/kvstore/seen.yml",
            "name: seen\nlookup_type: kvstore\ndefault_match: 'no'\nfields: [_key, host, since]")
        try content.write(
            "lookups/kvstore/unused.yml", "name: unused\nlookup_type: kvstore\nfields: [_key]")
        let library = ContentLibrary.load(directories: [content.path])
        #expect(library.problems.isEmpty)
        let table = try #require(library.lookups.table("seen"))
        #expect(table.columns == ["_key", "host", "since"] && table.rows.isEmpty)
        #expect(table.defaultMatch == "no" && table.matchesMin == 1 && table.isEmptyStore)
        try content.write(
            "detections/a.yml",
            Self.detection(
                search: "| tstats count from datamodel=Endpoint.Processes by Processes.dest "
                    + "| lookup seen host as Processes.dest OUTPUT since"))
        let compiled = Self.compiled(content)
        #expect(compiled.detections.count == 1)
        #expect(
            compiled.problems.map { content.relative("\($0.file):\($0.line) \($0.severity)") }
                == ["detections/a.yml:7 warning"])
        #expect(compiled.problems[0].message.hasPrefix("the lookup `seen` is a KV store"))
        try content.write("lookups/kvstore/seen.csv", "_key,host,since\n1,a,2024\n")
        #expect(Self.compiled(content).problems.isEmpty)
    }

    @Test(
        "without deployments and schedules a detection runs every hour, and its type says what rows become"
    )
    func noDeployments() throws {
        let content = try TemporaryContent()
        let types = ["TTP", "Anomaly", "Hunting", "Correlation"]
        for (number, type) in types.enumerated() {
            try content.write(
                "detections/\(type).yml",
                Self.detection(
                    String(repeating: "x", count: number + 1), type: type,
                    "rba: {message: m, risk_objects: [{field: Processes.dest, type: system, score: 9}]}"
                ))
        }
        let compiled = Self.compiled(content)
        #expect(Set(Self.times(compiled)) == ["0 * * * * -70m@m -10m@m"])
        let made = compiled.detections.map {
            "\($0.type.rawValue) \($0.createsRisk) \($0.notable != nil)"
        }
        #expect(
            Set(made) == [
                "TTP true true", "Anomaly true false", "Hunting false false",
                "Correlation false true",
            ])
    }

    @Test(
        "a detection runs at the times that its file says",
        arguments: [
            ("schedule: Half Hour", "*/30 * * * * -40m@m -10m@m"),
            ("schedule: half_hour", "*/30 * * * * -40m@m -10m@m"),
            ("schedule: Later", "5 1 * * * -1d@h @h"),
            (
                "custom_schedule: {cron_schedule: '*/30 * * * *', earliest_time: -1d@h, "
                    + "latest_time: -10m@m, schedule_window: auto}", "*/30 * * * * -1d@h -10m@m"
            ),
            ("", "7 * * * * -2h@h -1h@h"),
        ])
    func schedules(_ text: String, _ times: String) throws {
        let content = try TemporaryContent()
        try content.write("schedules/half.yml", Self.halfHour)
        try content.write(
            "schedules/nested/default.yml",
            "name: Default EventBasedDetection\ncron_schedule: 7 * * * *\nearliest_time: -2h@h\n"
                + "latest_time: -1h@h")
        try content.write(
            "schedules/later.yml",
            "name: Later\ncron_schedule: 1 1 * * *\nearliest_time: -1h@h\nlatest_time: '@h'")
        let own = try TemporaryContent()
        try own.write(
            "schedules/later.yml",
            "name: Later\ncron_schedule: 5 1 * * *\nearliest_time: -1d@h\nlatest_time: '@h'")
        try content.write("detections/a.yml", Self.detection("One", text))
        let compiled = Self.compiled(content, own)
        #expect(compiled.problems.isEmpty, "\(compiled.problems)")
        #expect(Self.times(compiled) == [times])
        let overridden = Self.compiled(content, own) { configuration in
            configuration.detections.overrides = [
                DetectionOverride(detection: LocatedText("One"), cron: LocatedText("9 * * * *"))
            ]
        }
        #expect(Self.times(overridden).allSatisfy { $0.hasPrefix("9 * * * *") })
    }

    @Test("the default schedule wins over earlier deployments, and a deployment over it")
    func defaultSchedule() throws {
        let base = try TemporaryContent()
        try base.write(
            "deployments/t.yml", ContentLibraryTests.deployment("TTP", cron: "1 * * * *"))
        try base.write("detections/a.yml", Self.detection(type: "TTP"))
        let next = try TemporaryContent()
        try next.write(
            "schedules/default_eventbaseddetection.yml",
            "name: Default EventBasedDetection\ncron_schedule: 2 * * * *\nearliest_time: -2h@h\n"
                + "latest_time: -1h@h")
        let own = try TemporaryContent()
        try own.write("deployments/t.yml", ContentLibraryTests.deployment("TTP", cron: "3 * * * *"))
        #expect(Self.times(Self.compiled(base)) == ["1 * * * * -70m@m -10m@m"])
        let changed = Self.compiled(base, next)
        #expect(Self.times(changed) == ["2 * * * * -2h@h -1h@h"])
        // The deployment of the base says nothing of risk; the schedule changes only times.
        #expect(changed.detections.map(\.createsRisk) == [false])
        #expect(Self.times(Self.compiled(base, next, own)) == ["3 * * * * -70m@m -10m@m"])
    }

    @Test("what is wrong about schedules is told where it stands, all of it at once")
    func badSchedules() throws {
        let content = try TemporaryContent()
        try content.write("schedules/half.yml", Self.halfHour)
        try content.write("schedules/broken.yml", "name: Broken\nearliest_time: -1h")
        try content.write("detections/a.yml", Self.detection("One", "schedule: Half Hours"))
        try content.write(
            "detections/b.yml",
            Self.detection(
                "Twoo",
                "schedule: Half Hour\ncustom_schedule: {cron_schedule: x, earliest_time: -1h}"))
        try content.write(
            "detections/c.yml",
            Self.detection(
                "Three",
                "custom_schedule: {cron_schedule: '*/70 * *', earliest_time: -1h, latest_time: now}"
            ))
        let compiled = Self.compiled(content) { $0.detections.enable = [LocatedText("*")] }
        #expect(compiled.detections.isEmpty)
        let told = compiled.problems.map {
            content.relative("\($0.file):\($0.line):\($0.column) ") + $0.message
        }
        #expect(
            told.map { $0.prefix { $0 != " " } } == [
                "detections/a.yml:8:11", "detections/b.yml:8:1", "detections/b.yml:9:18",
                "detections/c.yml:8:35", "schedules/broken.yml:1:1", "schedules/broken.yml:1:1",
            ], "\(told)")
        #expect(told[0].hasSuffix("no schedule \"Half Hours\": did you mean \"Half Hour\"?"))
        #expect(told[1].hasSuffix("stand in one detection: remove one of them"))
        #expect(told[2].contains("custom_schedule.latest_time is missing"))
    }

    @Test(
        "a broken schedule is an error only for detections that run by it",
        arguments: [("schedule: Broken", true), ("schedule: Half Hour", false)])
    func concerns(_ text: String, _ isError: Bool) throws {
        let content = try TemporaryContent()
        try content.write("schedules/half.yml", Self.halfHour)
        try content.write("schedules/broken.yml", "name: Broken\ncron_schedule: 1 * * * *")
        try content.write("detections/a.yml", Self.detection("One", text))
        let compiled = Self.compiled(content) { $0.detections.enable = [LocatedText("One")] }
        let ofFile = compiled.problems.filter { $0.file.hasSuffix("broken.yml") }
        #expect(ofFile.count == 2)
        #expect(ofFile.allSatisfy { ($0.severity == .error) == isError })
    }

    @Test(
        "a Hunting detection without a message, confidence or impact is loaded, and makes no risk",
        arguments: [
            "tags: {observable: [{name: dest, type: Hostname, role: [Victim]}]}",
            "tags: {impact: 50, observable: [{name: dest, type: Hostname, role: [Victim]}]}",
            "rba: {risk_objects: [{field: dest, type: system, score: 20}]}", "rba: {}",
            "intermediate_findings: {entities: [{field: dest, type: system, score: 20}]}",
        ])
    func hunting(_ text: String) throws {
        let content = try TemporaryContent()
        try content.write("detections/a.yml", Self.detection("One", type: "Hunting", text))
        let compiled = Self.compiled(content)
        #expect(compiled.detections.map(\.createsRisk) == [false], "\(compiled.problems)")
        try content.write("detections/a.yml", Self.detection("One", type: "Anomaly", text))
        #expect(Self.compiled(content).detections.isEmpty)
    }
}

extension SPL.Predicate<ScanField> {
    /// The texts of its patterns, in their order.
    fileprivate var texts: [String] {
        switch self {
        case .and(let parts), .or(let parts): parts.flatMap(\.texts)
        case .matches(_, let patterns): patterns.map(\.text)
        default: []
        }
    }
}
