import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Bounds of what a detection keeps, each met where a run would take minutes to come to it.
struct StateLimitTests {
    private static let start: Int64 = 1_704_913_200  // 2024-01-10 19:00

    @Test("a throttle that remembers all it may tells of further rows, and of known ones not again")
    func throttle() throws {
        let columns = ["user"]
        func rows(_ user: String) -> Table {
            Table(columns: columns, rows: [Row(cells: [.string(user)], identity: [])])
        }
        let tick = Timestamp(seconds: Self.start)
        let rule = Throttle(columns: columns, periodSeconds: 3_600)
        var first = ThrottleState()
        _ = first.ask(rows("ann"), 0, rule, at: tick)
        let part = first.takePart()
        let known = try #require(part)
        // As many more as there is room for, as a state holds them.
        var reader = ByteReader(known.bytes)
        _ = try reader.count()
        var writer = ByteWriter()
        writer.write(count: ThrottleState.keysMax - 1)
        writer.write(try reader.array())
        writer.write(tick.nanoseconds)
        for number in 2..<ThrottleState.keysMax {
            writer.write([UInt8(number & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number >> 16)])
            writer.write(tick.nanoseconds)
        }
        var state = try ThrottleState(writer.bytes)
        let answers = ["bob", "eve", "eve", "ann", "bob"].map {
            state.ask(rows($0), 0, rule, at: tick)
        }
        #expect(answers == [.tell, .tellUnremembered, .tellUnremembered, .keepQuiet, .keepQuiet])
    }

    @Test("one call works off so many empty windows, counts the rest, and the next call goes on")
    func emptyWindows() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where Processes.user=x",
            cron: "0 * * * *", earliest: "-1h@h", latest: "@h")
        var engine = DetectionEngine(detections: [detection], lateEvents: .count)
        _ = engine.advance(to: Timestamp(seconds: Self.start))
        engine.states[0].emptyWindows = DetectionState.emptyWindowsMax - 3
        let some = engine.advance(to: Timestamp(seconds: Self.start + 10 * 3_600))
        #expect(some.count == 3)
        #expect(engine.counters(of: 0).emptyWindowOverflow == 1)
        #expect(engine.states[0].advancedTo == Timestamp(seconds: Self.start + 10 * 3_600))
        let more = engine.advance(to: Timestamp(seconds: Self.start + 12 * 3_600))
        #expect(more.count == 2)
        #expect(engine.counters(of: 0).emptyWindowOverflow == 1)
    }

    @Test("a risk event gets a thousand groups, and it is said when it would have more")
    func combinations() throws {
        let correlation = try Detection.fixture(
            "| tstats count from datamodel=Risk.All_Risk by All_Risk.analyticstories All_Risk.tag")
        for (count, kept) in [
            (1, 1), (GroupKey.combinationsMax, GroupKey.combinationsMax),
            (GroupKey.combinationsMax + 1, GroupKey.combinationsMax),
        ] {
            var detection = try Detection.fixture(
                "| tstats count from datamodel=Endpoint.Processes by Processes.user "
                    + "| rename Processes.* as *")
            detection.annotations = Annotations(
                lists: [("analytic_story", (0..<count).map { "story \($0)" })])
            let window = detection.schedule.window(at: Timestamp(seconds: Self.start))
            let result = ResultRow.of(
                detection, window, ["user", "count"],
                Row(cells: [.string("mira"), .integer(1)], identity: []))
            var builder = RiskBuilder()
            let records = builder.records(of: result)
            let risk = try #require(
                records.compactMap { record -> RiskEvent? in
                    if case .risk(let event) = record { event } else { nil }
                }.first)
            let groups = GroupKey.keys(
                of: RiskRecord(risk, RiskRecord.Common(risk.result.detection)),
                correlation.plan.scans[0], zone: .utc)
            #expect(groups.keys.count == kept)
            #expect(groups.isCut == (count > kept))
        }
    }
}
