import Testing

@testable import SecurityContent

/// The text of `.conf` files.
struct ConfDocumentTests {
    @Test("a value goes on over lines, without the backslash and the blank before it")
    func continuation() throws {
        let text = "[s]\r\na = one \\\r\n  two\\\n\\\n # three  \nb=\nc == x\n d = \\\n[e]\n"
        let problems = ProblemCollector()
        let document = ConfDocument(SourceText(file: "c.conf", text: text), problems: problems)
        #expect(problems.problems.isEmpty, "\(problems.problems)")
        #expect(document.stanzas.map(\.name) == ["s"])
        #expect(
            document.stanzas[0].entries.map { "\($0.key)|\($0.value.value)" } == [
                "a|one\n  two\n\n # three", "b|", "c|= x", "d|\n[e]",
            ])
        let value = document.stanzas[0].entries[0].value
        let place = value.problem(.error, at: value.offset(ofWord: "three"), "x")
        #expect((place.line, place.column) == (5, 4))
    }

    @Test("of a file twenty thousand stanzas are read, and more are told of")
    func stanzas() {
        let most = ConfDocument.stanzasMax
        let text = (0...most).map { "[s\($0)]\n" }.joined()
        let problems = ProblemCollector()
        let document = ConfDocument(SourceText(file: "c.conf", text: text), problems: problems)
        #expect(document.stanzas.count == most)
        #expect(problems.problems.map(\.line) == [most + 1])
    }

    @Test("cut or changed text of any file never traps")
    func robust() throws {
        let bytes = Array(SplunkAppTests.whole.utf8)
        for length in stride(from: 0, through: bytes.count, by: 7) {
            let text = String(decoding: bytes[..<length], as: UTF8.self)
            let document = ConfDocument(
                SourceText(file: "c", text: text), problems: ProblemCollector())
            for stanza in ConfStanza.merged([document]) { _ = SavedSearch(stanza).read() }
        }
    }
}
