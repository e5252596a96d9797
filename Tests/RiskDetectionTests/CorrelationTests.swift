import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

/// Searches over `Risk.All_Risk`, fed by what other detections find.
struct CorrelationTests {
    private static let start: Int64 = 1_704_913_200  // 2024-01-10 19:00

    /// Two detections that look at processes, and one that adds up what they say.
    private func detections(
        _ correlation: String, cron: String = "0 * * * *", earliest: String = "-24h@h",
        latest: String = "@h"
    ) throws -> [Detection] {
        var first = try Detection.fixture(
            """
            | tstats count from datamodel=Endpoint.Processes where Processes.process_name=a.exe \
            by Processes.dest Processes.user | rename "Processes.*" as *
            """, id: "1", earliest: "-1h@h", latest: "@h")
        first.name = "First"
        first.searchName = "ESCU - First - Rule"
        var second = try Detection.fixture(
            """
            | tstats count min(_time) as _time from datamodel=Endpoint.Processes \
            where Processes.process_name=b.exe by Processes.user | rename "Processes.*" as *
            """, id: "2", cron: "*/30 * * * *", earliest: "-40m@m", latest: "-10m@m")
        second.name = "Second"
        second.searchName = "ESCU - Second - Rule"
        second.annotations = Annotations(lists: [
            ("analytic_story", ["S"]), ("mitre_attack", ["T1059.001", "T1486"]),
        ])
        let third = try Detection.fixture(
            correlation, id: "3", cron: cron, earliest: earliest, latest: latest,
            type: .correlation)
        return [first, second, third]
    }

    private static let sums = """
        | tstats count sum(All_Risk.calculated_risk_score) as score \
        values(All_Risk.annotations.mitre_attack.mitre_tactic_id) as tactics \
        dc(All_Risk.annotations.mitre_attack.mitre_tactic_id) as tactic_count \
        dc(source) as sources min(_time) as first \
        from datamodel=Risk.All_Risk by All_Risk.risk_object All_Risk.risk_object_type \
        | rename "All_Risk.*" as *
        """

    private func event(_ minute: Int, _ name: String, _ user: String) -> Event {
        .process(
            at: Timestamp(seconds: Self.start + Int64(minute) * 60),
            [.dest: "host1", .user: user, .process_name: name])
    }

    private struct Found: Hashable {
        let tick: Int64
        let cells: [Value]
    }

    /// What the rows of a detection came to in the end.
    private func settled(_ firings: [Firing], of detection: Int) -> Set<Found> {
        var last: [String: Found] = [:]
        for firing in firings where firing.detection == detection {
            for fired in firing.rows {
                let tick = firing.window.tick.nanoseconds
                last["\(tick) \(fired.row.identity)"] = Found(
                    tick: tick, cells: fired.row.cells)
            }
        }
        return Set(last.values)
    }

    /// The specification, as plainly as can be: all risk events of the other detections, each run of
    /// the correlation over those in its window, grouped in dictionaries.
    private func expected(_ detections: [Detection], _ events: [Event]) -> Set<Found> {
        var builder = RiskBuilder()
        var risks: [(time: Timestamp, event: RiskEvent)] = []
        for detection in detections.prefix(2) {
            for (window, table) in NaiveSchedule(detection, events).run() {
                for row in table.table.rows {
                    let result = ResultRow.of(detection, window, table.columns, row)
                    for case .risk(let event) in builder.records(of: result) {
                        var time = window.tick
                        if let own = result.value("_time").texts.first.flatMap(Double.init) {
                            time = Timestamp(nanoseconds: Int64((own * 1e9).rounded()))
                        }
                        risks.append((time, event))
                    }
                }
            }
        }
        let schedule = detections[2].schedule
        var found: Set<Found> = []
        var tick = Timestamp(seconds: Self.start - 3 * 86_400)
        while let next = schedule.cron.next(after: tick, zone: .utc),
            next.seconds < Self.start + 6 * 86_400
        {
            tick = next
            let window = schedule.window(at: tick)
            var groups: [[String]: [(time: Timestamp, event: RiskEvent)]] = [:]
            for risk in risks where window.contains(risk.time) {
                groups[[risk.event.riskObject, risk.event.riskObjectType], default: []]
                    .append(risk)
            }
            for (key, members) in groups {
                let techniques = members.flatMap {
                    $0.event.result.detection.annotations.list("mitre_attack")
                }
                let tactics = Set(
                    techniques.flatMap { AttackTechniques.tactics(of: $0) }.map(\.id)
                ).sorted()
                let score = members.reduce(0) { $0 + $1.event.riskScore }
                let sources = Set(members.map(\.event.result.detection.searchName))
                found.insert(
                    Found(
                        tick: tick.nanoseconds,
                        cells: [
                            .string(key[0]), .string(key[1]), .integer(Int64(members.count)),
                            .double(Double(score)), Value(values: tactics),
                            .integer(Int64(tactics.count)), .integer(Int64(sources.count)),
                            .time(members.map(\.time).min() ?? tick),
                        ]))
            }
        }
        return found
    }

