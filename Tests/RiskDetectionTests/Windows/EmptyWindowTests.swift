import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Windows in which nothing matched: a replay answers them as the daemon does.
struct EmptyWindowTests {
    private static let catalog = LookupCatalog([
        LookupTable(name: "hosts", columns: ["host"], rows: [["ws-1"], ["ws-2"]]),
        LookupTable(name: "none", columns: ["host"], rows: []),
    ])

    private static let scan =
        "| tstats count from datamodel=Endpoint.Processes where "
        + "Processes.process_name=beat.exe"

    /// Searches, and whether a window without a match can have rows.
    static let searches: [(String, Bool)] = [
        (scan, true), (scan + " | where count=0", true),
        (scan + " by Processes.dest", false),
        (scan + " by Processes.dest | stats count", true),
        (scan + " by Processes.dest | stats count | where count=0", true),
        (scan + " by Processes.dest | stats count by Processes.dest | stats dc(x) as n", true),
        (scan + " by Processes.dest | eventstats count as n | where n=0", false),
        (scan + " by Processes.dest | append [| inputlookup hosts]", true),
        (scan + " by Processes.dest | append [| inputlookup none]", false),
        (scan + " by Processes.dest | append [| inputlookup hosts | where host=\"ws-2\"]", true),
        ("| inputlookup hosts", true),
        (
            "| inputlookup hosts | join type=left host [\(scan) by Processes.dest "
                + "| rename Processes.dest as host | fields host count] | where isnull(count)", true
        ),
        (scan + " by Processes.dest | join Processes.dest [\(scan) | eval x=1]", false),
    ]

    private static func detection(
        _ search: String, _ schedule: (String, String, String), id: String = "1"
    ) throws -> Detection {
        let compiled = SearchCompiler(macros: MacroTable(), lookups: catalog).compile(search)
        var detection = try Detection.fixture(
            scan, id: id, cron: schedule.0, earliest: schedule.1, latest: schedule.2)
        detection.plan = try #require(compiled.plan, "\(search): \(compiled.errors)")
        return detection
    }

    @Test("which searches answer a window without a match", arguments: searches.indices)
    func answers(_ index: Int) throws {
        let (search, answers) = Self.searches[index]
        let detection = try Self.detection(search, ("0 * * * *", "-1h@h", "@h"))
        #expect(detection.plan.answersEmptyWindows == answers, "\(search)")
    }

    private static let start = Timestamp(seconds: 1_704_913_200)

    private static func event(_ minutes: Int64, _ name: String) -> Event {
        .process(
            at: start.adding(seconds: minutes * 60 + 7), [.process_name: name, .dest: "ws-1"])
    }

    /// Ticks in minutes after the start, and the first cell of each row.
    private static func told(_ firings: [Firing]) -> [String] {
        firings.map { firing in
            let minutes = (firing.window.tick.seconds - start.seconds) / 60
            return "\(minutes) "
                + firing.rows.map { $0.row.cells[0].texts.joined() }
                .joined(separator: ",")
        }
    }

