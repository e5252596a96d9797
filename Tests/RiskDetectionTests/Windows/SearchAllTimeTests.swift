import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

struct SearchAllTimeTests {
    @Test("a search over all time puts together what hourly windows would cut apart")
    func merged() throws {
        var detection = try Detection.fixture(
            "| tstats count max(_time) as last values(Processes.user) as user "
                + "from datamodel=Endpoint.Processes by Processes.dest | eval t=now()")
        detection.schedule = .tiling(zone: .utc)
        var engine = DetectionEngine(detections: [detection, detection])
        for hour in 0..<30 {
            engine.ingest(
                .process(
                    at: Timestamp(seconds: 1_700_000_000 + Int64(hour) * 3_600),
                    [.dest: "ws", .user: "user\(hour % 2)"]))
        }
        let now = Timestamp(seconds: 1_800_000_000)
        let firings = engine.searchAllTime(at: now)
        #expect(firings.map(\.detection) == [0, 1])
        #expect(firings[0].rows.count == 1)
        #expect(
            firings[0].rows[0].row.cells == [
                .string("ws"), .integer(30), .time(Timestamp(seconds: 1_700_000_000 + 29 * 3_600)),
                .multivalue(["user0", "user1"]), .time(now),
            ])
    }

    @Test("a newest value that is shorter than the one before takes its place in the log's tables")
    func shrinking() throws {
        var detection = try Detection.fixture(
            "| tstats latest(Processes.user) as user max(Processes.user) as greatest "
                + "from datamodel=Endpoint.Processes by Processes.process_id")
        detection.schedule = .tiling(zone: .utc)
        var engine = DetectionEngine(detections: [detection])
        for (second, user) in ["a long name", "b"].enumerated() {
            engine.ingest(
                .process(
                    at: Timestamp(seconds: 1_700_000_000 + Int64(second)),
                    [.process_id: "4", .user: user]))
        }
        let firing = engine.searchAllTime(at: Timestamp(seconds: 1_800_000_000))[0]
        #expect(firing.rows.map(\.row.cells) == [[.string("4"), .string("b"), .string("b")]])
    }

    @Test("the tiling schedule has each instant in exactly one window")
    func tiling() {
        let schedule = Schedule.tiling(zone: .utc)
        for seconds in [Int64(0), 3_599, 3_600, 3_601, 1_700_000_000, 4_000_000_000] {
            #expect(schedule.windows(containing: Timestamp(seconds: seconds)).count == 1)
        }
    }

    @Test("nothing ingested gives no rows, and one where the search has no by")
    func empty() throws {
        var engine = DetectionEngine(detections: [
            try .fixture("| tstats count from datamodel=Endpoint.Processes by Processes.dest"),
            try .fixture("| tstats count from datamodel=Endpoint.Processes"),
        ])
        let counts = engine.searchAllTime(at: Timestamp(seconds: 0)).map(\.rows.count)
        #expect(counts == [0, 1])
    }
}
