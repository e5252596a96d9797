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

    /// A pattern whose match goes beyond one of the bounds, and the text.
    enum Bound: CaseIterable {
        case steps, nesting, memory

        var pattern: String {
            switch self {
            case .steps: "^(a|aa)+$"
            case .nesting: "^(?:a|bb)*c$"
            // Groups make what is remembered of each step large.
            case .memory: "^(?:(?:a|bb)\((0..<400).map { "|(x\($0))" }.joined()))*c$"
            }
        }

        var text: String {
            let count = self == .steps ? 60 : self == .nesting ? 20_000 : 9_000
            return String(repeating: "a", count: count) + "dc"
        }
    }

    @Test("a match beyond any of the bounds counts as given up", arguments: Bound.allCases)
    func givenUp(_ bound: Bound) throws {
        let expression = try RegularExpression(bound.pattern)
        let losses = MatchLosses()
        let isFound = expression.matches(bound.text, losses)
        #expect(!isFound && losses.count == 1)
        let found = expression.matches(in: bound.text, losses).count
        #expect(found == 0 && losses.count == 2)
        let isSame = expression.replacing(in: bound.text, with: "", losses) == bound.text
        #expect(isSame && losses.count == 3)
        let isOther = expression.matches("d", losses)
        #expect(!isOther && losses.count == 3, "that is known")
    }

    @Test("a pattern that backtracks without end finds nothing, and ends")
    func bounded() throws {
        let expression = try RegularExpression("^(a+)+$")
        #expect(!expression.matches(String(repeating: "a", count: 40) + "b"))
        let deep = try RegularExpression("^(?:a|b(?R)?)*$")
        #expect(!deep.matches(String(repeating: "ab", count: 50_000) + "c"))
    }
}
