import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// What an evaluation leaves out is counted, by detection.
struct LossTests {
    private static let slow = String(repeating: "a", count: 60) + "b"

    /// What is counted when a window with two events is evaluated.
    private func counters(
        _ commands: String, lookups: [LookupTable] = []
    ) throws -> DetectionCounters {
        let search =
            "| tstats count values(Processes.user) as user from datamodel=Endpoint.Processes "
            + "by Processes.process Processes.dest | rename Processes.* as * | \(commands)"
        let compiled = SearchCompiler(macros: MacroTable(), lookups: LookupCatalog(lookups))
            .compile(search)
        let plan = try #require(compiled.plan, "\(compiled.errors)")
        var detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        detection.plan = plan
        detection.schedule = .tiling(zone: .utc)
        var engine = DetectionEngine(detections: [detection])
        engine.ingest(
            .process(at: EvalFixture.tick, [.process: Self.slow, .dest: "ws", .user: "("]))
        engine.ingest(.process(at: EvalFixture.tick, [.process: "x", .dest: "ws", .user: "u"]))
        _ = engine.finish()
        return engine.counters(of: 0)
    }

    @Test(
        "a pattern that gives up is counted wherever a search has one",
        arguments: [
            "where match(process, \"^(a|aa)+$\")", "regex process=\"^(a|aa)+$\"",
            "rex field=process \"^(?<x>(a|aa)+)$\"", "eval y=replace(process, \"^(a|aa)+$\", \"\")",
            "eval y=mvfind(process, \"^(a|aa)+$\")",
            "eval y=if(match(process, \"^(a|aa)+$\"), 1, 0)",
            "rex field=process mode=sed \"s/^(a|aa)+$/x/\"",
            "makemv tokenizer=\"^((?:a|aa)+)$\" process",
        ])
    func patterns(_ command: String) throws {
        let counters = try counters(command)
        #expect(counters.matchOverflow > 0, "\(counters)")
        #expect(
            counters.losses.map(\.limit.name) == [
                "the limit of steps that matching a pattern takes"
            ])
    }

    @Test(
        "a text of an event that is to be a pattern and is none is counted",
        arguments: [
            "where match(process, user)", "eval y=replace(process, user, \"\")",
            "eval y=mvfind(process, user)",
        ])
    func invalid(_ command: String) throws {
        let counters = try counters(command)
        #expect(counters.invalidPatterns == 1 && counters.matchOverflow == 0)
    }

    @Test("a range that would have more values than one may is counted, one that fits is not")
    func range() throws {
        #expect(try counters("eval y=mvrange(0, 10001)").functionOverflow > 0)
        #expect(try counters("eval y=mvrange(0, -10001, -1)").functionOverflow > 0)
        #expect(try counters("eval y=mvrange(0, 10000)").losses.isEmpty)
    }

    @Test("a lookup that finds more rows than are taken is counted, unless its table says how many")
    func lookup() throws {
        func table(_ rows: Int, _ most: Int) -> LookupTable {
            LookupTable(
                name: "t", columns: ["dest", "note"], rows: (0..<rows).map { ["ws", "n\($0)"] },
                matchesMax: most)
        }
        let command = "lookup t dest OUTPUT note"
        #expect(try counters(command, lookups: [table(1_000, 1_000)]).losses.isEmpty)
        // Each of both rows asks.
        #expect(try counters(command, lookups: [table(1_001, 1_000)]).lookupOverflow == 2)
        #expect(try counters(command, lookups: [table(1_001, 5)]).losses.isEmpty)
        #expect(try counters(command, lookups: [table(0, 1_000)]).lookupsInVain == 2)
    }

    @Test("runs over very many windows without events are cut, counted, and cost no event")
    func emptyWindows() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes", cron: "* * * * *",
            earliest: "-1m@m", latest: "@m")
        var engine = DetectionEngine(detections: [detection])
        let start = Timestamp(seconds: 1_704_913_200)
        _ = engine.advance(to: start)
        let minutes = Int64(DetectionState.emptyWindowsMax) + 50
        engine.ingest(
            .process(at: start.adding(seconds: (minutes - 10) * 60 + 5), [.dest: "ws"]))
        let firings = engine.advance(to: start.adding(seconds: minutes * 60))
        #expect(firings.count == DetectionState.emptyWindowsMax + 1)
        #expect(firings.last?.rows[0].row.cells == [.integer(1)])
        #expect(engine.counters(of: 0).emptyWindowOverflow == 1)
        #expect(engine.advance(to: start.adding(seconds: (minutes + 2) * 60)).count == 2)
        #expect(engine.counters(of: 0).emptyWindowOverflow == 1)
    }

    @Test("each limit that is counted is told of, under a name of its own")
    func names() {
        #expect(Set(DetectionLimit.all.map(\.name)).count == DetectionLimit.all.count)
        // Every counter of something left out, and no other, is one of a limit.
        var counters = DetectionCounters()
        counters.matched = 1
        counters.late = 1
        counters.rows = 1
        #expect(counters.losses.isEmpty)
        counters.groupOverflow = 1
        counters.valueOverflow = 2
        counters.memoryOverflow = 3
        counters.rowOverflow = 4
        counters.matchOverflow = 5
        counters.invalidPatterns = 6
        counters.functionOverflow = 7
        counters.lookupOverflow = 8
        counters.lookupsInVain = 9
        counters.combinationOverflow = 10
        counters.emptyWindowOverflow = 11
        counters.throttleOverflow = 12
        #expect(counters.losses.map(\.count) == Array(1...12))
        let names = Mirror(reflecting: counters).children.compactMap(\.label)
        let others = [
            "matched", "outsideWindows", "late", "tooLate", "nullKeys", "firedWindows", "rows",
            "excepted", "throttled",
        ]
        #expect(names.count == DetectionLimit.all.count + others.count, "\(names)")
    }
}
