import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

struct KeyFilterTests {
    private static let head =
        "| tstats count max(_time) as last from datamodel=Endpoint.Processes "
        + "by Processes.process Processes.process_id Processes.user _time span=1s "
        + "| rename \"Processes.*\" as * "
    private static let start: Int64 = 1_704_913_200  // 2024-01-10 19:00

    private func filter(_ trunk: String) throws -> KeyFilter? {
        ScanGuards(try Detection.fixture(Self.head + trunk).plan).keyFilter(of: 0)
    }

    private static let asked = [
        "| regex process=\"(?i)BITS|curl\"", "| where match(process, \"(?i)bits\")",
        "| where NOT match(process, \"x\")", "| search NOT process=*x*",
        "| where len(process) > 10 OR like(user, \"a%\")",
        "| eval line=lower(process).\"-\".user | where like(line, \"%bits%-ann\")",
        "| eval first=replace(process, \" .*\", \"\") | where first=\"bits\"",
        "| sort 0 process | rename process as p | where p!=\"cmd\"",
        "| where mvcount(split(process, \" \")) > 2",
    ]

    @Test("a condition over `by` fields is asked of keys", arguments: asked)
    func isAsked(trunk: String) throws { #expect(try filter(trunk) != nil) }

    @Test(
        "a condition on counts, times, clocks, other rows or rows from elsewhere is not",
        arguments: [
            "| where count > 3", "| where last > 5", "| where _time > 5", "| where now() > 5",
            "| where process=\"x\" OR count > 3", "| head 3 | where match(process, \"x\")",
            "| stats count by process | where match(process, \"x\")",
            "| dedup process | where match(process, \"x\")", "| search process=*bits*",
            "| where strftime(process, \"%Y\")=\"2024\"", "| where other=\"x\"",
        ])
    func isNot(trunk: String) throws { #expect(try filter(trunk) == nil) }

    @Test("a condition of very many parts is left to the trunk")
    func long() throws {
        func trunk(_ count: Int) -> String {
            "| where " + (0..<count).map { "len(process)=\($0 + 1)" }.joined(separator: " OR ")
        }
        #expect(try filter(trunk(90)) != nil)
        #expect(try filter(trunk(110)) == nil)
    }

    @Test("a condition of very many patterns is left to the trunk")
    func patterns() throws {
        func trunk(_ count: Int) -> String {
            let patterns = (0..<count).map { "*a\($0)*" }.joined(separator: ", ")
            return "| search NOT process IN (\(patterns))"
        }
        #expect(try filter(trunk(39)) != nil)
        #expect(try filter(trunk(41)) == nil)
    }

    private func event(_ number: Int, _ process: String, _ user: String) -> Event {
        .process(
            at: Timestamp(seconds: Self.start + Int64(number)),
            [.process: process, .process_id: "\(number)", .user: user])
    }

    private func engine(_ trunk: String, _ execution: Execution) throws -> DetectionEngine {
        DetectionEngine(
            detections: [try Detection.fixture(Self.head + trunk)], execution: execution)
    }

    @Test("rows are those of the plain engine", arguments: asked)
    func sameRows(trunk: String) throws {
        var random = SplitMix64(seed: 3)
        var (plain, fast) = (try engine(trunk, .plain), try engine(trunk, .fast))
        for number in 0..<400 {
            let words = ["bits", "BITS x", "curl", "cmd", "x", "\u{e4}"].shuffled(using: &random)
            let count = Int.random(in: 1...4, using: &random)
            let process = words.prefix(count).joined(separator: " ")
            let user = ["ann", "bob"].randomElement(using: &random) ?? ""
            plain.ingest(event(number, process, user))
            fast.ingest(event(number, process, user))
        }
        let (expected, found) = (plain.finish(), fast.finish())
        #expect(found.map(\.window) == expected.map(\.window))
        #expect(found.map { $0.rows.map(\.row) } == expected.map { $0.rows.map(\.row) })
        #expect(!expected.isEmpty, "the search finds something")
    }

    @Test("an event that no row can come of makes no group and holds no memory")
    func noGroups() throws {
        var engine = try engine("| regex process=\"(?i)bits\"", .fast)
        engine.ingest(event(0, "bits", "ann"))
        engine.ingest(event(1, "cmd", "ann"))
        let held = engine.stateBytes
        for number in 2..<3_000 {
            // Known, new and long texts.
            engine.ingest(event(number, "cmd \(number % 200)", "ann"))
            if number % 100 == 0 {
                engine.ingest(
                    event(number, String(repeating: "y", count: KeyMemo.textBytesMax), "ann"))
            }
        }
        #expect(engine.stateBytes == held)
        #expect(engine.openWindows(of: 0).rows == 1)
        #expect(engine.finish().flatMap(\.rows).count == 1)
    }

    @Test("what a pattern cannot say is left to the trunk, which counts it")
    func costly() throws {
        let trunk = "| regex process=\"^(a+)+$\""
        var (plain, fast) = (try engine(trunk, .plain), try engine(trunk, .fast))
        for number in 0..<3 {
            let process = String(repeating: "a", count: 40) + "\(number)!"
            plain.ingest(event(number, process, "ann"))
            fast.ingest(event(number, process, "ann"))
        }
        #expect(fast.finish().isEmpty)
        #expect(plain.finish().isEmpty)
        let (expected, found) = (plain.counters(of: 0), fast.counters(of: 0))
        #expect(expected.matchOverflow > 0)
        #expect(found.matchOverflow == expected.matchOverflow)
    }

    /// The events were kept while the search had no filter, or by riskd before it had key filters.
    /// Of a filter such as `regex process="bits"` events are asked by a word: that is another way to
    /// keep them, so that the panes are not taken over.
    @Test(
        "events that were kept for a search which now has a filter are grouped at the restart",
        arguments: [
            "| where NOT match(process, \"cmd\")",
            "| eval first=replace(process, \" .*\", \"\") | where first=\"bits\"",
            "| where len(process)=6",
        ])
    func restart(filter: String) throws {
        let head = "| rename count as n "
        var before = try engine(head, .fast)
        for (number, process) in ["bits 1", "cmd", "bits 2", "cmd"].enumerated() {
            before.ingest(event(number, process, "ann"))
        }
        var saved = SavedCheckpoint()
        saved.take(before.takeChanges()[0])
        var logs: [String: (String, SavedCheckpoint)] = [:]
        for (name, changes) in before.takeLogChanges() {
            logs[name, default: (changes.fingerprint, SavedCheckpoint())].1.take(changes)
        }
        #expect(!logs.isEmpty)
        var after = try engine(head + filter, .fast)
        #expect(after.detections[0].canTakeOver(panesOf: before.detections[0].fingerprint))
        for _ in 0..<2 {
            try after.restore(0, saved.state)
            try after.restoreLogs { name in logs[name].map { ($0.0, $0.1.state) } }
            #expect(after.openWindows(of: 0).rows == 2)
            var again = SavedCheckpoint()
            again.take(after.takeChanges()[0])
            saved = again
        }
        after.ingest(event(9, "bits 3", "ann"))
        let found = after.finish().flatMap(\.rows).map { $0.row.cells[0].texts }
        #expect(found == [["bits 1"], ["bits 2"], ["bits 3"]])
    }

    @Test("an early record is looked for only where a key passes")
    func early() throws {
        var detection = try Detection.fixture(Self.head + "| regex process=\"bits\"")
        #expect(detection.canTellEarly)
        detection.tellsEarly = true
        var engine = DetectionEngine(detections: [detection])
        engine.ingest(event(0, "cmd", "ann"))
        #expect(!engine.hasEarlyMatches)
        engine.ingest(event(1, "bits", "ann"))
        #expect(engine.hasEarlyMatches)
    }
}
