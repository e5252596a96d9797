import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// What is told before a window is over, and that it changes nothing of what is told after it.
struct EarlyTests {
    private static let search = """
        | tstats count max(_time) as last from datamodel=Endpoint.Processes \
        where Processes.process_name=a* by Processes.dest Processes.user \
        | rename "Processes.*" as * | where count<4
        """

    private func detection(_ search: String = search) throws -> Detection {
        var detection = try Detection.fixture(search)
        detection.tellsEarly = detection.canTellEarly
        return detection
    }

    private func event(_ second: Int64, user: String = "ann", name: String = "a.exe") -> Event {
        .process(
            at: Timestamp(seconds: 1_704_910_000 + second),
            [.process_name: name, .user: user, .dest: "ws1"])
    }

    private let now = Timestamp(seconds: 1_704_910_000)

    @Test("a first match is told of once, with its time, and again when the window is over")
    func once() throws {
        var engine = DetectionEngine(detections: [try detection()])
        #expect(!engine.hasEarlyMatches)
        engine.ingest(event(5, name: "b.exe"))
        #expect(!engine.hasEarlyMatches)
        engine.ingest(event(10))
        #expect(engine.hasEarlyMatches)
        let early = engine.tellEarly(before: now)
        #expect(early.count == 1 && early[0].earlyAt == Timestamp(seconds: 1_704_910_010))
        #expect(early[0].rows.map(\.revision) == [0])
        engine.ingest(event(20))
        #expect(engine.tellEarly(before: now).isEmpty, "the same row")
        engine.ingest(event(30, user: "bob"))
        #expect(engine.tellEarly(before: now).map(\.rows.count) == [1], "another row")
        let final = engine.finish()
        #expect(final.map(\.earlyAt) == [nil])
        #expect(final[0].rows.map(\.revision) == [1, 1])
        #expect(final[0].rows.map { $0.row.cells[2] } == [.integer(2), .integer(1)])
    }

    @Test("an early record names the one that takes its place, and makes no notable")
    func records() throws {
        let detection = try detection()
        var engine = DetectionEngine(detections: [detection])
        engine.ingest(event(10))
        var builder = RiskBuilder()
        let early = engine.tellEarly(before: now).flatMap { builder.records(of: $0, detection) }
        #expect(early.map(\.kind) == ["risk", "risk"])
        let final = engine.finish().flatMap { builder.records(of: $0, detection) }
        #expect(final.map(\.kind) == ["risk", "risk", "notable"])
        #expect(early.map(\.amendedBy) == final.prefix(2).map(\.eventID))
        #expect(Set(early.map(\.eventID)).isDisjoint(with: final.map(\.eventID)))
        #expect(final.allSatisfy { $0.amendedBy == nil })
    }

    @Test("a window whose run has come is not told of early")
    func past() throws {
        var engine = DetectionEngine(detections: [try detection()])
        engine.ingest(event(10))
        #expect(engine.tellEarly(before: Timestamp(seconds: 1_704_920_000)).isEmpty)
    }

    @Test("what an exception or a throttle keeps quiet is not told of early either")
    func quiet() throws {
        var throttled = try detection()
        throttled.throttle = Throttle(columns: ["user"], periodSeconds: 86_400)
        var engine = DetectionEngine(detections: [throttled])
        engine.ingest(event(10))
        #expect(engine.tellEarly(before: now).count == 1)
        #expect(engine.advance(to: Timestamp(seconds: 1_704_920_000)).count == 1)
        engine.ingest(event(12_000))
        #expect(engine.tellEarly(before: now).isEmpty, "told of yesterday")
    }

    @Test(
        "a search that groups nearly every event, or looks at risk events, cannot tell early",
        arguments: [
            "| tstats count from datamodel=Endpoint.Processes by Processes.process",
            "| tstats count from datamodel=Risk.All_Risk by All_Risk.risk_object",
        ])
    func cannot(search: String) throws {
        #expect(try !Detection.fixture(search).canTellEarly)
        #expect(try Detection.fixture(Self.search).canTellEarly)
    }

    @Test(
        "without what was told early, everything is as if nothing had been, through restarts",
        arguments: 0..<UInt64(24))
    func sameInTheEnd(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 7_000)
        var early = try detection()
        if seed % 3 == 0 { early.throttle = Throttle(columns: ["user"], periodSeconds: 7_200) }
        var plain = early
        plain.tellsEarly = false
        let policy: LateEvents = seed % 2 == 0 ? .count : .amend(keepSeconds: 86_400)
        var one = DetectionEngine(detections: [early], lateEvents: policy)
        var other = DetectionEngine(detections: [plain], lateEvents: policy)
        var saved = SavedCheckpoint()
        var (told, final, expected): ([Firing], [Firing], [Firing]) = ([], [], [])
        for _ in 0..<80 {
            let event = event(
                Int64.random(in: 0..<18_000, using: &random),
                user: ["ann", "bob", "eve"].randomElement(using: &random) ?? "")
            one.ingest(event)
            other.ingest(event)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: told += one.tellEarly(before: now)
            case 1:
                let time = Timestamp(seconds: event.time.seconds + 2_000)
                final += one.advance(to: time)
                expected += other.advance(to: time)
            case 2:
                saved.take(one.takeChanges()[0])
                // A checkpoint also lets go of what is past.
                _ = other.takeChanges()
                one = DetectionEngine(detections: [early], lateEvents: policy)
                try one.restore(0, saved.state)
            default: continue
            }
        }
        final += one.finish()
        expected += other.finish()
        #expect(!final.isEmpty && (!told.isEmpty || seed % 3 == 0))
        #expect(told.allSatisfy { $0.rows.allSatisfy { $0.revision == 0 } })
        let identities = told.flatMap { firing in
            firing.rows.map { "\(firing.window.tick.nanoseconds) \($0.row.identity)" }
        }
        #expect(Set(identities).count == identities.count, "each row once")
        #expect(Self.text(final) == Self.text(expected))
    }

    private static func text(_ firings: [Firing]) -> [String] {
        firings.map { firing in
            "\(firing.window.tick.nanoseconds) \(firing.isAmendment) "
                + firing.rows.map { "\($0.row.cells) \($0.revision)" }.joined(separator: ";")
        }
    }
}
