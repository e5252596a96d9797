import SPL
import Testing

struct TextPatternMatchingTests {
    /// The definition, character by character: a star takes nothing, or one byte and goes on.
    private func matches(_ pattern: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Bool {
        guard let head = pattern.first else { return value.isEmpty }
        if head == UInt8(ascii: "*") {
            return matches(pattern.dropFirst(), value)
                || (!value.isEmpty && matches(pattern, value.dropFirst()))
        }
        return value.first == head && matches(pattern.dropFirst(), value.dropFirst())
    }

    private func strings(of alphabet: [Character], lengthMax: Int) -> [String] {
        var all = [""]
        var longest = [""]
        for _ in 0..<lengthMax {
            longest = longest.flatMap { text in alphabet.map { text + String($0) } }
            all += longest
        }
        return all
    }

    @Test("every pattern of a, b and star up to 5 matches every value up to 6 as defined")
    func agreesWithDefinitionOnAllSmallCases() {
        let values = strings(of: ["a", "b"], lengthMax: 6)
        for text in strings(of: ["a", "b", "*"], lengthMax: 5) {
            let folded = TextPattern(text)
            let sensitive = TextPattern(text, isCaseSensitive: true)
            for value in values {
                let expected = matches(Array(text.utf8)[...], Array(value.utf8)[...])
                let upper = value.uppercased()
                guard folded.matches(value) == expected, folded.matches(upper) == expected,
                    sensitive.matches(value) == expected
                else {
                    Issue.record("\(text) on \(value)")
                    return
                }
            }
        }
    }

    @Test("random patterns and values with letters beyond ASCII match as defined")
    func agreesWithDefinitionOnRandomText() {
        var random = SplitMix64(seed: 0x5EED)
        let alphabet: [Character] = ["a", "B", "ß", "É", "é", "\u{130}", "\u{212A}", "k", "😀"]
        for _ in 0..<20_000 {
            let value = String(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    alphabet.randomElement(using: &random)!
                })
            let text = String(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    Bool.random(using: &random) ? "*" : alphabet.randomElement(using: &random)!
                })
            let expected = matches(
                Array(text.lowercased().utf8)[...], Array(value.lowercased().utf8)[...])
            guard TextPattern(text).matches(value) == expected else {
                Issue.record("\(text) on \(value)")
                return
            }
        }
    }

    @Test(
        "case does not matter, and stars stand for any run of characters",
        arguments: [
            ("bitsadmin.exe", "BITSAdmin.EXE", true),
            ("*create*", "bitsadmin /CREATE x", true),
            ("*create*", "creat", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "ac", false),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
            ("ab*ba", "aba", false),
            ("?", "x", false),
            ("k", "\u{212A}", true),
            ("straße*", "STRASSE", false),
            ("É*", "école", true),
            ("[a-z]", "[A-Z]", true),
            ("@", "`", false),
        ])
    func comparesValues(_ pattern: String, _ value: String, _ expected: Bool) {
        #expect(TextPattern(pattern).matches(value) == expected)
    }

    @Test("CASE compares letter by letter")
    func respectsCaseWhenAsked() {
        #expect(TextPattern("Foo*", isCaseSensitive: true).matches("Foobar"))
        #expect(!TextPattern("Foo*", isCaseSensitive: true).matches("foobar"))
        #expect(TextPattern("É", isCaseSensitive: true).matches("É"))
        #expect(!TextPattern("É", isCaseSensitive: true).matches("é"))
    }

    @Test("bytes that are not UTF-8 match a star and nothing else of ASCII")
    func takesBytesThatAreNotText() {
        let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x62]
        let results = ["A*b", "ab", "é", "a**b"].map { TextPattern($0).matches(bytes.span) }
        #expect(results == [true, false, false, true])
    }

    @Test("only two characters beyond ASCII have ASCII in lower case, as the fast path assumes")
    func knowsLettersThatBecomeASCII() {
        for value in UInt32(0x80)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.value != 0x130,
                scalar.value != 0x212A
            else { continue }
            let lower = scalar.properties.lowercaseMapping
            guard !lower.utf8.contains(where: { $0 < 0x80 }) else {
                Issue.record("\(scalar)")
                return
            }
        }
    }

    @Test("a pattern of many stars on a long value that fails late takes no noticeable time")
    func doesNotBlowUp() {
        let value = String(repeating: "a", count: 20_000)
        let pattern = TextPattern(String(repeating: "*a", count: 500) + "*b")
        let start = ContinuousClock.now
        #expect(!pattern.matches(value))
        #expect(TextPattern(String(repeating: "*a", count: 500) + "*").matches(value))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test(
        "a network matches its addresses, and itself as a text",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "10.0.0.0/8", true), ("2001:db8::/32", "2001:DB8::1", true),
            ("2001:db8::/32", "10.0.0.1", false), ("10.0.0.0/99", "10.0.0.1", false),
            ("C:/x", "C:/X", true), ("10.0.0.0/8", "10.0.0.1.example", false),
        ])
    func networks(_ pattern: String, _ value: String, _ expected: Bool) {
        #expect(TextPattern(pattern, readsNetworks: true).matches(value) == expected)
        #expect(TextPattern(pattern).matches(value) == (pattern.lowercased() == value.lowercased()))
    }
}
