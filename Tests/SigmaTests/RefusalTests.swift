import Sigma
import Testing

@testable import SecurityContent

/// What is refused, where, and with which words.
struct RefusalTests {
    private func expect(
        _ problems: [ContentProblem], _ line: Int, _ column: Int, _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = problems.contains {
            $0.line == line && $0.column == column && $0.message.contains(words)
        }
        #expect(found, "\(line):\(column) \(words) in \(problems)", sourceLocation: sourceLocation)
    }

    @Test(
        "a detection with a mistake is refused at its place",
        arguments: [
            ("s:\n  a|contians: x\ncondition: s", 5, 7, "did you mean \"contains\"?"),
            ("s:\n  'a|contians': x\ncondition: s", 5, 8, "unknown modifier"),
            ("s:\n  a|nonsense: x\ncondition: s", 5, 7, "write one of all, startswith"),
            ("s:\n  a|re: 'x('\ncondition: s", 5, 14, "not a regular expression"),
            ("s:\n  a|contains|re: 'x'\ncondition: s", 5, 21, "write it first behind the field"),
            ("s:\n  a|re|startswith: 'x'\ncondition: s", 5, 23, "write ^ or $ in it"),
            ("s:\n  a|i: 'x'\ncondition: s", 5, 11, "write it behind \"re\""),
            ("s:\n  a|cidr: 10.0.0/8\ncondition: s", 5, 13, "is no network"),
            ("s:\n  a|exists: maybe\ncondition: s", 5, 15, "true or false"),
            ("s:\n  a|gt: ten\ncondition: s", 5, 11, "compares with a number"),
            ("s:\n  a|hour: 24\ncondition: s", 5, 13, "from 0 to 23"),
            ("s:\n  a|base64: 'x*'\ncondition: s", 5, 16, "cannot encode a wildcard"),
            ("s:\n  a|base64offset: ''\ncondition: s", 5, 22, "too short"),
            ("s:\n  a|utf16: 'x'\ncondition: s", 5, 15, "no text that a record holds"),
            ("s:\n  a|utf16|wide: 'x'\ncondition: s", 5, 20, "encoded already"),
            ("s:\n  a|expand: '%x%'\ncondition: s", 5, 16, "placeholder %x% has no values"),
            ("s:\n  a|re|expand: '%x%'\ncondition: s", 5, 19, "right behind the field"),
            ("s:\n  a|fieldref: 'b*'\ncondition: s", 5, 18, "name of a field"),
            ("s:\n  a|endswith|fieldref: b\ncondition: s", 5, 26, "write it first"),
            ("s:\n  a|contains: null\ncondition: s", 5, 17, "cannot be used on null"),
            ("s:\n  a: {b: c}\ncondition: s", 5, 8, "is a mapping"),
            ("s:\n  a: []\ncondition: s", 5, 8, "write null"),
            ("s:\n  a: [x, [y]]\ncondition: s", 5, 12, "write single values"),
            ("s: []\ncondition: s", 4, 6, "is empty"), ("s: {}\ncondition: s", 4, 6, "is empty"),
            ("s: [null]\ncondition: s", 4, 7, "without a field"),
            ("s:\n  '': x\ncondition: s", 5, 6, "name of the field is empty"),
            ("s: {a: x}", 4, 3, "the condition is missing"),
            ("s: {a: x}\ncondition: t", 5, 14, "no selection is called \"t\""),
            ("sel: {a: x}\ncondition: sell", 5, 14, "did you mean \"sel\"?"),
            ("s: {a: x}\ncondition: 1 of t*", 5, 19, "no selection is called \"t*\""),
            ("s: {a: x}\ncondition: s*", 5, 14, "write \"1 of s*\""),
            ("s: {a: x}\ncondition: 2 of s*", 5, 14, "write \"1 of\" or \"all of\""),
            ("s: {a: x}\ncondition: s and", 5, 19, "ends too early"),
            ("s: {a: x}\ncondition: (s", 5, 14, "without its \")\""),
            ("s: {a: x}\ncondition: s)", 5, 15, "without its \"(\""),
            ("s: {a: x}\ncondition: s s", 5, 16, "write \"and\" or \"or\""),
            ("s: {a: x}\ncondition: s (s)", 5, 16, "write \"and\" or \"or\""),
            ("s: {a: x}\ncondition: and s", 5, 14, "is not expected"),
            ("s: {a: x}\ncondition: s & s", 5, 16, "\"&\" is not expected"),
            ("s: {a: x}\ncondition: s | count() > 5", 5, 16, "write a correlation rule"),
            ("s: {a: x}\ncondition: ''", 5, 15, "the condition is empty"),
            ("s: {a: x}\ncondition: []", 5, 14, "empty list"),
            ("s: {a: x}\ncondition: {s: s}", 5, 14, "the condition is a mapping"),
        ])
    func detections(_ detection: String, _ line: Int, _ column: Int, _ words: String) {
        expect(RuleText(detection: detection).errors, line, column, words)
    }

