import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// Searches that use what can be exported, over events made at random, in riskd and in engines.
///
/// `scripts/test-engines` and `scripts/test-spark` set `RISKD_ENGINES_PYTHON`, a Python that has the
/// engines, and `RISKD_ENGINES`, their names.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["RISKD_ENGINES_PYTHON"] != nil,
        "needs RISKD_ENGINES_PYTHON: run scripts/test-engines"), .serialized)
struct EngineParityTests {
    /// What stands behind the scan, or for the whole of it where it starts with `tstats`.
    static let pipelines = [
        "",
        #"| tstats count from datamodel=Endpoint.Processes where Processes.process IN ("*A%b*", "x_y", "*\\*") by Processes.dest"#,
        "| tstats count from datamodel=Endpoint.Processes where Processes.process_id>=10 OR Processes.process_id<abc by Processes.process_id",
        "| tstats count from datamodel=Endpoint.Processes where NOT Processes.user=root AND Processes.user!=sys* by Processes.user Processes.dest",
        "| tstats dc(Processes.process) as d values(Processes.process) as v min(Processes.process_id) as lo max(Processes.process_id) as hi from datamodel=Endpoint.Processes by Processes.dest",
        "| tstats sum(Processes.process_id) as s avg(Processes.process_id) as a stdev(Processes.process_id) as d from datamodel=Endpoint.Processes by Processes.dest",
        "| tstats earliest(Processes.process) as e latest(Processes.process) as l count(Processes.user) as c from datamodel=Endpoint.Processes by Processes.dest",
        "| tstats count from datamodel=Endpoint.Processes by _time span=5m Processes.dest",
        "| tstats count fillnull_value=null from datamodel=Endpoint.Processes by Processes.user Processes.process_id",
        #"| where process_id > 9 AND like(process, "%a_%")"#,
        #"| where match(process, "(?i)^[a-c]+\\s") OR len(user)=4"#,
        #"| where match(process, "b$") | eval t=upper(user).":".lower(process)"#,
        #"| search process="*ä*" OR process="*K*" OR (dest IN (h1, H2) user!=root)"#,
        #"| eval n=process_id*2+1, m=process_id/0, r=process_id%3, s=process_id+user, d=-process_id"#,
        #"| eval k=case(process_id<5, "low", process_id<50, "mid", isnull(user), "none"), c=coalesce(user, dest), i=if(user="root", 1, "no")"#,
        #"| eval s=substr(process, 2, 3), t=trim(process), r=replace(process, "([a-z])(\\d)", "\2-\1"), l=len(process)"#,
        #"| rex field=process "(?<word>[a-z]+) (?<rest>\S*)" | rex max_match=0 field=process "(?<digits>\d)" | eval c=mvcount(digits), f=mvindex(digits, 0), z=mvindex(digits, -1), j=mvjoin(digits, "+")"#,
        #"| eval parts=split(process, " ") | mvexpand parts | stats count by parts"#,
        "| stats count as n dc(user) as users values(process) as all min(process_id) as lo max(process) as hi sum(count) as total by dest",
        #"| eval parts=mvdedup(mvappend(split(process, " "), user, dest, user)), c=mvcount(parts)"#,
        "| stats count",
        "| where process_id=1000000 | stats count dc(user) as d sum(count) as s",
        "| eventstats avg(count) as mean count as rows by dest | where count > mean OR rows=1",
        "| sort - process_id user | head 3",
        "| sort process_id | tail 2",
        "| dedup dest user | stats count by dest",
        "| streamstats count as place sum(count) as total by dest",
        "| sort 0 user | streamstats window=2 current=f sum(count) as before",
        "| join type=left dest [| tstats count as others from datamodel=Endpoint.Processes where Processes.user=root by Processes.dest | rename Processes.dest as dest]",
        "| join dest max=0 [| tstats count as others from datamodel=Endpoint.Processes by Processes.dest Processes.user | rename Processes.* as *]",
        "| append [| tstats count from datamodel=Endpoint.Processes by Processes.dest | rename Processes.dest as dest]",
        "| bin span=10m first | stats count by first",
        "| stats count by dest | bin span=10 count | stats count as c by count",
        #"| convert timeformat="%Y-%m-%d %H:%M:%S" ctime(first) | eval d=strftime(last, "%d.%m.%y %T")"#,
        "| fillnull value=none user | stats count by user",
        "| eval x=tonumber(user), y=tostring(process_id), b=if(isnum(process_id), 1, 0), n=nullif(user, \"root\"), q=round(process_id/7, 2)",
        "| stats stdev(process_id) as a stdevp(process_id) as b var(process_id) as c range(process_id) as d sumsq(process_id) as e perc90(process_id) as f median(process_id) as g by dest",
        "| stats first(user) as f last(user) as l by dest",
        "| table dest missing user | rename user as who | eval z=if(isnull(missing), who, dest)",
    ]

