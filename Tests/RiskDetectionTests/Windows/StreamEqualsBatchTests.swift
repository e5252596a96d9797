import CIM
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

/// The specification, as a property: whatever the order of arrival, the schedule and the points
/// of restart, the stream's rows are those of the scheduled search.
struct StreamEqualsBatchTests {
    static let search = """
        | tstats count min(_time) as first max(_time) as last values(Processes.process) as all \
        dc(Processes.process_id) as ids latest(Processes.process) as newest \
        earliest(Processes.process) as oldest sum(Processes.process_id) as sum \
        max(Processes.process) as greatest fillnull_value=null from datamodel=Endpoint.Processes \
        where (Processes.process_name=a* OR Processes.process_name=b.exe) \
        NOT Processes.process=*x* by Processes.dest Processes.user \
        | rename "Processes.*" as * | search user!=root
        """

    /// Scans that see their events at once, that look at all of them or at what they matched when the
    /// window is over, that are joined;
    /// conditions of the trunk that come down to the scan.
    static let searches: [String] = [
        search,
        """
        | tstats count min(_time) as first from datamodel=Endpoint.Processes \
        where Processes.user!=root by Processes.process Processes.process_name Processes.user \
        | rename "Processes.*" as * | where like(process, "g%") OR match(process, "st.p")
        """,
        """
        | tstats count values(Processes.process_name) as names fillnull_value=null \
        from datamodel=Endpoint.Processes by Processes.process Processes.dest Processes.user \
        | rename "Processes.*" as * | join max=0 dest user \
        [| tstats count as others fillnull_value=null from datamodel=Endpoint.Processes \
        where Processes.process_name=b.exe Processes.process=stop \
        by Processes.dest Processes.user | rename "Processes.*" as *]
        """,
        """
        | tstats count dc(Processes.process_name) as names from datamodel=Endpoint.Processes \
        where NOT Processes.process_name IN (x*, y.exe, c.exe, d.exe) \
        by Processes.process Processes.user | rename "Processes.*" as * \
        | eval parts=mvcount(split(process,"o"))-1 | search parts>0 NOT user=bob
        """,
        """
        | tstats count values(Processes.process) as all min(_time) as first \
        from datamodel=Endpoint.Processes where Processes.process_name=a.exe \
        by Processes.process_id Processes.user | rename "Processes.*" as * | join process_id \
        [| tstats count as others from datamodel=Endpoint.Processes \
        where Processes.process_name=b.exe by Processes.process_id | rename "Processes.*" as *]
        """,
    ]

    /// Groups of which there is too much go again, so that what is late takes rows away: those that
    /// were told of stay told.
    static let rarities = """
        | tstats count dc(Processes.user) as users values(Processes.user) as who \
        values(Processes.process) as all max(_time) as last from datamodel=Endpoint.Processes \
        by Processes.process_name Processes.dest | rename "Processes.*" as * \
        | search users<3 | where count<=9
        """

    /// A search for each seed, every one with each schedule.
    private static func search(_ seed: UInt64) -> String {
        searches[Int(seed) / schedules.count % searches.count]
    }

    /// Cron, earliest, latest.
    static let schedules: [(String, String, String)] = [
        ("0 * * * *", "-70m@m", "-10m@m"),
        ("*/5 * * * *", "-60m@m", "now"),
        ("*/15 * * * *", "-20m@m", "-10m@m"),
        ("7,22 */2 * * *", "-4h@h", "-1h@h"),
        ("30 6 * * *", "-1d@d", "@d"),
        ("*/10 * * * *", "-1h", "-30m"),
    ]

    func events(_ count: Int, _ random: inout SplitMix64) -> [Event] {
        let start: Int64 = 1_704_913_000
        return (0..<count).map { _ in
            let time = Timestamp(
                nanoseconds: start * 1_000_000_000
                    + Int64.random(in: 0..<(5 * 3_600), using: &random) * 1_000_000_000
                    + [0, 1, 999_999_999].randomElement(using: &random)!)
            var event = Event.process(
                at: time,
                [
                    .process_name: ["a.exe", "A.exe", "b.exe", "c.exe"]
                        .randomElement(using: &random)!,
                    .process: ["run", "go x the long way", "stop", "Run"].randomElement(
                        using: &random)!,
                    .user: ["annabelle", "bob", "root"].randomElement(using: &random)!,
                ])
            // Sometimes null: `fillnull_value` puts text in its place.
            if Bool.random(using: &random) { event.set(Processes.Field.dest.id, "host1") }
            if Bool.random(using: &random) {
                event.set(
                    Processes.Field.process_id.id, String(Int.random(in: 1...9, using: &random)))
            }
            return event
        }
    }