    private static let schedules = [
        ("0 * * * *", "-24h@h", "@h"), ("*/15 * * * *", "-2h", "now"),
        ("30 * * * *", "-70m@m", "-10m@m"),
    ]

    private func events(_ random: inout SplitMix64) -> [Event] {
        (0..<50).map { _ in
            event(
                Int.random(in: 0..<600, using: &random),
                ["a.exe", "b.exe", "c.exe"].randomElement(using: &random)!,
                ["ann", "bob", "eve"].randomElement(using: &random)!)
        }
    }

    @Test(
        "what a correlation settles at equals a batch over all risk events",
        arguments: 0..<UInt64(24))
    func equalsBatch(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let (cron, earliest, latest) = Self.schedules[Int(seed) % Self.schedules.count]
        let detections = try detections(
            Self.sums, cron: cron, earliest: earliest, latest: latest)
        let events = events(&random)
        let expected = expected(detections, events)
        let keep = LateEvents.amend(keepSeconds: 30 * 86_400)

        var whole = DetectionEngine(detections: detections, lateEvents: keep)
        for event in events.shuffled(using: &random) { whole.ingest(event) }
        #expect(settled(whole.finish(), of: 2) == expected, "seed \(seed)")

        // As they come, with triggers in between, restarts among them.
        var engine = DetectionEngine(detections: detections, lateEvents: keep)
        var saved = detections.map { _ in SavedCheckpoint() }
        var firings: [Firing] = []
        for event in events.sorted(by: { $0.time < $1.time }) {
            let late = Int64.random(in: 0...4_000, using: &random)
            firings += engine.advance(to: Timestamp(seconds: event.time.seconds + late))
            engine.ingest(event)
            if Int.random(in: 0..<5, using: &random) == 0 {
                for (index, changes) in engine.takeChanges().enumerated() {
                    saved[index].take(changes)
                }
                engine = DetectionEngine(detections: detections, lateEvents: keep)
                for index in detections.indices { try engine.restore(index, saved[index].state) }
            }
        }
        firings += engine.finish()
        firings += engine.advance(to: Timestamp(seconds: Self.start + 5 * 86_400))
        #expect(settled(firings, of: 2) == expected, "seed \(seed)")
    }

    @Test("a run sees the risk events of runs before it, not of its own tick")
    func order() throws {
        let detections = try detections(Self.sums, earliest: "-24h", latest: "now")
        var engine = DetectionEngine(detections: detections, lateEvents: .count)
        for hour in 0..<3 { engine.ingest(event(hour * 60 + 1, "a.exe", "ann")) }
        let firings = engine.finish().filter { $0.detection == 2 }
        // Risk events stand at 20:00, 21:00 and 22:00; the run at 21:00 sees the first.
        let users = firings.prefix(3).map { firing in
            firing.rows.filter { $0.row.cells[1] == .string("user") }.map { $0.row.cells[3] }
        }
        #expect(firings[0].window.tick.seconds == Self.start + 2 * 3_600)
        #expect(users == [[.double(56)], [.double(112)], [.double(168)]])
    }

