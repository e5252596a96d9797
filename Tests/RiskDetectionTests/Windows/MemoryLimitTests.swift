import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

/// What detections hold is bounded in bytes, whatever comes.
struct MemoryLimitTests {
    private static let limit = 1 << 20
    private static let limits = Limits(
        groupsPerPane: 1_000_000, valuesPerGroup: 1_000_000, stateBytes: limit)

    /// A condition that is worth asking of each event: groups are made as events come.
    private static let tight = "Processes.process_name=a.exe "

    private static func event(_ index: Int, process: String) -> Event {
        Event.process(
            at: Timestamp(seconds: 1_704_913_200 + Int64(index % 3_000)),
            [.process: process, .process_name: "a.exe", .user: "u", .dest: "d"])
    }

    private static func event(hour: Int) -> Event {
        Event.process(
            at: Timestamp(seconds: 1_704_913_200 + Int64(hour) * 3_600),
            [.process: "p", .process_name: "a.exe", .user: "u", .dest: "d"])
    }

    @Test(
        "groups, values, the longest values and panes stay within the limit, and are counted",
        arguments: [
            "count from datamodel=Endpoint.Processes where " + tight + "by Processes.process",
            "values(Processes.process) as v from datamodel=Endpoint.Processes where " + tight
                + "by Processes.dest",
            "dc(Processes.process) as v from datamodel=Endpoint.Processes where " + tight,
            "max(Processes.process) as m latest(Processes.process) as l from "
                + "datamodel=Endpoint.Processes where " + tight + "by Processes.process_id",
        ])
    func bounded(search: String) throws {
        let detection = try Detection.fixture("| tstats " + search)
        var engine = DetectionEngine(detections: [detection], limits: Self.limits)
        var most = 0
        for index in 0..<3_000 {
            var event = Self.event(
                index, process: "p\(index)" + String(repeating: "x", count: index))
            event.set(Processes.Field.process_id.id, "\(index / 10)")
            engine.ingest(event)
            most = max(most, engine.stateBytes)
        }
        #expect(most <= Self.limit / 4)
        #expect(engine.counters(of: 0).memoryOverflow > 0)
        #expect(!engine.finish().isEmpty)
        #expect(engine.stateBytes <= Self.limit)
    }

    @Test(
        "events that are kept for later stay within the limit, and are counted",
        arguments: [
            "by Processes.process",
            "where " + tight + "by Processes.process Processes.dest | rename Processes.* as * "
                + "| join dest [| tstats count as n from datamodel=Endpoint.Processes where "
                + tight + "by Processes.dest | rename Processes.* as *]",
        ])
    func deferred(rest: String) throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes " + rest)
        var engine = DetectionEngine(detections: [detection], limits: Self.limits)
        for index in 0..<9_000 {
            engine.ingest(
                Self.event(index, process: "p\(index)" + String(repeating: "x", count: 400)))
        }
        #expect(engine.counters(of: 0).memoryOverflow > 0)
        #expect(engine.stateBytes <= Self.limit)
        #expect(engine.finish().map(\.rows.count).reduce(0, +) > 500)
    }

    @Test("panes without end stay within the limit")
    func panes() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where " + Self.tight
                + "by Processes.dest")
        var engine = DetectionEngine(detections: [detection], limits: Self.limits)
        for hour in 0..<5_000 { engine.ingest(Self.event(hour: hour &* 7_919 % 100_000)) }
        #expect(engine.counters(of: 0).memoryOverflow > 0)
        #expect(engine.stateBytes <= Self.limit / 4)
    }

    @Test("a flood for one detection leaves room for another, and known groups go on counting")
    func fair() throws {
        let flooded = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where " + Self.tight
                + "by Processes.process")
        let other = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where " + Self.tight
                + "by Processes.user", id: "other")
        var engine = DetectionEngine(detections: [flooded, other], limits: Self.limits)
        engine.ingest(Self.event(0, process: "first"))
        for index in 0..<4_000 { engine.ingest(Self.event(index, process: "p\(index)")) }
        engine.ingest(Self.event(0, process: "first"))
        let firings = engine.finish()
        let counts = firings.filter { $0.detection == 1 }.flatMap(\.rows).map { $0.row.cells.last }
        #expect(counts == [.integer(4_002)])
        let first = firings.filter { $0.detection == 0 }.flatMap(\.rows)
            .first { $0.row.cells.first == .string("first") }
        #expect(first?.row.cells.last == .integer(2))
    }

    @Test("memory is given back when windows are over, and counted the same after a restart")
    func released() throws {
        let detection = try Detection.fixture(
            "| tstats count values(Processes.user) as u from datamodel=Endpoint.Processes where "
                + Self.tight + "by "
                + "Processes.process")
        var engine = DetectionEngine(
            detections: [detection], limits: Self.limits, lateEvents: .amend(keepSeconds: 60))
        let empty = engine.stateBytes
        for index in 0..<200 { engine.ingest(Self.event(index, process: "p\(index)")) }
        let held = engine.stateBytes
        #expect(held > empty)
        let changes = engine.takeChanges()[0]
        var restarted = DetectionEngine(
            detections: [detection], limits: Self.limits, lateEvents: .amend(keepSeconds: 60))
        try restarted.restore(
            0, SavedDetection(advancedTo: nil, amended: [], panes: changes.panes, windows: []))
        #expect(restarted.stateBytes == held)
        #expect(engine.advance(to: Timestamp(seconds: 1_704_999_999)).count == 1)
        _ = engine.takeChanges()
        #expect(engine.stateBytes == empty)
    }
}
