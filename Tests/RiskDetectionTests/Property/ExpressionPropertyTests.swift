import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Every function of `eval` and `where` against the naive interpreter, over random rows.
struct ExpressionPropertyTests {
    /// One replays a failure: put its seed here.
    private static let seeds: [UInt64] = [1, 2, 3]
    private static let expressionsPerSeed = 600

    @Test("a random expression gives what the naive interpreter gives", arguments: seeds)
    func expressions(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let comparison = NaiveComparison(table: RandomRows.table(&random, rows: 12))
        var generator = ExpressionGenerator(random: random)
        var compiled = 0
        for _ in 0..<Self.expressionsPerSeed {
            let isCondition = generator.isHeads()
            let text = generator.expression(isCondition ? .condition : nil)
            let command = isCondition ? "| where \(text)" : "| eval x=\(text)"
            guard let (engine, naive) = comparison.results(of: command) else { continue }
            compiled += 1
            if let difference = NaiveComparison.difference(engine, naive) {
                Issue.record("seed \(seed): \(command)\nengine and naive: \(difference)")
            }
        }
        #expect(compiled > Self.expressionsPerSeed / 2)
    }

    @Test("no function goes without a comparison in which it gives something")
    func coverage() {
        var random = SplitMix64(seed: 99)
        let comparison = NaiveComparison(table: RandomRows.table(&random, rows: 20))
        var generator = ExpressionGenerator(random: random)
        var missing = Set(EvalFunction.allCases.map(\.name)).subtracting(["null"])
        for _ in 0..<6_000 where !missing.isEmpty {
            let text = generator.expression()
            let used = missing.filter { text.contains($0 + "(") }
            guard !used.isEmpty,
                let (engine, _) = comparison.results(of: "| eval x=tostring(\(text))"),
                let place = engine.columns.firstIndex(of: "x")
            else { continue }
            if engine.rows.contains(where: { !$0[place].isEmpty }) { missing.subtract(used) }
        }
        #expect(missing.isEmpty)
    }
}
