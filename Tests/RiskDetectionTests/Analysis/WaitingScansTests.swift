import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Which scans keep the events that they matched, and what comes of them.
struct WaitingScansTests {
    private static func search(
        _ left: String, _ right: String, by key: String = "process_id", kind: String = "inner"
    ) -> String {
        """
        | tstats count from datamodel=Endpoint.Processes \(left) \
        by Processes.\(key) Processes.process | rename Processes.* as * | join type=\(kind) \(key) \
        [| tstats count as others from datamodel=Endpoint.Processes \(right) by Processes.\(key) \
        | rename Processes.* as *]
        """
    }

    private static let (a, b) = ("where Processes.user=a", "where Processes.user=b")

    @Test(
        "one side of a join, of nearly as many groups as events, whose other side is grouped as events come",
        arguments: [
            (search(a, b), [0]), (search(a, b, kind: "outer"), []), (search("", b), [1]),
            (search(a, ""), [0]), (search("", ""), []),
            (search("where NOT Processes.process IN (x*, y*, z*)", a), [1]),
            (
                "| tstats count from datamodel=Endpoint.Processes \(a) by Processes.process_id", []
            ),
            (
                "| tstats count from datamodel=Endpoint.Processes \(a) by Processes.dest "
                    + "| rename Processes.* as * | join dest [| tstats count as n from "
                    + "datamodel=Endpoint.Processes \(b) by Processes.dest "
                    + "| rename Processes.* as *]", []
            ),
            (
                "| tstats count from datamodel=Endpoint.Processes \(a) by Processes.dest "
                    + "| rename Processes.* as * | join dest [| tstats count as n from "
                    + "datamodel=Endpoint.Processes \(b) by Processes.dest Processes.process_id "
                    + "| rename Processes.* as *]", [1]
            ),
        ] as [(String, [Int])])
    func choice(search: String, waiting: [Int]) throws {
        let plan = try Detection.fixture(search).plan
        let strategies = plan.strategies(ScanGuards(plan))
        #expect(strategies.indices.filter { strategies[$0] == .waiting } == waiting)
    }

    private func event(_ user: String, _ process: Int, _ id: Int, minute: Int) -> Event {
        Event.process(
            at: Timestamp(seconds: 1_704_913_200 + Int64(minute) * 60),
            [.user: user, .process: "a long command \(process)", .process_id: "\(id)"])
    }

    @Test("two searches share what they matched; rows come once the other side has some, late too")
    func rows() throws {
        let detections = try [(Self.b, "1"), ("where Processes.user=c", "2")].map {
            try Detection.fixture(Self.search(Self.a, $0.0), id: $0.1)
        }
        var engine = DetectionEngine(detections: detections)
        for minute in 0..<50 { engine.ingest(event("a", minute % 3, minute % 5, minute: minute)) }
        #expect((0...1).map { engine.counters(of: $0).matched } == [50, 50])
        #expect(engine.openWindows(of: 0).rows == 0)
        engine.ingest(event("b", 9, 2, minute: 20))
        let firings = engine.advance(to: Timestamp(seconds: 1_704_913_200 + 7_200))
        #expect(firings.map(\.detection) == [0])
        #expect(firings[0].rows.map { $0.row.cells[2] } == [.integer(3), .integer(3), .integer(4)])
        engine.ingest(event("c", 9, 4, minute: 30))
        let late = engine.advance(to: Timestamp(seconds: 1_704_913_200 + 7_201))
        #expect(late.map(\.detection) == [1] && late[0].isAmendment)
        #expect(late[0].rows.map { $0.row.cells[2] } == [.integer(3), .integer(4), .integer(3)])
    }

    @Test("an event that lacks a key is counted once, and kept by none")
    func nullKeys() throws {
        var engine = DetectionEngine(detections: [try .fixture(Self.search(Self.a, Self.b))])
        var keyless = event("a", 1, 1, minute: 1)
        keyless.setNull(Processes.Field.process_id.id)
        engine.ingest(keyless)
        #expect(engine.stateBytes == 0)
        engine.ingest(event("b", 1, 1, minute: 2))
        #expect(engine.finish().isEmpty)
        #expect(engine.counters(of: 0).nullKeys == 1)
    }

    @Test("a search that comes with a reload does not see events of which its fields were not kept")
    func reload() throws {
        let old = try Detection.fixture(Self.search(Self.a, Self.b))
        let new = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes "
                + "where NOT Processes.process_path IN (x*, y*, z*) by Processes.process_id",
            id: "new")
        func started(_ user: String, _ path: String, _ id: Int) -> Event {
            var event = event(user, 1, id, minute: 1)
            event.set(Processes.Field.process_path.id, path)
            return event
        }
        var before = DetectionEngine(detections: [old])
        for id in 0..<5 { before.ingest(started("a", "x", id)) }
        var state = SavedCheckpoint()
        state.take(before.takeChanges()[0])
        var logs: [String: (fingerprint: String, saved: SavedDetection)] = [:]
        for (name, changes) in before.takeLogChanges() {
            var log = SavedCheckpoint()
            log.take(changes)
            logs[name] = (changes.fingerprint, log.state)
        }
        var after = DetectionEngine(detections: [old, new])
        try after.restore(0, state.state)
        try after.restoreLogs { logs[$0] }
        after.ingest(started("a", "x", 6))
        after.ingest(started("b", "free", 3))
        let firings = after.finish()
        #expect(firings.map(\.detection) == [0, 1])
        #expect(firings.map(\.rows.count) == [1, 1])
        #expect(firings[1].rows[0].row.cells == [.string("3"), .integer(1)])
    }
}
