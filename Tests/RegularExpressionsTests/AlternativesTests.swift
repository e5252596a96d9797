import Testing

@testable import RegularExpressions

/// Patterns of many alternatives, against PCRE asked for the whole.
struct AlternativesTests {
    private static let words = (0..<Alternatives.countMin).map { "word\($0)" }

    private static func parts(_ pattern: String) -> [String]? {
        var reader = AlternativeReader(pattern)
        return reader.read()?.map { part in
            let texts = part.texts.map { String(decoding: $0, as: UTF8.self) }
            return "\(part.pattern) \(part.isText ? "is" : "has") \(texts.joined(separator: ","))"
        }
    }

    @Test(
        "each alternative requires its longest text, or is one",
        arguments: [
            ("abc|a\\.exe", ["abc is abc", "a\\.exe is a.exe"]),
            ("(?i)ab|(a|longer)Prop", ["(?i)ab has ", "(?i)(a|longer)Prop has Prop"]),
            ("(abc|def+g)", ["abc is abc", "def+g has def"]),
            ("(?:x(?:abc|defg)+y)", ["x(?:abc|defg)+y has abc,defg"]),
            ("(abc)|(abc)?", ["(abc) has abc", "(abc)? has "]),
            ("brute.?force|abcd*ef", ["brute.?force has brute", "abcd*ef has abc"]),
            ("(?<n>[a-z]+)=value|^abc", ["(?<n>[a-z]+)=value has =value", "^abc has abc"]),
            ("(?=abcd)xyz|(?!abcd)wx", ["(?=abcd)xyz has xyz", "(?!abcd)wx has "]),
            (
                "[abc]+de{2,3}fgh|a{b|c}def",
                ["[abc]+de{2,3}fgh has fgh", "a{b has ", "c}def is c}def"]
            ),
            ("üabc|ab", ["üabc has abc", "ab has "]),
        ])
    func read(pattern: String, parts: [String]) {
        #expect(Self.parts(pattern) == parts)
    }

    @Test(
        "a pattern with something that is not known is asked as a whole",
        arguments: [
            "a(?i)bcd", "(?x)abc def", "\\Qabc\\E", "(?>abc)", "(abc)\\1", "\\x41bcd", "(?R)abc",
            "[[:alpha:]]abc", "(*UTF)abc", "abc(", "(?|abc)", "(?(1)abc)", "abc)", "[abc",
        ])
    func unknown(pattern: String) {
        #expect(Self.parts(pattern) == nil)
        #expect(Alternatives((Self.words + [pattern]).joined(separator: "|")) == nil)
    }

    @Test("few alternatives, too many texts and deep brackets are left to PCRE")
    func bounds() {
        #expect(Alternatives(Self.words.joined(separator: "|")) != nil)
        #expect(Alternatives(Self.words.dropLast().joined(separator: "|")) == nil)
        let many = (0..<Alternatives.textsMax).map { "word\($0)" }
        #expect(Alternatives(many.joined(separator: "|")) != nil)
        #expect(Alternatives((many + ["more"]).joined(separator: "|")) == nil)
        let deep = String(repeating: "(", count: 60) + "abc" + String(repeating: ")", count: 60)
        #expect(Alternatives((Self.words + [deep, "x"]).joined(separator: "|")) == nil)
    }

    @Test(
        "an alternative that costs too much is counted, and one that matches is found all the same")
    func losses() throws {
        let expression = try RegularExpression(
            (Self.words + ["(x+x+)+[yz]"]).joined(separator: "|"))
        let losses = MatchLosses()
        let text = String(repeating: "x", count: 5_000)
        #expect(!expression.matches(text, losses))
        #expect(losses.count == 1)
        #expect(expression.matches(text + "word3", losses))
        #expect(losses.count == 1)
    }

    @Test("alternatives match where the whole pattern does", arguments: 0..<UInt64(300))
    func same(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func draw(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let atoms = [
            "abc", "Abc", "k", "S", "s", ".", "[a-c]", "\\.", "\\s", "bca", "-", "ab", "ü", "{b",
            "}", "\\bcab", "cab", "bab",
        ]
        func pattern(_ depth: Int, _ hasBars: Bool) -> String {
            (0...draw(3)).map { _ in
                let atom =
                    depth > 0 && draw(3) == 0
                    ? ["(", "(?:", "(?<n\(draw(1_000_000))>", "(?=", "(?!"][draw(5)]
                        + pattern(depth - 1, true) + ")" : atoms[draw(atoms.count)]
                let bar = hasBars ? "|" : ""
                return atom
                    + ["", "", "", "", "", "?", "*", "+", "{2}", "{0,1}", "+?", bar][draw(12)]
            }.joined()
        }
        let body = (0..<(8 + draw(4))).map { _ in pattern(1, false) }.joined(separator: "|")
        let text =
            (draw(2) == 0 ? "(?i)" : "")
            + [body, "(\(body))", "(?:\(body))", "(\(body))?"][draw(4)]
        guard let alternatives = Alternatives(text), let whole = try? CompiledPattern(text) else {
            return
        }
        let letters = [
            "a", "b", "c", "A", "B", "k", "s", "\u{212A}", "\u{17F}", ".", " ", "-", "abc", "ü",
            "{b", "}",
        ]
        for _ in 0..<40 {
            let subject = Array(
                (0..<draw(8)).map { _ in letters[draw(letters.count)] }.joined().utf8)
            guard let found = alternatives.matches(subject, nil) else { continue }
            var isFound = false
            if case .found = whole.match(subject, from: 0, mayBeEmpty: true) { isFound = true }
            #expect(found == isFound, "\(text) in \(String(decoding: subject, as: UTF8.self))")
        }
    }
}
