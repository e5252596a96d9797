import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Every command and every aggregate against the naive interpreter, over random rows.
struct CommandPropertyTests {
    /// One replays a failure: put its seed here.
    private static let seeds: [UInt64] = [11, 12]

    @Test(
        "each command gives what the naive interpreter gives",
        arguments: CommandDescription.all.map(\.name).filter { $0 != "tstats" })
    func commands(name: String) throws {
        #expect(CommandGenerator.templates[name] != nil, "no way to write \(name)")
        var compiled = 0
        for seed in Self.seeds {
            var random = SplitMix64(seed: seed)
            let comparison = NaiveComparison(
                table: RandomRows.table(&random, rows: 14), lookups: CommandGenerator.lookups)
            var generator = CommandGenerator(random: random)
            for _ in 0..<50 {
                compiled += check(comparison, generator.command(name), seed: seed) ? 1 : 0
            }
        }
        #expect(compiled > 60)
    }

    @Test("a random pipeline gives what the naive interpreter gives", arguments: seeds)
    func pipelines(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var compiled = 0
        for _ in 0..<16 {
            let comparison = NaiveComparison(
                table: RandomRows.table(&random, rows: 14), lookups: CommandGenerator.lookups)
            var generator = CommandGenerator(random: random)
            for _ in 0..<25 {
                compiled += check(comparison, generator.pipeline(), seed: seed) ? 1 : 0
            }
            _ = random.next()
        }
        #expect(compiled > 160)
    }

    @Test("each aggregate gives what the naive interpreter gives", arguments: seeds)
    func aggregates(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let comparison = NaiveComparison(table: RandomRows.table(&random, rows: 40))
        for name in CommandGenerator.aggregates {
            for input in ["s", "u", "n", "m", "count", "t", "missing", "eval(n*2)"] {
                for command in [
                    "stats \(name)(\(input)) as x", "stats \(name)(\(input)) as x by s",
                    "eventstats \(name)(\(input)) as x by n",
                    "streamstats window=5 \(name)(\(input)) as x",
                ] {
                    #expect(check(comparison, "| " + command, seed: seed))
                }
            }
        }
    }

    /// - Returns: Whether the commands compile.
    private func check(
        _ comparison: NaiveComparison, _ commands: String, seed: UInt64
    ) -> Bool {
        guard let (engine, naive) = comparison.results(of: commands) else { return false }
        if let difference = NaiveComparison.difference(engine, naive) {
            Issue.record("seed \(seed): \(commands)\nengine and naive: \(difference)")
        }
        return true
    }
}