    /// Both engines.
    static let executions = Execution.allCases

    private struct ResultKey: Hashable {
        let tick: Int64
        /// The texts of each cell.
        let cells: [[String]]

        init(_ window: Window, _ cells: [[String]]) {
            tick = window.tick.nanoseconds
            self.cells = cells.map { $0.map(Self.rounded) }
        }

        /// Numbers but for what adding up in another order makes of them.
        private static func rounded(_ text: String) -> String {
            guard text.utf8.contains(UInt8(ascii: ".")), let number = Double(text) else {
                return text
            }
            return String(format: "%.12g", number)
        }
    }

    /// What the rows came to in the end: the last revision of each.
    private func settled(_ firings: [Firing]) -> Set<ResultKey> {
        var last: [String: (revision: Int, key: ResultKey)] = [:]
        for firing in firings {
            for fired in firing.rows {
                let identity = "\(firing.window.tick.nanoseconds) \(fired.row.identity)"
                #expect(fired.revision == (last[identity]?.revision ?? 0) + 1)
                let key = ResultKey(firing.window, fired.row.cells.map(\.texts))
                last[identity] = (fired.revision, key)
            }
        }
        return Set(last.values.map(\.key))
    }

    /// The rows that only one side has: short to read when a test fails.
    private func difference(
        _ actual: Set<ResultKey>, _ expected: Set<ResultKey>
    ) -> [String] {
        actual.subtracting(expected).prefix(2).map { "extra \($0)" }
            + expected.subtracting(actual).prefix(2).map { "missing \($0)" }
    }

    private func expected(_ detection: Detection, _ events: [Event]) -> Set<ResultKey> {
        var rows: Set<ResultKey> = []
        for (window, table) in NaiveSchedule(detection, events).run() {
            for row in table.rows { rows.insert(ResultKey(window, row)) }
        }
        return rows
    }

    @Test(
        "any order of arrival, then the end", arguments: 0..<UInt64(schedules.count * 10),
        executions)
    func anyOrder(seed: UInt64, execution: Execution) throws {
        try checkAnyOrder(Self.search(seed), 60, seed, execution)
    }

    @Test(
        "groups that stop gathering at a ceiling, in any order of arrival",
        arguments: 0..<UInt64(schedules.count * 4), executions)
    func ceilings(seed: UInt64, execution: Execution) throws {
        try checkAnyOrder(Self.rarities, 200, seed, execution)
    }

    @Test(
        "any search, with any order of arrival and restarts in between",
        arguments: 0..<UInt64(schedules.count * 20), executions)
    func anySearch(seed: UInt64, execution: Execution) throws {
        var random = SplitMix64(seed: seed &+ 4_000)
        let (cron, earliest, latest) = Self.schedules[Int(seed) % Self.schedules.count]
        var generator = SearchGenerator(random: random)
        let search = generator.search()
        let detection = try Detection.fixture(
            search, cron: cron, earliest: earliest, latest: latest)
        let events = events(60, &random)
        var stream = RestartedStream([detection], .amend(keepSeconds: 86_400), execution)
        for event in events.shuffled(using: &random) {
            stream.engine.ingest(event)
            if Int.random(in: 0..<20, using: &random) == 0 { try stream.restart() }
        }
        let firings = stream.engine.finish()
        let rows = difference(settled(firings), expected(detection, events))
        #expect(rows.isEmpty, "seed \(seed): \(search)")
    }

