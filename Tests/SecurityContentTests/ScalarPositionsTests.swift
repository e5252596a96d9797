import Testing

@testable import SecurityContent

/// Each text holds `k: <scalar>`; in the value stands `@`, and in the file too, at the place that
/// must be found.
struct ScalarPositionsTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let value: String
        var testDescription: String { name }
    }

    static let samples: [Sample] = [
        Sample(name: "plain", text: "k: abc @def", value: "abc @def"),
        Sample(name: "plain over two lines", text: "k: abc\n  def @g\nz: 1", value: "abc def @g"),
        Sample(
            name: "plain with an empty line", text: "k: abc\n\n\n  d @g\n",
            value: "abc\n\nd @g"),
        Sample(
            name: "plain with trailing blanks", text: "k: abc   \n     d  @ g   # c\n",
            value: "abc d  @ g"),
        Sample(name: "plain on the next line", text: "k:\n  abc @\n", value: "abc @"),
        Sample(name: "single quotes", text: "k: 'a @b'", value: "a @b"),
        Sample(name: "doubled quotes", text: "k: 'it''s ''x'' @b'", value: "it's 'x' @b"),
        Sample(
            name: "single quotes over lines", text: "k: 'it''s  \n   so\n\n   @b'",
            value: "it's so\n@b"),
        Sample(name: "double quotes", text: #"k: "a \"b\" \\ \x41 @c""#, value: #"a "b" \ A @c"#),
        Sample(
            name: "double quotes with escapes of more bytes",
            text: #"k: "\u00e9\U0001F600\t@""#, value: "é😀\t@"),
        Sample(
            name: "double quotes over lines", text: "k: \"a\n   b\n\n   @c\"", value: "a b\n@c"),
        Sample(
            name: "double quotes with escaped line breaks",
            text: "k: \"a \\\n    b\\\n   \\  c\\n@d\"", value: "a b  c\n@d"),
        Sample(name: "literal", text: "k: |\n  a\n   b\n  @c\n", value: "a\n b\n@c\n"),
        Sample(name: "literal, stripped", text: "k: |-\n  a\n\n  @c\n\n", value: "a\n\n@c"),
        Sample(name: "literal, kept", text: "k: |+\n  a\n  @c\n\n\nz: 1", value: "a\n@c\n\n\n"),
        Sample(
            name: "literal with indentation indicator", text: "k: |2-\n    a\n  @c\n",
            value: "  a\n@c"),
        Sample(
            name: "literal with a comment in its head", text: "k: |- # why\n  a '' @c\n",
            value: "a '' @c"),
        Sample(name: "folded", text: "k: >\n  a\n  b\n\n  @c\n", value: "a b\n@c\n"),
        Sample(
            name: "folded with more indented lines", text: "k: >-\n  a\n    b\n  c\n  @d\n",
            value: "a\n  b\nc @d"),
        Sample(name: "folded, stripped", text: "k: >-\n  a\n  @c", value: "a @c"),
        Sample(
            name: "non-ASCII text", text: "# ä\nk: 'ä''ö\n  😀 @'", value: "ä'ö 😀 @"),
        Sample(name: "CRLF", text: "k: >-\r\n  a\r\n  @c\r\nz: 1\r\n", value: "a @c"),
        Sample(name: "CRLF in quotes", text: "k: 'a\r\n\r\n  @c'\r\n", value: "a\n@c"),
        Sample(name: "tag and anchor", text: "k: !!str &x 'a''@c'", value: "a'@c"),
        Sample(name: "tag of a block", text: "k: !!str |\n  a\n  @c\n", value: "a\n@c\n"),
        Sample(
            name: "NEL and LS, which end a line for YAML alone",
            text: "k: 'a\u{85} b\u{2028} @c'", value: "a b\u{2028}@c"),
    ]

    @Test("an offset in the value leads to the byte in the file", arguments: samples)
    func offset(_ sample: Sample) throws {
        let (node, source) = try Self.value(sample.text)
        guard case .scalar(let value, let style) = node.content else {
            Issue.record("no scalar")
            return
        }
        #expect(value == sample.value)
        let positions = ScalarPositions(
            source: source, offset: node.offset, style: style, value: value)
        #expect(positions.isExact)
        let at = UInt8(ascii: "@")
        let inValue = try #require(Array(value.utf8).firstIndex(of: at))
        let inFile = try #require(source.bytes.firstIndex(of: at))
        #expect(positions.sourceOffset(of: inValue) == inFile)
    }

    @Test("what one escape stands for leads to the escape")
    func escape() throws {
        let (node, source) = try Self.value(#"k: "a\u00e9b""#)
        let positions = ScalarPositions(
            source: source, offset: node.offset, style: .doubleQuoted, value: "aéb")
        #expect((0...5).map { positions.sourceOffset(of: $0) } == [4, 5, 5, 11, 12, 12])
    }

    @Test("a value that the scan does not understand leads to its start")
    func fallback() {
        let source = SourceText(file: "f", text: "k: 'abc'")
        let positions = ScalarPositions(
            source: source, offset: 3, style: .singleQuoted, value: "something else")
        #expect(!positions.isExact)
        #expect(positions.sourceOffset(of: 7) == 3)
    }

    /// Lines of random words in a random style, read by Yams and scanned again by us: the values
    /// must agree, and each `@` with its number must be found.
    @Test("random scalars of all styles are scanned as the parser reads them", arguments: 1...40)
    func random(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        var scanned = 0
        for _ in 0..<50 {
            let text = ScalarWriter.document(&random)
            guard let (node, source) = Self.valueIfValid(text),
                case .scalar(let value, let style) = node.content
            else { continue }
            scanned += 1
            let positions = ScalarPositions(
                source: source, offset: node.offset, style: style, value: value)
            #expect(positions.isExact, "\(text.debugDescription)")
            let inFile = source.bytes.indices.filter { source.bytes[$0] == UInt8(ascii: "@") }
            let bytes = Array(value.utf8)
            let inValue = bytes.indices.filter { bytes[$0] == UInt8(ascii: "@") }
            #expect(
                inValue.map { positions.sourceOffset(of: $0) } == inFile,
                "\(text.debugDescription)")
        }
        #expect(scanned >= 25, "most of what is written is valid YAML")
    }

    /// The value of `k`.
    static func value(_ text: String) throws -> (YAMLNode, SourceText) {
        try #require(valueIfValid(text), "\(text.debugDescription)")
    }

    static func valueIfValid(_ text: String) -> (YAMLNode, SourceText)? {
        let problems = ProblemCollector()
        let source = SourceText(file: "f", text: text)
        let mapping = YAMLDocument(source, problems: problems)?.mapping(problems)
        return mapping?.entry("k").map { ($0.value, source) }
    }

    @Test("a block that says how far it is indented is found up to 128 blanks deep")
    func deepBlock() {
        for depth in [10, 126, 127] {
            // Its first line is deeper than the block, so that it does not tell.
            let indent = String(repeating: " ", count: depth)
            let text = "a:\n\(indent)k: |2\n\(indent)    x\n\(indent)  @c\n"
            let problems = ProblemCollector()
            let source = SourceText(file: "f", text: text)
            let document = YAMLDocument(source, problems: problems)?.mapping(problems)
            guard case .mapping(let inner)? = document?.entry("a")?.value.content,
                let node = inner.first?.value, case .scalar(let value, let style) = node.content
            else {
                Issue.record("no scalar")
                return
            }
            #expect(value == "  x\n@c\n")
            let positions = ScalarPositions(
                source: source, offset: node.offset, style: style, value: value)
            #expect(positions.isExact == (depth + 2 <= 128))
            let at = UInt8(ascii: "@")
            #expect(
                positions.sourceOffset(of: 4)
                    == (positions.isExact ? source.bytes.firstIndex(of: at) : node.offset))
        }
    }
}

