import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

/// The work of an engine grows with detections, hours and rows, not with products of them beyond the
/// windows there are: counted, not timed.
struct GrowthTests {
    private static let start: Int64 = 1_704_913_200  // 2024-01-10 19:00

    /// Detections of which each finds something in every hour, and correlations over them.
    private func engine(detections: Int, correlations: Int) throws -> DetectionEngine {
        let finders = try (0..<detections).map { number in
            var detection = try Detection.fixture(
                """
                | tstats count from datamodel=Endpoint.Processes where Processes.process_name=a.exe \
                by Processes.dest Processes.user | rename "Processes.*" as *
                """, id: "finder \(number)", earliest: "-1h@h", latest: "@h")
            detection.searchName = "Finder \(number)"
            return detection
        }
        let readers = try (0..<correlations).map { number in
            try Detection.fixture(
                """
                | tstats count values(All_Risk.risk_event_id) as ids from datamodel=Risk.All_Risk \
                by All_Risk.risk_object | rename "All_Risk.*" as *
                """, id: "reader \(number)", earliest: "-24h@h", latest: "@h", type: .correlation)
        }
        return DetectionEngine(detections: finders + readers)
    }

    private struct Size {
        var detections = 8
        var correlations = 0
        var hours = 24
        var users = 4
        /// Hours between two calls; nil for one call at the end.
        var step: Int?
    }

    private func work(_ size: Size) throws -> EngineWork {
        var engine = try engine(detections: size.detections, correlations: size.correlations)
        for hour in 0..<size.hours {
            for user in 0..<size.users {
                engine.ingest(
                    .process(
                        at: Timestamp(seconds: Self.start + Int64(hour) * 3_600 + Int64(user)),
                        [.dest: "h", .user: "u\(user)", .process_name: "a.exe"]))
            }
            if let step = size.step, hour % step == 0 {
                _ = engine.advance(to: Timestamp(seconds: Self.start + Int64(hour) * 3_600))
            }
        }
        // Beyond the last window of a correlation, of 24 hours.
        let end = Timestamp(seconds: Self.start + Int64(size.hours + 26) * 3_600)
        _ = engine.advance(to: end)
        return engine.work
    }

    /// - Parameter factor: For twice the size.
    private func expect(
        _ larger: EngineWork, atMost factor: Double, times smaller: EngineWork, _ what: String
    ) {
        let counters: [(String, KeyPath<EngineWork, Int>)] = [
            ("questions", \.questions), ("evaluations", \.evaluations),
            ("merged groups", \.mergedGroups), ("rows", \.rows),
        ]
        for (name, path) in counters {
            #expect(
                Double(larger[keyPath: path]) <= factor * Double(smaller[keyPath: path]),
                "\(name) of \(what): \(smaller[keyPath: path]), then \(larger[keyPath: path])")
        }
    }

    @Test("twice the detections, hours or users is about twice the work", arguments: [0, 2])
    func linear(correlations: Int) throws {
        let size = Size(correlations: correlations, hours: 48)
        let base = try work(size)
        #expect(base.rows >= 8 * 48 * 4)
        #expect((base.mergedGroups > 0) == (correlations > 0))
        var twice = size
        twice.detections *= 2
        expect(try work(twice), atMost: 2.2, times: base, "twice the detections")
        twice = size
        twice.hours *= 2
        expect(try work(twice), atMost: 2.2, times: base, "twice the hours")
        twice = size
        twice.users *= 2
        expect(try work(twice), atMost: 2.2, times: base, "twice the users")
    }

    @Test("a detection is asked once a call and once a window, however many there are")
    func questions() throws {
        let size = Size(detections: 30, hours: 10)
        #expect(try work(size).questions == 30 + 2 * 30 * 10)
        var engine = try engine(detections: 30, correlations: 0)
        _ = engine.advance(to: Timestamp(seconds: Self.start))
        #expect(engine.work == with(EngineWork()) { $0.questions = 30 })
    }

    /// A replay of searches that give a row over nothing, over a log with one event that none takes.
    private func silence(detections: Int, hours: Int64) throws -> EngineWork {
        let searches = try (0..<detections).map { number in
            try Detection.fixture(
                """
                | tstats count from datamodel=Endpoint.Processes where Processes.process_name=a.exe \
                by Processes.dest | stats count | where count=0
                """, id: "silence \(number)", earliest: "-1h@h", latest: "@h")
        }
        var engine = DetectionEngine(detections: searches)
        let first = Timestamp(seconds: Self.start + 1)
        let last = Timestamp(seconds: Self.start + hours * 3_600 - 1)
        let firings = engine.finish(over: first...last, from: nil, to: nil)
        #expect(firings.count == detections * Int(hours))
        return engine.work
    }

    @Test("a run over nothing is asked for once and evaluated once, however many there are")
    func emptyWindows() throws {
        let work = try silence(detections: 6, hours: 50)
        #expect(work.questions == 6 + 2 * 6 * 50)
        #expect(work.evaluations == 6 * 50)
        #expect(work.rows == 6 * 50)
        expect(try silence(detections: 12, hours: 50), atMost: 2.2, times: work, "detections")
        expect(try silence(detections: 6, hours: 100), atMost: 2.2, times: work, "hours")
    }

    @Test("a daemon that catches up after a day does no more than one that kept up")
    func catchUp() throws {
        let late = try work(Size(correlations: 2, hours: 24))
        let punctual = try work(Size(correlations: 2, hours: 24, step: 1))
        #expect(late.evaluations <= punctual.evaluations)
        #expect(late.mergedGroups <= punctual.mergedGroups)
        #expect(late.rows <= punctual.rows)
        #expect(late.questions <= 2 * punctual.questions)
    }
}

private func with<T>(_ value: T, _ change: (inout T) -> Void) -> T {
    var value = value
    change(&value)
    return value
}