    private func checkAnyOrder(
        _ search: String, _ count: Int, _ seed: UInt64, _ execution: Execution
    ) throws {
        var random = SplitMix64(seed: seed)
        let (cron, earliest, latest) = Self.schedules[Int(seed) % Self.schedules.count]
        let detection = try Detection.fixture(
            search, cron: cron, earliest: earliest, latest: latest)
        let events = events(count, &random)
        var engine = DetectionEngine(detections: [detection], execution: execution)
        for event in events.shuffled(using: &random) { engine.ingest(event) }
        let firings = engine.finish()
        #expect(firings.allSatisfy { !$0.isAmendment })
        #expect(
            difference(settled(firings), expected(detection, events)).isEmpty, "seed \(seed)")
    }

    @Test(
        "triggers while events arrive late, and restarts",
        arguments: 0..<UInt64(schedules.count * 10), executions)
    func lateAndRestarted(seed: UInt64, execution: Execution) throws {
        var random = SplitMix64(seed: seed &+ 1_000)
        let (cron, earliest, latest) = Self.schedules[Int(seed) % Self.schedules.count]
        let detection = try Detection.fixture(
            Self.search(seed), cron: cron, earliest: earliest, latest: latest)
        let events = events(60, &random)
        let keep = LateEvents.amend(keepSeconds: 10 * 86_400)
        var stream = RestartedStream([detection], keep, execution)
        var firings: [Firing] = []
        for event in events.shuffled(using: &random) {
            stream.engine.ingest(event)
            if Int.random(in: 0..<8, using: &random) == 0 {
                // Some moment within the run, by which triggers before it have fired.
                let offset = Int64.random(in: -3_600..<20_000, using: &random)
                firings += stream.engine.advance(
                    to: Timestamp(seconds: event.time.seconds + offset))
            }
            if Int.random(in: 0..<6, using: &random) == 0 { try stream.restart() }
        }
        firings += stream.engine.finish()
        firings += stream.engine.advance(to: Timestamp(seconds: 1_706_000_000))
        #expect(difference(settled(firings), expected(detection, events)).isEmpty)
    }

    @Test(
        "a few rows at a time, with restarts between, are the same rows",
        arguments: 0..<UInt64(schedules.count * 6), executions)
    func fewRows(seed: UInt64, execution: Execution) throws {
        var random = SplitMix64(seed: seed &+ 3_000)
        let (cron, earliest, latest) = Self.schedules[Int(seed) % Self.schedules.count]
        let detection = try Detection.fixture(
            Self.search, cron: cron, earliest: earliest, latest: latest)
        let events = events(80, &random).sorted { $0.time < $1.time }
        let policy: LateEvents = seed % 2 == 0 ? .count : .amend(keepSeconds: 86_400)
        func made() -> DetectionEngine {
            DetectionEngine(detections: [detection], lateEvents: policy, execution: execution)
        }
        var engine = made()
        var saved = SavedCheckpoint()
        var firings: [Firing] = []
        func advance(to time: Timestamp) throws {
            var isComplete = false
            while !isComplete {
                let rowsMax = Int.random(in: 1...3, using: &random)
                let (some, isLast) = engine.advance(to: time, rowsMax: rowsMax)
                #expect(some.reduce(0) { $0 + $1.rows.count } <= rowsMax)
                firings += some
                isComplete = isLast
                guard Bool.random(using: &random) else { continue }
                saved.take(engine.takeChanges()[0])
                engine = made()
                try engine.restore(0, saved.state)
            }
        }
        for (index, event) in events.enumerated() {
            engine.ingest(event)
            // Only what is past for the events to come fires, so that none is late.
            guard index % 10 == 9 else { continue }
            try advance(to: event.time)
        }
        try advance(to: Timestamp(seconds: 1_706_000_000))
        #expect(firings.allSatisfy { $0.rows.allSatisfy { $0.revision == 1 } })
        #expect(difference(settled(firings), expected(detection, events)).isEmpty)
    }

    @Test(
        "with the policy `count`, a late event changes nothing", arguments: 0..<UInt64(16),
        executions)
    func counted(seed: UInt64, execution: Execution) throws {
        var random = SplitMix64(seed: seed &+ 2_000)
        let detection = try Detection.fixture(Self.search)
        let events = events(60, &random).shuffled(using: &random)
        var engine = DetectionEngine(
            detections: [detection], lateEvents: .count, execution: execution)
        var inTime: [Event] = []
        var firings: [Firing] = []
        var now = Timestamp(seconds: 1_704_900_000)
        for event in events {
            engine.ingest(event)
            let windows = detection.schedule.windows(containing: event.time)
            if windows.allSatisfy({ $0.tick > now }) { inTime.append(event) }
            if Int.random(in: 0..<10, using: &random) == 0 {
                now = max(now, Timestamp(seconds: event.time.seconds + 600))
                firings += engine.advance(to: now)
            }
        }
        firings += engine.finish()
        #expect(firings.allSatisfy { !$0.isAmendment })
        #expect(difference(settled(firings), expected(detection, inTime)).isEmpty)
    }
}
