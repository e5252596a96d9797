import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

/// The plain engine and the fast one give the same firings, row for row: so what holds of one
/// (``StreamEqualsBatchTests``) holds of the other.
struct PlainEngineTests {
    /// Two engines that are given the same, each restarted from what it has saved itself.
    private struct Twins {
        var engines: [RestartedStream]

        init(_ detections: [Detection], _ lateEvents: LateEvents) {
            engines = Execution.allCases.map { RestartedStream(detections, lateEvents, $0) }
        }

        mutating func ingest(_ event: Event) {
            for index in engines.indices { engines[index].engine.ingest(event) }
        }

        /// What each of them says, as text.
        mutating func each(_ body: (inout DetectionEngine) -> [Firing]) -> [[String]] {
            engines.indices.map { body(&engines[$0].engine).map { String(reflecting: $0) } }
        }

        mutating func restart() throws {
            for index in engines.indices { try engines[index].restart() }
        }
    }

    private static let searches =
        StreamEqualsBatchTests.searches + [StreamEqualsBatchTests.rarities]

    private func detections(_ seed: UInt64) throws -> [Detection] {
        try Self.searches.enumerated().map { number, search in
            let schedules = StreamEqualsBatchTests.schedules
            let (cron, earliest, latest) = schedules[(Int(seed) + number) % schedules.count]
            return try Detection.fixture(
                search, id: "\(number)", cron: cron, earliest: earliest, latest: latest)
        }
    }

    @Test(
        "the same firings in the same order, late events and restarts between",
        arguments: 0..<UInt64(24))
    func streams(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 15_000)
        let policies: [LateEvents] = [
            .amend(keepSeconds: 86_400), .count, .amend(keepSeconds: 1_800),
        ]
        var twins = Twins(try detections(seed), policies[Int(seed) % policies.count])
        var rows = 0
        func agree(_ firings: [[String]]) {
            #expect(firings[0] == firings[1], "seed \(seed)")
            rows += firings[0].count
        }
        for event in StreamEqualsBatchTests().events(90, &random).shuffled(using: &random) {
            twins.ingest(event)
            if Int.random(in: 0..<10, using: &random) == 0 {
                let offset = Int64.random(in: -3_600..<9_000, using: &random)
                let now = Timestamp(seconds: event.time.seconds + offset)
                let rowsMax = Int.random(in: 1...20, using: &random)
                agree(
                    twins.each { engine in
                        guard seed % 2 == 1 else { return engine.advance(to: now) }
                        // Until all is told, as late events are judged by that.
                        var firings: [Firing] = []
                        var isComplete = false
                        while !isComplete {
                            let some = engine.advance(to: now, rowsMax: rowsMax)
                            firings += some.firings
                            isComplete = some.isComplete
                        }
                        return Self.joined(firings)
                    })
            }
            if Int.random(in: 0..<20, using: &random) == 0 { try twins.restart() }
        }
        agree(twins.each { $0.finish() })
        #expect(rows > 0)
    }

    /// The firings of one window as one: where calls cut it says nothing of the rows.
    private static func joined(_ firings: [Firing]) -> [Firing] {
        firings.reduce(into: []) { all, firing in
            guard let last = all.last, last.detection == firing.detection,
                last.window == firing.window, last.isAmendment == firing.isAmendment
            else { return all.append(firing) }
            all[all.count - 1].rows += firing.rows
        }
    }

    @Test("the same rows of one search over all time", arguments: 0..<UInt64(12))
    func allTime(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 17_000)
        let detections = try detections(seed).map { detection in
            var detection = detection
            detection.schedule = .tiling(zone: .utc)
            return detection
        }
        var twins = Twins(detections, .count)
        for event in StreamEqualsBatchTests().events(120, &random).shuffled(using: &random) {
            twins.ingest(event)
        }
        let firings = twins.each { $0.searchAllTime(at: Timestamp(seconds: 1_706_000_000)) }
        #expect(firings[0] == firings[1], "seed \(seed)")
        #expect(firings[0].contains { $0.contains("FiredRow") })
    }

    /// Searches whose trunk asks nothing of `by` fields: such a condition keeps events out of the fast
    /// engine's panes. So of others two things differ by nature. They are not among its counts of
    /// matched events; and as an early look is taken at a window when an event matches, it is taken
    /// when an event fulfils the condition as well, so that `earlyAt` is the time of that event.
    private static let unconditional = [
        """
        | tstats count values(Processes.process) as all from datamodel=Endpoint.Processes \
        where Processes.process_name=a* by Processes.dest Processes.user
        """,
        """
        | tstats count dc(Processes.process) as all from datamodel=Endpoint.Processes \
        where Processes.user!=root by Processes.process_name \
        | rename "Processes.*" as * | where count<4
        """,
        StreamEqualsBatchTests.searches[4],
    ]

    @Test("the same early records, at the same time", arguments: 0..<UInt64(12))
    func early(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 16_000)
        let detections = try Self.unconditional.enumerated().map { number, search in
            var detection = try Detection.fixture(search, id: "\(number)")
            detection.tellsEarly = detection.canTellEarly
            return detection
        }
        #expect(detections.count { $0.tellsEarly } == detections.count)
        var twins = Twins(detections, .amend(keepSeconds: 86_400))
        var count = 0
        for event in StreamEqualsBatchTests().events(60, &random).sorted(by: { $0.time < $1.time })
        {
            twins.ingest(event)
            guard Int.random(in: 0..<6, using: &random) == 0 else { continue }
            let early = twins.each { $0.tellEarly(before: event.time) }
            #expect(early[0] == early[1], "seed \(seed)")
            count += early[0].count
            let firings = twins.each { $0.advance(to: event.time) }
            #expect(firings[0] == firings[1], "seed \(seed)")
        }
        #expect(count > 0)
    }
}
