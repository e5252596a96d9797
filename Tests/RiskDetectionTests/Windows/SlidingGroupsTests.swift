import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Windows that have panes in common, with late events among them: whatever is kept of one window for
/// the next, its rows are those of all panes merged.
struct SlidingGroupsTests {
    private static let start: Int64 = 1_704_913_200  // 2024-01-10 19:00

    /// Conditions over each kind of aggregate, and lists that none looks at.
    private static let search = """
        | tstats count min(_time) as first max(_time) as last values(Processes.process) as all \
        dc(Processes.process_name) as names sum(Processes.process_id) as sum \
        avg(Processes.process_id) as mean stdev(Processes.process_id) as spread \
        latest(Processes.process) as newest min(Processes.process) as least \
        dc(Processes.process) as kinds \
        from datamodel=Endpoint.Processes by Processes.user | rename "Processes.*" as * \
        | where names>=2 AND sum>3 | eval shown=kinds+count
        """

    private func engine(
        _ execution: Execution, _ limits: Limits = Limits(), search: String = search
    ) throws -> DetectionEngine {
        DetectionEngine(
            detections: [try .fixture(search, cron: "0 * * * *", earliest: "-6h@h", latest: "@h")],
            limits: limits, lateEvents: .amend(keepSeconds: 86_400), execution: execution)
    }

    private func event(at second: Int64, _ random: inout SplitMix64) -> Event {
        .process(
            at: Timestamp(seconds: Self.start + second),
            [
                .user: "u\(Int.random(in: 0..<6, using: &random))",
                .process_name: ["a.exe", "b.exe", "c.exe"].randomElement(using: &random)!,
                .process: "run \(Int.random(in: 0..<20, using: &random))",
                .process_id: ["1", "2", "2.5", "0.1", "x"].randomElement(using: &random)!,
            ])
    }

    private func texts(_ firings: [Firing]) -> [String] {
        firings.flatMap { firing in
            firing.rows.map { row in
                "\(firing.window.tick.seconds) \(firing.isAmendment) \(row.index) \(row.revision) "
                    + "\(row.row.identity) \(row.row.cells.map(\.texts))"
            }
        }
    }

    /// Both engines hour by hour, with events of the hour, of hours before and of none.
    private func compare(_ seed: UInt64, _ limits: Limits) throws {
        var random = SplitMix64(seed: seed)
        var fast = try engine(.fast, limits)
        var plain = try engine(.plain, limits)
        for hour in 0..<Int64(20) {
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let isLate = Int.random(in: 0..<5, using: &random) == 0
                let back = isLate ? Int64.random(in: 0...(3_600 * 8), using: &random) : 0
                let second = hour * 3_600 + Int64.random(in: 0..<3_600, using: &random) - back
                let event = event(at: second, &random)
                fast.ingest(event)
                plain.ingest(event)
            }
            guard Int.random(in: 0..<4, using: &random) > 0 else { continue }
            let now = Timestamp(seconds: Self.start + (hour + 1) * 3_600)
            #expect(texts(fast.advance(to: now)) == texts(plain.advance(to: now)))
            if Int.random(in: 0..<6, using: &random) == 0 {
                let past = Timestamp(seconds: now.seconds - 7_200)
                fast.rewind(to: past)
                plain.rewind(to: past)
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                _ = fast.takeChanges()
                _ = plain.takeChanges()
            }
        }
        #expect(texts(fast.finish()) == texts(plain.finish()))
        #expect(fast.states[0].counters == plain.states[0].counters)
    }

    @Test("windows that share panes give what all panes merged give", arguments: UInt64(0)..<40)
    func sharedPanes(seed: UInt64) throws { try compare(seed, Limits()) }

    @Test("values beyond a limit are kept out and counted as they are in the merge of all panes")
    func limits() throws {
        for seed in UInt64(100)..<120 {
            try compare(seed, Limits(groupsPerPane: 100, valuesPerGroup: 4))
        }
    }

    @Test("a tick merges the groups of the pane that came and of the one that went, not all panes")
    func work() throws {
        var engine = try engine(.fast)
        var random = SplitMix64(seed: 1)
        var merged: [Int] = []
        for hour in 0..<Int64(24) {
            // Users of their own in each hour, and some that are in each.
            for user in 0..<50 {
                engine.ingest(
                    .process(
                        at: Timestamp(seconds: Self.start + hour * 3_600 + Int64(user)),
                        [
                            .user: user < 2 ? "u\(user)" : "u\(hour) \(user)",
                            .process_name: "a.exe", .process_id: "7",
                            .process: "run \(Int.random(in: 0..<9, using: &random))",
                        ]))
            }
            let before = engine.work.mergedGroups
            _ = engine.advance(to: Timestamp(seconds: Self.start + (hour + 1) * 3_600))
            merged.append(engine.work.mergedGroups - before)
        }
        // Each group of the new pane once, and each of two aggregates that the condition looks at;
        // of the two users of all hours all six parts.
        let most = 50 + 2 * (48 + 2 * 6)
        #expect(merged.dropFirst(8).allSatisfy { $0 <= most }, "\(merged)")
        // All panes would be 300 groups and more.
        #expect(merged.dropFirst(8).allSatisfy { $0 >= 50 }, "\(merged)")
    }
}