/// Writes random scalars.
private enum ScalarWriter {
    static let words = ["a", "bc@", "it''s", "ä", "😀@", "x=1", "(@)", "d\\\\e", "@"]

    static func document(_ random: inout SplitMix64) -> String {
        var lines: [String] = []
        for _ in 0...random.below(5) { lines.append(line(&random)) }
        let indent = String(repeating: " ", count: 1 + random.below(4))
        let ending = random.below(4) == 0 ? "\r\n" : "\n"
        func joined(_ lines: [String], _ first: String = "") -> String {
            lines.enumerated().map { index, line in
                (index == 0 ? first : line.isEmpty ? "" : indent) + line
            }.joined(separator: ending)
        }
        let body =
            switch random.below(5) {
            case 0: joined(lines)
            case 1: "'" + joined(lines) + "'"
            case 2: "\"" + joined(lines) + "\""
            case 3: "|" + ["", "-", "+"][random.below(3)] + ending + joined(lines, indent)
            default: ">" + ["", "-", "+"][random.below(3)] + ending + joined(lines, indent)
            }
        return "k: " + body + (random.below(2) == 0 ? ending : "") + ending + "z: 1" + ending
    }

    private static func line(_ random: inout SplitMix64) -> String {
        let count = random.below(4)
        let blanks = String(repeating: " ", count: random.below(3))
        var chosen: [String] = []
        for _ in 0..<count { chosen.append(words[random.below(words.count)]) }
        let indent = count > 0 && random.below(4) == 0 ? "  " : ""
        return indent + chosen.joined(separator: " ") + (count > 0 ? blanks : "")
    }
}
