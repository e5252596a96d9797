import Testing

@testable import SecurityContent

struct YAMLDocumentTests {
    static func problems(_ text: String) -> [ContentProblem] {
        let problems = ProblemCollector()
        let document = YAMLDocument(SourceText(file: "f.yml", text: text), problems: problems)
        _ = document?.mapping(problems)
        return problems.problems
    }

    @Test(
        "what is no YAML mapping is a problem with its place",
        arguments: [
            ("a: 'b\nc: 1", 2, 5, "a quoted scalar that starts in line 1, column 4"),
            ("a: [1, 2\nb: 3\n", 2, 2, "not valid YAML"),
            ("a: 1\na: 2\n", 1, 1, "stands twice"),
            ("x: ä\n\ta: 1\n", 2, 1, "not valid YAML"),
            ("- a\n- b\n", 1, 1, "a list"),
            ("just text", 1, 1, "a single value"),
            ("", 1, 1, "empty"),
            ("# only a comment\n", 1, 1, "empty"),
            ("a: \u{1}b", 1, 4, "control characters"),
            ("? [a, b]\n: c\n", 1, 3, "as a key"),
            ("a: *nobody\n", 1, 4, "undefined alias"),
            ("---\na: 1\n---\nb: 2\n", 3, 1, "another document"),
        ])
    func notYAML(_ text: String, _ line: Int, _ column: Int, _ message: String) throws {
        let problem = try #require(Self.problems(text).first)
        #expect(problem.severity == .error)
        #expect(problem.message.contains(message), "\(problem)")
        #expect([problem.line, problem.column] == [line, column], "\(problem)")
    }

    @Test("texts of every small length are read, though Yams keeps a pointer into its input")
    func short() throws {
        for length in 1...80 {
            let value = String(repeating: "x", count: length)
            let (node, _) = try ScalarPositionsTests.value("k: \(value)")
            #expect(node.text == value)
        }
    }

    @Test("a byte order mark is no part of the text")
    func byteOrderMark() throws {
        let (node, source) = try ScalarPositionsTests.value("\u{FEFF}k: v")
        #expect(source.position(of: node.offset).column == 4)
    }

    @Test("a bomb of aliases is refused unread, as values and as keys")
    func aliasBomb() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(Self.problems(text).map(\.message).first?.contains("aliases") == true)
        #expect(Self.problems(text + "? *a40\n: y\n").count == 1)
    }

    @Test("stars of a search are no aliases")
    func stars() {
        let patterns = (0..<100).map { "*w\($0)*" }.joined(separator: ", ")
        #expect(Self.problems("b: &anchor 1\na: 'x IN (\(patterns))'\n").isEmpty)
    }

    @Test("an anchor used a few times is fine")
    func anchors() throws {
        let (node, _) = try ScalarPositionsTests.value("a: &a [x, y]\nk: {p: *a, q: *a}\n")
        guard case .mapping(let entries) = node.content else {
            Issue.record("no mapping")
            return
        }
        #expect(entries.count == 2)
    }

    @Test("deep nesting is refused", arguments: [65, 999, 5_000])
    func deep(_ depth: Int) throws {
        let flow = "a: " + String(repeating: "[", count: depth)
        #expect(!Self.problems(flow + String(repeating: "]", count: depth)).isEmpty)
        #expect(!Self.problems(String(repeating: "- ", count: depth) + "x").isEmpty)
        #expect(!Self.problems(String(repeating: "? ", count: depth) + "x").isEmpty)
    }

    @Test("more values than the limit are refused")
    func many() {
        let text = "a: [" + String(repeating: "x,", count: YAMLDocument.nodesMax) + "x]"
        #expect(Self.problems(text).map(\.message) == ["more than 200000 values in one file"])
    }

    @Test("a file that is too large or not UTF-8 is a problem with its place")
    func bytes() {
        let problems = ProblemCollector()
        let large = [UInt8](repeating: 0x20, count: SourceText.bytesMax + 1)
        #expect(SourceText(validating: large, file: "f", problems) == nil)
        let latin = Array("a: 1\nb: f".utf8) + [0xFC, 0x72]
        #expect(SourceText(validating: latin, file: "f", problems) == nil)
        #expect(problems.problems.map(\.line) == [0, 2])
        #expect(problems.problems.map(\.column) == [0, 5])
    }

    @Test("cut or changed text never traps", arguments: 1...20)
    func mutations(seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        let text = Array(DetectionFiles.observables.utf8)
        for _ in 0..<60 {
            var bytes = text
            for _ in 0..<(1 + random.below(6)) {
                let at = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[at] = UInt8(random.below(256))
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + random.below(30)))
                default: bytes.insert(contentsOf: Array("\"'|>&*[{\n ".utf8), at: at)
                }
            }
            let problems = ProblemCollector()
            guard let source = SourceText(validating: bytes, file: "f", problems),
                let document = YAMLDocument(source, problems: problems)
            else {
                #expect(!problems.problems.isEmpty)
                continue
            }
            _ = DetectionDocument.read(document, problems: problems)
        }
    }

    @Test("200 problems of a file are listed, of which the last says that there are more")
    func manyProblems() {
        for count in [150, 199, 200, 500] {
            let problems = ProblemCollector()
            let source = SourceText(file: "f", text: String(repeating: "x\n", count: count))
            for number in 0..<count {
                problems.add(.error, source, at: 2 * number, "wrong \(number)")
            }
            let told = problems.problems
            #expect(told.count == (count < 199 ? count : 200))
            #expect(told.prefix(199).map(\.line) == Array(1...min(count, 199)))
            #expect(told.last?.message.hasPrefix("more than 200 problems") == (count >= 199))
        }
    }
}

struct SourceTextTests {
    @Test("lines end with LF, CRLF or CR, and columns count characters")
    func position() {
        let source = SourceText(file: "f", text: "ab\r\ncä😀d\re\n")
        let places = [0, 2, 4, 5, 7, 11, 13, 15].map { source.position(of: $0) }
        #expect(places.map(\.line) == [1, 1, 2, 2, 2, 2, 3, 4])
        #expect(places.map(\.column) == [1, 3, 1, 2, 3, 4, 1, 1])
    }

    @Test("the caret stands below the place")
    func excerpt() {
        let source = SourceText(file: "f", text: "first\n\tkey: wert\n")
        #expect(source.excerpt(at: 12) == [" key: wert", "      ^"])
    }

    @Test("a long line is cut around the place")
    func longLine() {
        let text = String(repeating: "a", count: 500) + "@" + String(repeating: "b", count: 500)
        let excerpt = SourceText(file: "f", text: text).excerpt(at: 500)
        #expect(excerpt.count == 2)
        #expect(excerpt[0].count <= 102)
        let caret = excerpt[1].count - 1
        #expect(Array(excerpt[0])[caret] == "@")
    }
}
