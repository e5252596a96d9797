import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

/// Which rows an event counted in, and at what cost.
struct RowMatcherTests {
    /// Rows that are those of the scan, and rows that `stats` makes of them.
    private static let groups = """
        | tstats count from datamodel=Endpoint.Processes where Processes.user=bob \
        by Processes.process_id Processes.user
        """
    private static let others =
        groups + #" | rename "Processes.*" as * | stats sum(count) as n by process_id user"#

    private static func events(_ count: Int, secondsApart: Int64) -> [Event] {
        (0..<count).map { number in
            Event.process(
                at: Timestamp(seconds: 1_704_913_200 + Int64(number) * secondsApart),
                [.process_id: "\(number)", .user: number % 10 == 9 ? "ann" : "bob"])
        }
    }

    /// The firings of one detection over some events, and where each event counts.
    private func run(
        _ search: String, _ events: [Event]
    ) throws -> (firings: [Firing], places: [[RowMatcher.Place]], steps: Int) {
        let detection = try Detection.fixture(
            search, cron: "*/30 * * * *", earliest: "-60m@m", latest: "@m")
        var engine = DetectionEngine(detections: [detection])
        for event in events { engine.ingest(event) }
        let firings = engine.finish()
        var matcher = RowMatcher([detection], firings)
        let places = events.map { matcher.places(of: $0) }
        return (firings, places, matcher.steps)
    }

    @Test("an event counts in the row of its group in each window that holds the event")
    func keyed() throws {
        let events = Self.events(40, secondsApart: 120)
        let (firings, places, _) = try run(Self.groups, events)
        #expect(firings.count > 2)
        for (number, places) in places.enumerated() {
            let expected = firings.indices.flatMap { firing in
                firings[firing].rows.indices.filter {
                    firings[firing].rows[$0].row.cells[0] == .string("\(number)")
                }.map { RowMatcher.Place(firing: firing, row: $0) }
            }
            #expect(Set(places) == Set(expected) && places.count == expected.count)
            #expect(expected.count == (number % 10 == 9 ? 0 : 2))
        }
    }

    @Test("where a search makes other groups, an event counts in all rows, told as one place")
    func regrouped() throws {
        let events = Self.events(40, secondsApart: 120)
        let (firings, places, _) = try run(Self.others, events)
        for (event, places) in zip(events, places) {
            let expected = firings.indices.filter {
                firings[$0].window.contains(event.time)
                    && event.string(Processes.Field.user.id) == "bob"
            }.map { RowMatcher.Place(firing: $0, row: nil) }
            #expect(Set(places) == Set(expected) && places.count == expected.count)
        }
    }

    @Test(
        "the work is in proportion to the events, in one window and in many",
        arguments: [groups, others], [Int64(1), 900])
    func linear(search: String, secondsApart: Int64) throws {
        for count in [200, 800] {
            let (firings, _, steps) = try run(
                search, Self.events(count, secondsApart: secondsApart))
            #expect(firings.reduce(0) { $0 + $1.rows.count } > count)
            #expect(steps <= 6 * count, "\(steps) steps for \(count) events")
        }
    }
}