    static func search(_ pipeline: String) -> String {
        pipeline.hasPrefix("| tstats")
            ? pipeline
            : "| tstats count min(_time) as first max(_time) as last from "
                + "datamodel=Endpoint.Processes by Processes.dest Processes.user Processes.process "
                + "Processes.process_id | rename Processes.* as * \(pipeline)"
    }

    /// The engines that are there.
    static let engines =
        (ProcessInfo.processInfo.environment["RISKD_ENGINES"] ?? "duckdb clickhouse")
        .split(separator: " ").compactMap { EngineDialect(rawValue: String($0)) }

    @Test("searches find the same in engines", arguments: engines)
    func parity(_ dialect: EngineDialect) throws {
        let python = try #require(
            ProcessInfo.processInfo.environment["RISKD_ENGINES_PYTHON"])
        let detections = try Self.pipelines.map { try Detection.fixture(Self.search($0)) }
        let directory = try TemporaryDirectory()
        let seed: UInt64 = 0x5EED_0008
        print("\(dialect.displayName): seed \(seed), \(detections.count) searches")
        let events = Self.events(seed: seed)
        var engine = DetectionEngine(detections: detections)
        var lines: [UInt8] = []
        for (number, event) in events.enumerated() {
            engine.ingest(event)
            lines +=
                EventSchema.line(event, collector: "test", sequence: UInt64(number)) + [0x0A]
        }
        let eventsPath = directory.path + "/events.ndjson"
        try Data(lines).write(to: URL(filePath: eventsPath))
        let schedule = detections[0].schedule
        let windows = Set(events.flatMap { schedule.windows(containing: $0.time) })
            .sorted { $0.tick < $1.tick }
            .map { (schedule: EngineNames.schedule(schedule), window: $0) }
        let plan = ParityPlan(detections, dialect, events: eventsPath, windows)
        #expect(plan.refused.isEmpty, "\(plan.refused.map { $0.refusal.description })")
        let driver = directory.path + "/driver.py"
        let text: String? =
            switch dialect {
            case .duckdb: EngineDriver.duckdb
            case .clickhouse: EngineDriver.clickhouse
            case .spark: EngineDriver.spark
            case .flink: nil
            }
        try Data(try #require(text).utf8).write(to: URL(filePath: driver))
        let result = try EngineRun(directory: directory.path).run(
            setup: plan.setup, queries: plan.queries,
            command: [python, driver])
        var own: [Int: [ParityComparison.ComparedRow]] = [:]
        for firing in engine.finish() {
            own[firing.detection, default: []] += firing.rows.map {
                .init(tick: firing.window.tick.nanoseconds, cells: $0.row.cells.map(\.texts))
            }
        }
        for (query, number) in plan.detections.enumerated() {
            let name = Self.pipelines[number]
            #expect(result.errors[query] == nil, "\(name)")
            let other = result.rows.filter { $0.query == query }.map {
                ParityComparison.ComparedRow(tick: $0.tick, cells: $0.cells)
            }
            let difference = ParityComparison.difference(
                name, own: own[number] ?? [], other: other)
            if let difference {
                Issue.record("\(name)\n\(difference.lines.joined(separator: "\n"))")
            }
        }
        // Searches that find nothing would hold nothing.
        let empty = detections.indices.filter { own[$0]?.isEmpty ?? true }
        #expect(empty.isEmpty, "\(empty.map { Self.pipelines[$0] })")
    }

    /// Events with values that engines might take differently: of either case, beyond ASCII, with
    /// wildcards of LIKE, numbers as text, empty and null.
    static func events(seed: UInt64) -> [Event] {
        var random = SplitMix64(seed: seed)
        let users = ["root", "Root", "SYSTEM", "sysadmin", "mira", "7", "", nil]
        let dests = ["h1", "H1", "h2", "h2.example"]
        let processes = [
            "a b1", "A%b c2", "x_y", "xzy", #"c:\d\e"#, "abc  12 b", "Äbc Ä", "\u{212A}elvin k",
            "b\n", " b ", "two\nlines b", "q'uote", "", "cc 3 44", "a.b*c",
        ]
        let numbers = ["1", "2", "10", "0x1f", "9.5", "1e2", "", nil, "33", "100"]
        return (0..<600).map { _ in
            let minute = Int64.random(in: 0..<180, using: &random)
            let edge = Int64.random(in: -1...1, using: &random)
            let time = Timestamp(
                nanoseconds: (1_704_922_000 + minute * 60) * 1_000_000_000 + edge)
            var event = Event(dataSet: Processes.dataSet, time: time)
            func set(_ field: Processes.Field, _ value: String?) {
                if let value { event.set(field.id, value) }
            }
            set(.user, users.randomElement(using: &random) ?? nil)
            set(.dest, dests.randomElement(using: &random))
            set(.process, processes.randomElement(using: &random))
            set(.process_id, numbers.randomElement(using: &random) ?? nil)
            return event
        }
    }
}
