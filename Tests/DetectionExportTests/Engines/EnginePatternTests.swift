import Testing

@testable import DetectionExport

struct EnginePatternTests {
    @Test(
        "patterns are said in the language of RE2",
        arguments: [
            (#"a+b?[^]x-z]"#, #"a+b?[^\]x-z]"#), (#"(?<name>\d+)"#, #"(\d+)"#),
            (#"(?i)abc$"#, #"(?i)abc(?:\n?\z)"#), (#"\h+"#, #"[\t \x{00A0}]+"#),
            (#"\x{202E}"#, #"\x{202E}"#), (#"a{2,3}{x}"#, #"a{2,3}\{x}"#),
            (#"[\s.]\s"#, #"[\s\x0B.][\s\x0B]"#),
        ])
    func re2(_ pattern: String, _ expected: String) throws {
        #expect(try EnginePattern(pattern, usesRE2: true).text == expected)
    }

    @Test(
        "patterns are said in the language of Java",
        arguments: [
            (#"(?=a)b(?<!c)"#, #"(?d)(?=a)b(?<!c)"#), (#"(?i)[[&&]"#, #"(?d)(?iu)[\[\&\&]"#),
            (#"(?<a_b>x)\1++"#, #"(?d)(x)\1++"#),
        ])
    func java(_ pattern: String, _ expected: String) throws {
        #expect(try EnginePattern(pattern, usesRE2: false).text == expected)
    }

    @Test(
        "what an engine of RE2 lacks is refused by name",
        arguments: [
            (#"a(?!b)"#, "look-around"), (#"(?<=a)b"#, "look-around"),
            (#"(a)\1"#, "back-reference"),
            (#"a*+"#, "possessive"), (#"(?>a)"#, "atomic"), (#"a{1001}"#, "1000"),
            (#"(?R)"#, "(?R"), (#"\Ka"#, #"\K"#), (#"(*SKIP)a"#, "verb"),
        ])
    func refused(_ pattern: String, _ word: String) {
        #expect {
            try EnginePattern(pattern, usesRE2: true)
        } throws: { error in
            ((error as? EngineRefusal)?.reason.contains(word)) ?? false
        }
    }

    @Test(
        "groups that a match may leave without a value are known",
        arguments: [
            (#"(a)(b)"#, []), (#"(a)?(b)"#, [1]), (#"(a)(b)?"#, [2]), (#"(?:(a)|b)(c)"#, [1]),
            (#"((a)|b)(c)"#, [2]), (#"(a)|(b)"#, [1, 2]),
            (#"(a(b)*c)"#, [2]), (#"(a){0,2}"#, [1]), (#"(a)\)?"#, []),
        ])
    func optionalGroups(_ pattern: String, _ expected: [Int]) throws {
        #expect(try EnginePattern(pattern, usesRE2: true).optionalGroups == Set(expected))
    }

    @Test("RE2 repeats a thousand times and no more; Java has no such bound")
    func repeats() throws {
        #expect(try EnginePattern("a{1000}", usesRE2: true).text == "a{1000}")
        #expect(throws: EngineRefusal.self) { try EnginePattern("a{1001}", usesRE2: true) }
        #expect(try EnginePattern("a{1001}", usesRE2: false).text == "(?d)a{1001}")
    }
}