    @Test(
        "a document with a mistake is refused at its place",
        arguments: [
            ("logsource: {product: x}\ndetection: {s: {a: b}, condition: s}", 1, 1, "the title"),
            ("title: t\ndetection: {s: {a: b}, condition: s}", 1, 1, "logsource is missing"),
            (
                "title: t\nlogsource: x\ndetection: {s: {a: b}, condition: s}", 2, 12,
                "write \"product"
            ),
            ("title: t\nlogsource: {x: y}\ndetection: {s: {a: b}, condition: s}", 2, 12, "nothing"),
            (
                "title: t\nlogsource: {product: [x]}\ndetection: {s: {a: b}, condition: s}", 2, 22,
                "a single value"
            ),
            ("title: t\nlogsource: {product: x}", 1, 1, "detection is missing"),
            (
                "title: t\nlogsource: {product: x}\ndetection: x", 3, 12,
                "detection is a single value"
            ),
            (
                "title: t\nlevel: hihg\nlogsource: {product: x}\ndetection: {s: {a: b}, condition: s}",
                2, 8, "did you mean \"high\"?"
            ),
            ("title: t\nlevel: [high]\nlogsource: {product: x}", 2, 8, "level is a list"),
            ("- a\n- b", 1, 1, "the document is a list"), ("", 0, 0, "holds no rule"),
            ("title: t\naction: other", 2, 9, "write global, reset or repeat"),
            ("a: 'b", 1, 6, "not valid YAML"),
        ])
    func documents(_ text: String, _ line: Int, _ column: Int, _ words: String) {
        expect(RuleText(text).errors, line, column, words)
    }

    @Test("all mistakes of a rule are told at once")
    func everything() {
        let text = RuleText(
            detection: """
                s:
                  a|contians: x
                  b|re: 'x('
                t:
                  - c|cidr: none
                  - d|gt: none
                condition: s and u
                """)
        #expect(text.errors.map(\.line) == [5, 6, 8, 9, 10])
        #expect(text.errors.allSatisfy { $0.detection == "A rule" && $0.file == "rule.yml" })
    }

    @Test("a document with a mistake keeps no other from being read")
    func neighbours() throws {
        let good = "title: good\nlogsource: {product: x}\ndetection: {s: {a: b}, condition: s}"
        let file = RuleText("\(good)\n---\ntitle: bad\n---\n---\n\(good)\n").file()
        #expect(file.entries.count == 3)
        #expect(file.entries.map { $0.problems.isEmpty } == [true, false, true])
        #expect(file.entries[1].problems.allSatisfy { $0.line == 5 })
        guard case .invalid(title: "bad", id: nil) = file.entries[1].document else {
            Issue.record("\(file.entries[1])")
            return
        }
    }

    @Test(
        "what hardly means what it says is told and taken",
        arguments: [
            ("s: {a: x}\nt: {a: x}\ncondition: s", 5, 3, "does not use \"t\""),
            ("s:\n  a|all: x\ncondition: s", 5, 5, "\"all\" of one value"),
            ("s: {a: x}\ntimeframe: 5m\ncondition: s", 5, 3, "correlation rule"),
        ])
    func warnings(_ detection: String, _ line: Int, _ column: Int, _ words: String) throws {
        let text = RuleText(detection: detection)
        expect(text.problems, line, column, words)
        #expect(text.errors.isEmpty)
        _ = try text.rule()
    }

    // MARK: - Bounds

    @Test("a rule of more than 50,000 values is refused, one of as many is not")
    func values() {
        func detection(_ count: Int) -> String {
            "s:\n  a: [\((0..<count).map { "v\($0)" }.joined(separator: ", "))]\ncondition: s"
        }
        #expect(RuleText(detection: detection(50_000)).errors.isEmpty)
        let errors = RuleText(detection: detection(50_001)).errors
        #expect(
            errors.map(\.message) == [
                "the rule has more than 50000 values: make several rules of it"
            ])
    }

    @Test("a condition that names selections again and again is refused beyond 50,000 values")
    func repeated() {
        let list = (0..<1_000).map { "v\($0)" }.joined(separator: ", ")
        func condition(_ count: Int) -> RuleText {
            RuleText(
                detection: "s:\n  a: [\(list)]\ncondition: "
                    + Array(repeating: "s", count: count).joined(separator: " and "))
        }
        #expect(condition(50).errors.isEmpty)
        expect(condition(51).errors, 6, 14 + 50 * 6, "comes to more than 50000 values")
    }

    @Test("five dashes are as many as windash takes")
    func dashes() {
        func detection(_ count: Int) -> RuleText {
            RuleText(
                detection:
                    "s:\n  a|windash: '\(String(repeating: " -a", count: count))'\ncondition: s")
        }
        #expect(detection(5).errors.isEmpty)
        expect(detection(6).errors, 5, 17, "more than 3125 ways")
    }

    @Test("placeholders make 10,000 values of one at most")
    func expansions() {
        let hundred = (0..<100).map { "v\($0)" }
        let text = RuleText(detection: "s:\n  a|expand: '%x%%y%'\ncondition: s")
        #expect(text.file(["x": hundred, "y": hundred]).entries[0].problems.isEmpty)
        let problems = text.file(["x": hundred, "y": hundred + ["v"]]).entries[0].problems
        expect(problems, 5, 16, "more than 10000 values")
    }

    @Test("modifiers together make 50,000 values of one at most")
    func alternatives() {
        let values = (0..<18).map { " -a -b -c -d -e\($0)" }
        let text = RuleText(detection: "s:\n  a|expand|windash: '%x%'\ncondition: s")
        expect(
            text.file(["x": values]).entries[0].problems, 5, 24,
            "make more than 50000 values of this")
    }

    @Test("a condition is 64 deep at most")
    func depth() {
        func condition(_ depth: Int) -> RuleText {
            RuleText(
                detection: "s: {a: x}\ncondition: "
                    + String(repeating: "(", count: depth) + "s"
                    + String(repeating: ")", count: depth))
        }
        #expect(condition(63).errors.isEmpty)
        expect(condition(64).errors, 5, 14 + 64, "more than 64 deep")
    }

    @Test("100 problems of a document are listed")
    func many() {
        let lines = (0..<150).map { "  a\($0)|x: y" }.joined(separator: "\n")
        let errors = RuleText(detection: "s:\n\(lines)\ncondition: s").errors
        #expect(errors.count == 101)
        #expect(errors.contains { $0.message.contains("more than 100 problems") })
    }
}
