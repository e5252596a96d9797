import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Raw searches whose scan makes the groups of their first `stats`.
struct StatsLoweringTests {
    private func outputs(_ search: String, _ execution: Execution = .fast) throws -> [Scan.Output] {
        let engine = DetectionEngine(
            detections: [try Detection.fixture(search)], execution: execution)
        return engine.detections[0].plan.scans.map(\.output)
    }

    @Test(
        "what stands before stats is asked of events",
        arguments: [
            "EventCode=1 | stats count by user",
            "EventCode=1 | stats count max(_time) as b values(x) as x dc(y) as y by user",
            "EventCode=1 | rename user as who | search who=a* | stats count by who",
            "EventCode=1 | fields user _time | stats earliest(_time) as a latest(_time) as b by user",
            "EventCode=1 | bin _time span=5m | stats dc(user) as n by _time dest | where n>3",
            "EventCode=1 | where isnotnull(a) | eval b=a | stats count by b",
            "EventCode=1 | sort 0 user | stats estdc(x) as x",
            "EventCode=1 | stats count by _time",
        ])
    func grouped(search: String) throws {
        #expect(try outputs(search) == [.stats])
        #expect(try outputs(search, .plain) == [.events])
    }

    @Test(
        "a search whose rows depend on more keeps its events",
        arguments: [
            "EventCode=1 | table user", "EventCode=1 | stats list(x) as x by user",
            "EventCode=1 | stats first(x) as x by user",
            "EventCode=1 | stats latest(x) as x by user",
            "EventCode=1 | stats sum(x) as x stdev(x) as y by user",
            "EventCode=1 | eval u=upper(user) | stats count by u",
            "EventCode=1 | where user=dest | stats count by user",
            "EventCode=1 | dedup user | stats count by user",
            "EventCode=1 | bin _time span=5m | stats min(_time) as a by user",
            "EventCode=1 | rename _time as t | stats earliest(t) as a by user",
            "EventCode=1 | search _time>5 | stats count by user",
            "EventCode=1 | stats count(eval(a=1)) as n by user",
            "EventCode=1 | eventstats count as all by user | stats count by all",
        ])
    func kept(search: String) throws {
        #expect(try outputs(search) == [.events])
    }

    @Test("each search of a join is looked at by itself")
    func joined() throws {
        let search =
            "EventCode=1 | stats count by Name | join Name [search EventCode=2 | head 3 | table Name]"
        #expect(try outputs(search).sorted { "\($0)" < "\($1)" } == [.events, .stats])
    }

    /// Those of the test of streams, and some that answer windows without events.
    private static let searches =
        RawEventTests.searches + [
            "EventCode=1 | stats count min(Name) as m values(user) as u",
            "EventCode=2 | stats max(EventCode) as e min(user) as m by Name Name2 dest",
            "EventCode IN (1, 3) \"go now\" | stats count values(Name) as n by user _time",
        ]

    @Test(
        "rows, their identities and the order of firings are those of kept events",
        arguments: 0..<UInt64(24))
    func twins(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 31_000)
        let detections = try Self.searches.enumerated().map { number, search in
            let schedules = RawEventTests.schedules
            let (cron, earliest, latest) = schedules[(Int(seed) + number) % schedules.count]
            return try Detection.fixture(
                search, id: "\(number)", cron: cron, earliest: earliest, latest: latest)
        }
        var streams = Execution.allCases.map {
            RestartedStream(detections, .amend(keepSeconds: 86_400), $0)
        }
        let dataSet = try #require(streams[0].engine.rawDataSet)
        var rows = 0
        func agree(_ body: (inout DetectionEngine) -> [Firing]) {
            let firings = streams.indices.map { body(&streams[$0].engine) }
            let texts = firings.map { $0.map { String(reflecting: $0) } }
            #expect(texts[0] == texts[1], "seed \(seed)")
            rows += firings[0].reduce(0) { $0 + $1.rows.count }
        }
        for event in RawEventTests.events(80, of: dataSet, &random).shuffled(using: &random) {
            for index in streams.indices { streams[index].engine.ingest(event) }
            if Int.random(in: 0..<12, using: &random) == 0 {
                let now = Timestamp(seconds: event.time.seconds + 2_000)
                agree { $0.advance(to: now) }
            }
            if Int.random(in: 0..<20, using: &random) == 0 {
                for index in streams.indices { try streams[index].restart() }
            }
        }
        agree { $0.finish() }
        #expect(rows > 0)
    }

    @Test("lists of many values in two keys are so many groups, and the rest is counted")
    func manyCombinations() throws {
        let detection = try Detection.fixture("EventCode=1 | stats count by a b")
        for execution in Execution.allCases {
            var engine = DetectionEngine(detections: [detection], execution: execution)
            let dataSet = try #require(engine.rawDataSet)
            var event = Event(dataSet: dataSet, time: Timestamp(seconds: 1_704_913_000))
            event.set(try #require(dataSet.field("EventCode")), "1")
            for name in ["a", "b"] {
                let field = try #require(dataSet.field(name))
                for number in 0..<200 { event.add(field, Array("\(name)\(number)".utf8)) }
            }
            engine.ingest(event)
            let firings = engine.finish()
            #expect(firings.first?.rows.count == Odometer.combinationsMax)
            #expect(
                engine.counters(of: 0).rowOverflow == 200 * 200 - Odometer.combinationsMax,
                "\(execution)")
            // The last by its text; those of the values behind `a49` are left out.
            #expect(firings.first?.rows.last?.row.cells.first == .string("a9"))
        }
    }
}

struct OdometerTests {
    private func places(_ counts: [Int]) -> (places: [[Int]], leftOut: Int) {
        var places: [[Int]] = []
        let leftOut = Odometer.forEach(counts) { places.append($0) }
        return (places, leftOut)
    }

    @Test func `each combination comes once, the first list slowest`() {
        let (places, leftOut) = places([2, 1, 3])
        #expect(
            places == [[0, 0, 0], [0, 0, 1], [0, 0, 2], [1, 0, 0], [1, 0, 1], [1, 0, 2]])
        #expect(leftOut == 0)
        #expect(self.places([]).places == [[]])
    }

    @Test func `a list without values leaves none, and too many are counted`() {
        #expect(places([.max, .max, 0]).places.isEmpty)
        #expect(places([.max, 0]).leftOut == 0)
        let (many, leftOut) = places([Odometer.combinationsMax, 2])
        #expect(many.count == Odometer.combinationsMax)
        #expect(leftOut == Odometer.combinationsMax)
        #expect(places([.max, .max]).leftOut == .max - Odometer.combinationsMax)
    }
}