    @Test("one call over many ticks gives what a call for each tick gives")
    func granularity() throws {
        let detections = try detections(Self.sums)
        var random = SplitMix64(seed: 7)
        let events = events(&random)
        let end = Timestamp(seconds: Self.start + 3 * 86_400)
        var once = DetectionEngine(detections: detections)
        for event in events { once.ingest(event) }
        var often = once
        var firings: [Firing] = []
        var now = Timestamp(seconds: Self.start - 3_600)
        while now < end {
            now = Timestamp(seconds: now.seconds + 900)
            firings += often.advance(to: now)
        }
        let first = once.advance(to: end)
        #expect(first.map(\.window.tick) == firings.map(\.window.tick))
        #expect(first.map { $0.rows.map(\.row) } == firings.map { $0.rows.map(\.row) })
        #expect(first.contains { $0.detection == 2 })
    }

    @Test("a field with several values groups by each, and matches with any")
    func multivalues() throws {
        let detections = try detections(
            """
            | tstats count from datamodel=Risk.All_Risk \
            where All_Risk.annotations.mitre_attack.mitre_tactic IN ("impact", "persistence") \
            All_Risk.risk_object_type=user \
            by All_Risk.risk_object All_Risk.annotations.mitre_attack.mitre_tactic
            """)
        var engine = DetectionEngine(detections: detections)
        engine.ingest(event(5, "a.exe", "ann"))  // T1197: persistence, defense evasion
        engine.ingest(event(5, "b.exe", "bob"))  // T1059, T1486: execution, impact
        let firing = try #require(engine.finish().last { $0.detection == 2 && $0.rows.count > 2 })
        #expect(
            firing.rows.map { $0.row.cells[0].texts + $0.row.cells[1].texts } == [
                ["ann", "defense-evasion"], ["ann", "persistence"], ["bob", "execution"],
                ["bob", "impact"],
            ])
    }

    @Test("a risk event with more combinations of values than get groups is counted")
    func combinations() throws {
        var detections = try detections(
            """
            | tstats count from datamodel=Risk.All_Risk \
            by All_Risk.analyticstories All_Risk.annotations.mitre_attack
            """)
        let many = (0..<32).map { "s\($0)" }
        detections[0].annotations = Annotations(lists: [
            ("analytic_story", many), ("mitre_attack", many),
        ])
        var engine = DetectionEngine(detections: detections)
        engine.ingest(event(5, "a.exe", "ann"))
        let firing = try #require(engine.finish().last { $0.detection == 2 })
        // For each of the two objects of the row; groups are of all events of the window.
        #expect(firing.rows.count == 1_000)
        #expect(engine.counters(of: 2).combinationOverflow == 2)
    }

    @Test("rows that an exception keeps back feed no correlation")
    func exceptions() throws {
        var detections = try detections(Self.sums)
        detections[0].exceptions = [
            RowException(
                conditions: [.init(column: "user", patterns: [TextPattern("ann")])], owner: "x",
                reason: "y", expires: nil)
        ]
        var engine = DetectionEngine(detections: detections)
        engine.ingest(event(5, "a.exe", "ann"))
        engine.ingest(event(5, "a.exe", "bob"))
        let objects = engine.finish().filter { $0.detection == 2 }
            .flatMap { $0.rows.map { $0.row.cells[0] } }
        #expect(Set(objects) == [.string("bob"), .string("host1")])
    }

    @Test("a correlation feeds no other, and its notable has the score that it added up")
    func notable() throws {
        var detections = try detections(
            """
            | tstats sum(All_Risk.calculated_risk_score) as risk_score \
            from datamodel=Risk.All_Risk by All_Risk.risk_object | rename "All_Risk.*" as * \
            | eval dest=risk_object | where risk_score > 100
            """)
        detections[2].risk = RiskAnnotation(
            message: "$risk_object$ has $risk_score$", riskObjects: [], threatObjects: [])
        var engine = DetectionEngine(detections: detections)
        for minute in [5, 65] { engine.ingest(event(minute, "a.exe", "ann")) }
        let firings = engine.finish().filter { $0.detection == 2 }
        var builder = RiskBuilder()
        let records = firings.flatMap { builder.records(of: $0, detections[2]) }
        guard case .notable(let notable)? = records.first else {
            Issue.record("no notable")
            return
        }
        #expect(notable.riskScore == 112)
        #expect(notable.riskMessage == "ann has 112")
        // From 22:00, when both are seen, until the first is 24 hours old.
        #expect(Set(firings.map(\.window.tick)).count == 23)
    }
}
