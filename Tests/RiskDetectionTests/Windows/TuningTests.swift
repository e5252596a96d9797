import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

/// Exceptions and throttling: rows that the engine finds and does not tell of.
struct TuningTests {
    private static let start: Int64 = 1_704_913_200  // 2024-01-10 19:00

    private func detection(
        exceptions: [RowException] = [], throttle: Throttle? = nil
    ) throws -> Detection {
        var detection = try Detection.fixture(
            """
            | tstats count values(Processes.process) as all from datamodel=Endpoint.Processes \
            by Processes.dest Processes.user | rename "Processes.*" as *
            """, cron: "0 * * * *", earliest: "-1h@h", latest: "@h")
        detection.exceptions = exceptions
        detection.throttle = throttle
        return detection
    }

    private func event(
        _ hour: Int, _ user: String, process: String = "x", minute: Int = 0
    ) -> Event {
        .process(
            at: Timestamp(seconds: Self.start + Int64(hour * 3_600 + minute * 60)),
            [.dest: "host1", .user: user, .process: process])
    }

    private func tick(_ hour: Int) -> Timestamp {
        Timestamp(seconds: Self.start + Int64(hour + 1) * 3_600)
    }

    /// `hour user` of each row, by the hour of its events.
    private func told(_ firings: [Firing]) -> [String] {
        firings.flatMap { firing in
            firing.rows.map { fired in
                let hour = (firing.window.start.seconds - Self.start) / 3_600
                return "\(hour) \(fired.row.cells[1].texts[0])"
            }
        }
    }

    private func exception(
        _ column: String, _ patterns: [String], expires: Timestamp? = nil
    ) -> RowException {
        RowException(
            conditions: [.init(column: column, patterns: patterns.map { TextPattern($0) })],
            owner: "ann", reason: "known", expires: expires)
    }

    @Test("an exception keeps its rows back until it expires, and counts them")
    func exceptions() throws {
        let detection = try detection(exceptions: [
            exception("user", ["SVC_*"], expires: tick(1)), exception("user", ["bob"]),
        ])
        var engine = DetectionEngine(detections: [detection])
        for hour in 0..<3 {
            for user in ["ann", "bob", "svc_backup"] { engine.ingest(event(hour, user)) }
        }
        // The run at tick(1) is the first at which the exception has expired.
        #expect(
            told(engine.finish()) == ["0 ann", "1 ann", "1 svc_backup", "2 ann", "2 svc_backup"])
        #expect(engine.exceptionCounts(of: 0) == [1, 3])
        #expect(engine.counters(of: 0).excepted == 4)
        #expect(engine.counters(of: 0).rows == 5)
    }

    @Test("a row with a value that nobody has decided about is told of")
    func severalValues() throws {
        var engine = DetectionEngine(detections: [
            try detection(exceptions: [exception("all", ["good*"])])
        ])
        engine.ingest(event(0, "ann", process: "good 1"))
        engine.ingest(event(0, "ann", process: "good 2"))
        engine.ingest(event(0, "bob", process: "good 1"))
        engine.ingest(event(0, "bob", process: "bad"))
        #expect(told(engine.finish()) == ["0 bob"])
        var other = DetectionEngine(detections: [
            try detection(exceptions: [exception("nothing", ["*"])])
        ])
        other.ingest(event(0, "ann"))
        #expect(told(other.finish()) == ["0 ann"])
    }

    @Test("a late event tells of a row that was kept back only once it is no longer covered")
    func lateException() throws {
        var engine = DetectionEngine(detections: [
            try detection(exceptions: [exception("all", ["good"])])
        ])
        engine.ingest(event(0, "ann", process: "good"))
        #expect(engine.advance(to: tick(0)).isEmpty)
        engine.ingest(event(0, "ann", process: "bad", minute: 5))
        let firings = engine.advance(to: tick(1))
        #expect(told(firings) == ["0 ann"])
        #expect(firings[0].rows[0].revision == 1)
    }

    @Test("after a row its like is kept quiet for the period, and told of again after it")
    func throttle() throws {
        var engine = DetectionEngine(detections: [
            try detection(throttle: Throttle(columns: ["user"], periodSeconds: 3 * 3_600))
        ])
        for hour in 0..<8 { engine.ingest(event(hour, "ann")) }
        engine.ingest(event(1, "bob"))
        #expect(told(engine.finish()) == ["0 ann", "1 bob", "3 ann", "6 ann"])
        #expect(engine.counters(of: 0).throttled == 5)
    }

    @Test("a throttled row that late events change is amended when it was told of, else not")
    func amended() throws {
        var engine = DetectionEngine(detections: [
            try detection(throttle: Throttle(columns: ["user"], periodSeconds: 3 * 3_600))
        ])
        for hour in 0..<2 { engine.ingest(event(hour, "ann")) }
        #expect(told(engine.advance(to: tick(1))) == ["0 ann"])
        for hour in 0..<2 { engine.ingest(event(hour, "ann", process: "more", minute: 9)) }
        let firings = engine.advance(to: tick(2))
        #expect(told(firings) == ["0 ann"])
        #expect(firings[0].rows[0].revision == 2)
    }

    @Test("what was told of survives restarts, wherever they fall", arguments: 0..<UInt64(24))
    func restarts(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let detection = try detection(
            throttle: Throttle(
                columns: ["user"], periodSeconds: Int64.random(in: 1...5, using: &random) * 3_600))
        let events = (0..<80).map { _ in
            event(
                Int.random(in: 0..<24, using: &random),
                ["ann", "bob", "eve"].randomElement(using: &random)!)
        }.sorted { $0.time < $1.time }
        var whole = DetectionEngine(detections: [detection])
        for event in events { whole.ingest(event) }
        let expected = told(whole.finish())

        var engine = DetectionEngine(detections: [detection])
        var saved = SavedCheckpoint()
        var actual: [String] = []
        for event in events {
            actual += told(engine.advance(to: event.time))
            engine.ingest(event)
            if Int.random(in: 0..<4, using: &random) == 0 {
                saved.take(engine.takeChanges()[0])
                engine = DetectionEngine(detections: [detection])
                try engine.restore(0, saved.state)
            }
        }
        #expect(actual + told(engine.finish()) == expected, "seed \(seed)")
    }
}
