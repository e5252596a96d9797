import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

struct RowBudgetTests {
    private static let scan =
        "| tstats values(Processes.user) as a values(Processes.dest) as b "
        + "from datamodel=Endpoint.Processes by Processes.process_name "

    /// Four rows, each with three values of `b`.
    private static let table = Table(
        columns: ["Processes.process_name", "a", "b"],
        rows: (0..<4).map { number in
            Row(
                cells: [.string("p\(number)"), .string("x"), .multivalue(["1", "2", "3"])],
                identity: [UInt8(number)])
        })

    @Test(
        "a command that makes rows stops at the limit and counts what it left out",
        arguments: [
            ("| mvexpand b", 12), ("| join max=0 a [\(scan)]", 16), ("| append [\(scan)]", 8),
            ("| join type=left a [\(scan) | where a=\"y\"]", 4),
        ])
    func limits(_ command: String, _ all: Int) throws {
        let plan = try #require(
            SearchCompiler(macros: MacroTable()).compile(Self.scan + command).plan)
        for rowsMax in [3, 5, 100] {
            let (table, budget) = TwoEvaluators.evaluate(
                plan.root, over: plan.scans.map { _ in Frame(Self.table) }, at: EvalFixture.tick,
                rowsMax: rowsMax)
            let rows = table.rows.count
            // What stands before an append is not of its making.
            let kept = command.contains("append") ? max(4, min(all, rowsMax)) : min(all, rowsMax)
            #expect(rows == kept, "\(rowsMax)")
            #expect(budget.keptOut == all - kept, "\(rowsMax)")
        }
    }

    @Test("of a search in brackets the first ten thousand rows count, and the rest is counted")
    func subsearch() throws {
        let plan = try #require(
            SearchCompiler(macros: MacroTable()).compile(
                Self.scan + "| search [\(Self.scan) | table a]"
            ).plan)
        let many = Table(
            columns: Self.table.columns,
            rows: (0..<10_050).map {
                Row(cells: [.string("p"), .string("v\($0)"), .null], identity: [])
            })
        let (table, budget) = TwoEvaluators.evaluate(
            plan.root, over: [Frame(many), Frame(many)], at: EvalFixture.tick, rowsMax: 100)
        #expect(table.rows.count == 10_000)
        #expect(budget.keptOut == 50)
    }

    @Test("the engine counts rows that a limit kept out, by detection")
    func counter() throws {
        var detection = try Detection.fixture(
            "| tstats values(Processes.user) as user from datamodel=Endpoint.Processes "
                + "by Processes.dest | mvexpand user")
        detection.schedule = .tiling(zone: .utc)
        var limits = Limits()
        limits.rowsPerCommand = 5
        var engine = DetectionEngine(detections: [detection], limits: limits)
        for number in 0..<20 {
            engine.ingest(
                .process(at: EvalFixture.tick, [.dest: "ws", .user: "user\(number)"]))
        }
        let firings = engine.finish()
        #expect(firings[0].rows.count == 5)
        #expect(engine.counters(of: 0).rowOverflow == 15)
    }
}
