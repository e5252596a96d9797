import TestSupport
import Testing

@testable import RiskDetection

/// Rows in the order of columns, against a sort that looks at each byte.
struct RowOrderTests {
    private static func strings(_ rows: [[UInt8]]) -> ByteStrings {
        var strings = ByteStrings()
        for row in rows { strings.append(row.span) }
        return strings
    }

    private static func text(_ random: inout SplitMix64) -> [UInt8] {
        let starts: [[UInt8]] = [[], Array("C:\\Windows\\System32\\".utf8), [0], [0xFF, 0xFE]]
        let start = starts.randomElement(using: &random) ?? []
        let count = Int.random(in: 0...20, using: &random)
        return start
            + (0..<count).map { _ in
                ([0, 0x61, 0x62, 0xFF] as [UInt8]).randomElement(using: &random) ?? 0
            }
    }

    @Test(
        "rows are ascending by text and rank, equal ones as they were, and together a group",
        arguments: [0, 1, 2, 20, 700, 3_000])
    func ordered(count: Int) {
        for seed: UInt64 in 31...34 {
            var random = SplitMix64(seed: seed)
            let texts = (0..<count).map { _ in Self.text(&random) }
            let most: Int32 = seed == 31 ? 1 : 40
            let ranks = (0..<count).map { _ in Int32.random(in: 0..<most, using: &random) }
            let strings = Self.strings(texts)
            let rankColumn = RankedColumn.ranks(ranks, count: Int(most))
            let byRank = RowOrder(count: count, by: [rankColumn, .same, .texts(strings)])
            let byText = RowOrder(count: count, by: [.texts(strings), rankColumn])
            func precedes(_ a: Int, _ b: Int, ranksFirst: Bool) -> Bool {
                if ranksFirst, ranks[a] != ranks[b] { return ranks[a] < ranks[b] }
                if texts[a] != texts[b] { return texts[a].lexicographicallyPrecedes(texts[b]) }
                return ranks[a] == ranks[b] ? a < b : ranks[a] < ranks[b]
            }
            for (order, ranksFirst) in [(byRank, true), (byText, false)] {
                let expected = (0..<count).sorted { precedes($0, $1, ranksFirst: ranksFirst) }
                #expect(order.rows.map(Int.init) == expected, "seed \(seed)")
                let starts = expected.indices.filter { place in
                    place == 0
                        || texts[expected[place]] != texts[expected[place - 1]]
                        || ranks[expected[place]] != ranks[expected[place - 1]]
                }
                #expect(order.starts.map(Int.init) == starts + [count], "seed \(seed)")
            }
        }
    }
}
