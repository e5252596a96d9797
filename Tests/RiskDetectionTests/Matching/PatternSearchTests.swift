import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// The search for patterns and networks, beside a question to each of them.
struct PatternSearchTests {
    /// Pieces that share bytes, with letters whose lower case is longer or ASCII.
    private static let pieces = [
        "a", "A", "b", ".exe", "exe", "example", "Example.NET", ".net", "é", "É", "ß", "İ",
        "\u{212A}",
        "k", "Straße", "\0", "aaaa", "aaab", "", "e\u{301}",
    ]

    private static func text(_ random: inout SplitMix64, stars: Bool) -> String {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            stars && Int.random(in: 0..<3, using: &random) == 0
                ? "*" : pieces.randomElement(using: &random) ?? ""
        }.joined()
    }

    @Test("the patterns that match are found, whatever case and letters", arguments: 0..<40)
    func patterns(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let networks = ["10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32", "0.0.0.0/0", "::/0"]
        let patterns = (0..<80).map { _ in
            Int.random(in: 0..<10, using: &random) == 0
                ? TextPattern(networks.randomElement(using: &random) ?? "", readsNetworks: true)
                : TextPattern(
                    Self.text(&random, stars: true), isCaseSensitive: Bool.random(using: &random))
        }
        let search = PatternSearch(patterns)
        var memory = PatternSearch.Memory()
        let values =
            (0..<60).map { _ in Array(Self.text(&random, stars: false).utf8) }
            + ["10.1.2.3", "10.9.9.9", "2001:db8::5", "fe80::1", "10.1.2", ""].map {
                Array($0.utf8)
            }
            + [[0xFF, 0x61], [0xC3, 0x2E, 0x65, 0x78, 0x65], [0xE2, 0x84]]
        for value in values {
            let expected = patterns.indices.filter { patterns[$0].matches(value.span) }
            search.findCandidates(for: value.span, &memory)
            let candidates = memory.candidates
            #expect(candidates == Set(candidates).sorted())
            #expect(
                candidates.filter { search.holds($0, for: value.span) }.map(Int.init) == expected,
                "\(String(decoding: value, as: UTF8.self)) of \(patterns.map(\.text))")
            #expect(search.matches(value.span, &memory) != expected.isEmpty)
        }
    }

    @Test(
        "few patterns are asked of a value, however many there are",
        arguments: ["*.%.example.net", "%.example.*", "*x%y*", "C:\\*\\%.exe", "%", "*%*.exe"])
    func few(form: String) {
        for count in [1_000, 8_000] {
            func text(_ number: Int) -> String {
                form.split(separator: "%", omittingEmptySubsequences: false)
                    .joined(separator: "host\(number)")
            }
            let search = PatternSearch((0..<count).map { TextPattern(text($0)) })
            var memory = PatternSearch.Memory()
            var asked = 0
            for number in 0..<500 {
                let value = text(number * 2).split(separator: "*").joined(separator: "Q")
                search.findCandidates(for: "\(value)".utf8.span, &memory)
                asked += memory.candidates.count
            }
            #expect(asked <= 500 * 6, "\(asked) questions of \(count) patterns")
        }
    }
}