    @Test("an alarm for silence fires in a replay for each silent run that the log shows")
    func silence() throws {
        let search = Self.scan + " by Processes.dest | stats count | where count=0"
        let detection = try Self.detection(search, ("*/10 * * * *", "-10m@m", "@m"))
        // events  b···b·······x   (b: beat.exe, x: another, one column five minutes)
        // fires   ··!·····!·!····
        func replay(_ from: Timestamp?, _ to: Timestamp?) -> [String] {
            var engine = DetectionEngine(detections: [detection])
            for (minutes, name) in [(2, "beat.exe"), (22, "beat.exe"), (61, "x.exe")] {
                engine.ingest(Self.event(Int64(minutes), name))
            }
            let span = Self.event(2, "").time...Self.event(61, "").time
            return Self.told(engine.finish(over: span, from: from, to: to))
        }
        #expect(replay(nil, nil) == ["20 0", "40 0", "50 0", "60 0", "70 0"])
        #expect(
            replay(nil, Self.start.adding(seconds: 90 * 60)).suffix(3) == ["70 0", "80 0", "90 0"])
        #expect(
            replay(Self.start.adding(seconds: -20 * 60), nil).prefix(3) == [
                "-20 0", "-10 0", "0 0",
            ])
        #expect(replay(nil, Self.start.adding(seconds: 40 * 60)) == ["20 0", "40 0"])
    }

    @Test("over a log without any event only runs that are named are evaluated")
    func nothing() throws {
        let detection = try Self.detection(Self.scan, ("0 * * * *", "-1h@h", "@h"))
        func replay(_ from: Timestamp?, _ to: Timestamp?) -> [String] {
            var engine = DetectionEngine(detections: [detection])
            return Self.told(engine.finish(over: nil, from: from, to: to))
        }
        let end = Self.start.adding(seconds: 2 * 3_600)
        #expect(replay(Self.start, end) == ["0 0", "60 0", "120 0"])
        #expect(replay(nil, end).isEmpty && replay(Self.start, nil).isEmpty)
        #expect(replay(end, Self.start).isEmpty)
    }

    @Test("a detection with long windows does not carry another one beyond the end of the log")
    func ends() throws {
        let short = try Self.detection(Self.scan, ("*/10 * * * *", "-10m@m", "@m"))
        let long = try Self.detection(
            Self.scan + " by Processes.dest", ("0 * * * *", "-24h@h", "@h"), id: "2")
        var engine = DetectionEngine(detections: [short, long])
        engine.ingest(Self.event(2, "beat.exe"))
        let firings = engine.finish(
            over: Self.event(2, "").time...Self.event(2, "").time, from: nil, to: nil)
        #expect(Self.told(firings.filter { $0.detection == 0 }) == ["10 1"])
        #expect(firings.count(where: { $0.detection == 1 }) == 24)
    }

    @Test("runs that see a stretch of time, also where windows leave gaps")
    func ticks() throws {
        func minutes(_ schedule: (String, String, String), _ from: Int64, _ to: Int64) throws
            -> [Int64]?
        {
            let ticks = try Self.detection(Self.scan, schedule).schedule.ticks(
                over: Self.start.adding(seconds: from * 60)...Self.start.adding(seconds: to * 60))
            return ticks.map { [$0.lowerBound, $0.upperBound] }?.map {
                ($0.seconds - Self.start.seconds) / 60
            }
        }
        #expect(try minutes(("0 * * * *", "-70m@m", "-10m@m"), 0, 0) == [60, 60])
        #expect(try minutes(("*/10 * * * *", "-60m@m", "@m"), 5, 5) == [10, 60])
        #expect(try minutes(("0 * * * *", "-70m@m", "-10m@m"), 49, 50) == [60, 120])
        // Only the last ten minutes of an hour are seen.
        #expect(try minutes(("0 * * * *", "-10m@m", "@m"), 5, 55) == [60, 60])
        #expect(try minutes(("0 * * * *", "-10m@m", "@m"), 5, 20) == nil)
    }

    @Test(
        "a replay gives what the daemon gives, over any log and schedule",
        arguments: 0..<UInt64(120))
    func replayEqualsDaemon(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let schedules = [
            ("*/10 * * * *", "-10m@m", "@m"), ("0 * * * *", "-70m@m", "-10m@m"),
            ("*/15 * * * *", "-60m@m", "now"), ("*/30 * * * *", "-5m@m", "@m"),
        ]
        let detections = try (0..<3).map { number in
            try Self.detection(
                Self.searches.randomElement(using: &random)!.0,
                schedules.randomElement(using: &random)!, id: "\(number)")
        }
        let count = Int.random(in: 0...8, using: &random)
        let events = (0..<count).map { _ in
            Self.event(
                Int64.random(in: 1..<300, using: &random),
                ["beat.exe", "beat.exe", "x.exe"].randomElement(using: &random)!)
        }.sorted { $0.time < $1.time }
        let end = Self.start.adding(seconds: Int64.random(in: 300..<400, using: &random) * 60)
        let execution: Execution = Bool.random(using: &random) ? .plain : .fast

        // The daemon stands at the start, and gets each event before the next run.
        var daemon = DetectionEngine(detections: detections, execution: execution)
        _ = daemon.advance(to: Self.start)
        var told: [Firing] = []
        var rest = events[...]
        var now = Self.start
        while let tick = daemon.nextTick(after: now), tick <= end {
            while let event = rest.first, event.time <= tick {
                daemon.ingest(event)
                rest.removeFirst()
            }
            told += daemon.advance(to: tick)
            now = tick
        }

        var replay = DetectionEngine(detections: detections, execution: execution)
        for event in events.shuffled(using: &random) { replay.ingest(event) }
        let span = events.first.flatMap { first in events.last.map { first.time...$0.time } }
        let from = Self.start.adding(seconds: 1)
        let firings = replay.finish(over: span, from: from, to: end)
            .filter { (from...end).contains($0.window.tick) }
        func lines(_ firings: [Firing]) -> [String] {
            firings.flatMap { firing in
                firing.rows.map { row in
                    "\(firing.window.tick.seconds) \(firing.detection) "
                        + row.row.cells.map { $0.texts.joined(separator: "|") }
                        .joined(separator: " ")
                }
            }.sorted()
        }
        #expect(lines(firings) == lines(told), "seed \(seed)")
    }
}
