import RegularExpressions
import Testing

struct RegularExpressionTests {
    @Test(
        "a pattern is found anywhere in the text, by character",
        arguments: [
            ("b+", "abbc", true), ("^b", "abbc", false), ("(?i)CMD\\.exe$", "x\\cmd.EXE", true),
            ("\\x{202E}", "a\u{202E}b", true), ("^.{1}$", "ü", true), ("", "", true),
            ("(?<=a)b(?!c)", "abd", true), ("^(\\w)\\1$", "aa", true),
        ])
    func finds(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try RegularExpression(pattern).matches(text) == expected)
    }

    @Test("groups are found by name and by number, and may take no part")
    func groups() throws {
        let expression = try RegularExpression("(?<name>[a-z]+)(=(?<value>\\d+))?")
        #expect(expression.groupNames == ["name", "value"])
        #expect(expression.groupCount == 3)
        let matches = expression.matches(in: "pid=12 x")
        #expect(matches.count == 2)
        #expect(matches.map { $0.group(1) } == ["pid", "x"])
        #expect(matches.map { $0.group(3) } == ["12", nil])
        #expect(matches[0].group(2) == "=12")
        #expect(expression.groupNumber(named: "value") == 3)
        #expect(expression.groupNumber(named: "other") == nil)
        #expect(matches[0].group(9) == nil)
    }

    @Test(
        "empty matches go on behind the next character",
        arguments: [("x*", "axb", 4), ("", "äö", 3), ("\\b", "a b", 4)])
    func emptyMatches(_ pattern: String, _ text: String, _ count: Int) throws {
        #expect(try RegularExpression(pattern).matches(in: text).count == count)
        #expect(try RegularExpression(pattern).matches(in: text, limit: 1).count == 1)
    }

    @Test(
        "what is replaced may name groups",
        arguments: [
            ("(\\w+) (\\w+)", "\\2-\\1", "one two", "two-one"), ("a", "", "banana", "bnn"),
            ("a", "\\\\\\n", "a", "\\\\n"), ("x(y)?", "[\\1]", "x", "[]"),
            ("$", "!", "end", "end!"),
        ])
    func replaces(_ pattern: String, _ template: String, _ text: String, _ expected: String) throws
    {
        #expect(try RegularExpression(pattern).replacing(in: text, with: template) == expected)
    }

    @Test("a bad pattern says what is wrong and where")
    func badPattern() {
        #expect {
            _ = try RegularExpression("ab(c")
        } throws: { error in
            (error as? RegularExpressionError)?.offset == 4
                && (error as? RegularExpressionError)?.message.contains("parenthesis") == true
        }
    }

    @Test(
        "a match beyond any of the bounds counts as given up: steps, nesting, memory",
        arguments: [
            ("^(a|aa)+$", String(repeating: "a", count: 60) + "b"),
            ("(?:a|b)*c", String(repeating: "a", count: 20_000)),
            (
                "(?:\((0..<1_500).map { "(x\($0))?" }.joined())a)*c",
                String(repeating: "a", count: 5_000)
            ),
        ])
    func givenUp(_ pattern: String, _ text: String) throws {
        let expression = try RegularExpression(pattern)
        let losses = MatchLosses()
        #expect(!expression.matches(text, losses))
        #expect(losses.count == 1)
        #expect(expression.matches(in: text, losses).isEmpty && losses.count == 2)
        #expect(expression.replacing(in: text, with: "", losses) == text && losses.count == 3)
        #expect(!expression.matches("d", losses) && losses.count == 3, "that is known")
    }

    @Test("a pattern that backtracks without end finds nothing, and ends")
    func bounded() throws {
        let expression = try RegularExpression("^(a+)+$")
        #expect(!expression.matches(String(repeating: "a", count: 40) + "b"))
        let deep = try RegularExpression("^(?:a|b(?R)?)*$")
        #expect(!deep.matches(String(repeating: "ab", count: 50_000) + "c"))
    }
}
