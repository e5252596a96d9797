import SPL
import Testing

struct ErrorExcerptTests {
    private func excerpt(_ marked: String) -> ErrorExcerpt {
        let search = MarkedText(marked)
        return ErrorExcerpt(SPLError(.syntax, "m", range: search.range), in: search.text)
    }

    private static let cases: [(String, Int, Int, String, String)] = [
        ("| tstats count «frm» x", 1, 16, "| tstats count frm x", "               ^~~"),
        ("«»", 1, 1, "", "^"),
        ("ab«»", 1, 3, "ab", "  ^"),
        ("é😀 «x»", 1, 4, "é😀 x", "   ^"),
        ("one\ntwo «three» four\nfive", 2, 5, "two three four", "    ^~~~~"),
        ("one «two\nthree»", 1, 5, "one two", "    ^~~"),
        ("a\tb\u{1B}[1m «c»", 1, 9, "a\\u{9}b\\u{1B}[1m c", "                 ^"),
        ("\u{202E}«x\u{7}y»", 1, 2, "\\u{202E}x\\u{7}y", "        ^~~~~~~"),
    ]

    @Test(
        "the line is shown with the place underlined, control characters escaped",
        arguments: cases)
    func underlines(
        _ marked: String, _ line: Int, _ column: Int, _ text: String, _ underline: String
    ) {
        let excerpt = excerpt(marked)
        #expect(excerpt.line == line)
        #expect(excerpt.column == column)
        #expect(excerpt.text == text)
        #expect(excerpt.underline == underline)
    }

    @Test("a long line is cut around the place, which stays underlined exactly")
    func cutsLongLines() {
        for before in [0, 39, 40, 41, 500] {
            for marked in [1, 5, 99, 101, 3_000] {
                for after in [0, 1, 60, 500] {
                    let text =
                        String(repeating: "-", count: before) + "«"
                        + String(repeating: "x", count: marked) + "»"
                        + String(repeating: "+", count: after)
                    let excerpt = excerpt(text)
                    #expect(excerpt.column == before + 1)
                    #expect(excerpt.text.count <= 102)
                    let start = excerpt.underline.prefix { $0 == " " }.count
                    let shown = excerpt.text.dropFirst(start).prefix(
                        excerpt.underline.count - start)
                    #expect(!shown.isEmpty && shown.allSatisfy { $0 == "x" })
                    if marked < 60 { #expect(shown.count == marked) }
                }
            }
        }
    }

    @Test("a range beyond the text or within a character is shown as well as can be")
    func toleratesForeignRanges() {
        for range in [0..<99, 99..<120, 1..<2, 2..<2] {
            let excerpt = ErrorExcerpt(SPLError(.syntax, "m", range: range), in: "é\nx")
            #expect(excerpt.underline.contains("^"))
        }
    }

    @Test("a rendered error names place and macros")
    func rendersErrors() {
        let error = SPLError(.syntax, "it is wrong.", range: 2..<5, macros: ["outer", "inner"])
        #expect(
            error.rendered(in: "| `a` | b") == """
                line 1, column 3: it is wrong.
                  | `a` | b
                    ^~~
                  in `outer`, in `inner`
                """)
    }
}
