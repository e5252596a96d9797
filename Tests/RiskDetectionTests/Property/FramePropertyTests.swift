import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// However a frame keeps its columns, commands give what the naive interpreter gives.
struct FramePropertyTests {
    /// One replays a failure: put its seed here.
    private static let seeds: [UInt64] = [21, 22]

    enum Kind: CaseIterable, Sendable {
        /// As the table makes them: lists of numbers, few texts, cells.
        case fitting
        /// Texts in one piece of memory where all cells are texts.
        case texts
        /// All cells in a list, once or several times.
        case coded
        case values

        func frame(_ table: Table) -> Frame {
            var frame = Frame(table)
            for (place, name) in table.columns.enumerated() {
                frame.set(name, column(table.rows.map { $0.cells[place] }))
            }
            return frame
        }

        private func column(_ cells: [Value]) -> Column {
            switch self {
            case .fitting: return Column(cells)
            case .values: return .values(cells)
            case .coded:
                let values = Array(cells.reversed()) + [.null]
                return .coded(
                    values, codes: cells.map { Int32(values.lastIndex(of: $0) ?? 0) })
            case .texts:
                var texts = ByteStrings()
                for cell in cells {
                    guard case .string(let text) = cell else { return Column(cells) }
                    texts.append("-".utf8.span)
                    texts.replace(texts.count - 1, by: Array(text.utf8))
                }
                return .texts(texts)
            }
        }
    }

    private static let commands = [
        "search", "where", "regex", "eval", "rex", "convert", "bin", "fillnull", "rename", "table",
        "stats", "eventstats", "streamstats", "dedup", "sort", "head", "tail", "join", "append",
    ]

    @Test("commands give what the naive interpreter gives", arguments: Kind.allCases, seeds)
    func commands(kind: Kind, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var compiled = 0
        for hasNulls in [false, true] {
            let comparison = NaiveComparison(
                table: RandomRows.table(&random, rows: 20, hasNulls: hasNulls),
                lookups: CommandGenerator.lookups, frame: kind.frame)
            var generator = CommandGenerator(random: random)
            for name in Self.commands {
                for _ in 0..<8 {
                    let commands = generator.command(name) + " " + generator.command("stats")
                    guard let (engine, naive) = comparison.results(of: commands) else { continue }
                    compiled += 1
                    if let difference = NaiveComparison.difference(engine, naive) {
                        Issue.record("seed \(seed): \(commands)\n\(difference)")
                    }
                }
            }
        }
        #expect(compiled > 150)
    }

    @Test("a search over as many texts as rows gives what the naive interpreter gives")
    func manyTexts() {
        var random = SplitMix64(seed: 23)
        var table = RandomRows.table(&random, rows: 1_600, hasNulls: false)
        for row in table.rows.indices {
            let number = Int.random(in: 0..<100_000, using: &random)
            let path = number % 3 == 0 ? "C:\\Windows\\System32\\" : "C:\\Users\\é\0"
            table.rows[row].cells[1] = .string(path + String(number, radix: 2))
        }
        let frame = Frame(table)
        guard case .texts = frame.column("s"), case .coded = frame.column("u") else {
            Issue.record("columns of another kind")
            return
        }
        let comparison = NaiveComparison(table: table)
        for commands in [
            "eval l=len(s) | eventstats stdev(l) as d avg(l) as a by u "
                + "| stats max(l) as l values(d) as d values(a) as a by u s | eval k=1 "
                + "| where l > k*d + a",
            "stats count sum(count) as n by s", "search s=*10101 OR s!=c:\\\\users*",
            "where len(s)>34 AND NOT u=\"ff\" | stats values(s) as s count by n u",
            "eventstats count as k by s | where k>1", "stats first(s) as f min(s) as m by n s u",
        ] {
            guard let (engine, naive) = comparison.results(of: "| " + commands) else {
                Issue.record("does not compile: \(commands)")
                continue
            }
            #expect(!naive.rows.isEmpty)
            if let difference = NaiveComparison.difference(engine, naive) {
                Issue.record("\(commands)\n\(difference)")
            }
        }
    }
}
