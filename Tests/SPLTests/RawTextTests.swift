import SPL
import TestSupport
import Testing

/// Words and phrases without a field.
struct RawTextTests {
    /// Term, text, whether the text has the term.
    private static let cases: [(String, String, Bool)] = [
        ("net", "run net use", true),
        ("net", "a.net.b", true),
        ("net", "a_net", true),
        ("net", "netsh", false),
        ("net", "intranet", false),
        ("net*", "netsh", true),
        ("*net", "intranet", true),
        ("*net*", "planets", true),
        ("NET", "run Net use", true),
        ("net use", "run net  use", false),
        ("net use", "run net use /user", true),
        ("net*user", "net use /user:x", true),
        ("net*use", "net user", false),
        ("net*use", "net user use", true),
        ("net*", "inet", false),
        ("a*b", "xa b a b", true),
        ("<Data Name", "<Data Name='x'>", true),
        ("=x", "a=x", true),
        ("=x", "a=xy", false),
        ("é", "caf\u{E9}", false),
        ("caf\u{E9}", "CAF\u{C9} noir", true),
        ("*", "", true),
        ("net", "", false),
        ("", "x", true),
    ]

    @Test("a term is found where no word goes on over its ends", arguments: cases)
    func found(_ term: String, _ text: String, _ expected: Bool) {
        let found = RawText.holds(TextPattern(term), in: Array(text.utf8).span)
        #expect(found == expected, "\(term) in \(text)")
    }

    @Test("case counts where the term asks for it")
    func caseSensitive() {
        let term = TextPattern("Net", isCaseSensitive: true)
        let texts = ["a Net", "a net"]
        let found = texts.map { RawText.holds(term, in: Array($0.utf8).span) }
        #expect(found == [true, false])
    }

    @Test("terms are found as a regular expression finds them", arguments: 0..<UInt64(2_000))
    func likeExpressions(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func text(_ count: Int, _ alphabet: [String]) -> String {
            (0..<count).map { _ in alphabet.randomElement(using: &random)! }.joined()
        }
        let term = text(Int.random(in: 1...5, using: &random), ["a", "B", "*", " ", "-"])
        let whole = text(Int.random(in: 0...12, using: &random), ["a", "b", "A", " ", "-", "_"])
        let found = RawText.holds(TextPattern(term), in: Array(whole.utf8).span)
        #expect(found == NaiveScan.word(term, isIn: whole), "\(term) in \(whole)")
    }
}
