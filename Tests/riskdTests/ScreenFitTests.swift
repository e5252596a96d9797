import Testing

@testable import riskd

/// A text that is watched fits the terminal.
struct ScreenFitTests {
    private func part(_ name: String, _ count: Int) -> [String] {
        (0..<count).map { "\(name) \($0)" }
    }

    @Test("no text has more rows than the terminal, and its head is whole", arguments: 8...60)
    func fits(rows: Int) {
        for counts in [[0, 0, 0], [3, 30, 5], [40, 40, 40], [1, 1, 80], [60, 2, 2]] {
            let parts = zip(["source", "detection", "output"], counts).map { part($0, $1) }
            let lines = ScreenFit.lines(
                head: part("head", 4), parts: parts, rows: rows, columns: 80)
            #expect(lines.count <= rows, "\(counts)")
            #expect(lines.starts(with: part("head", 4)))
            // What could be shown is shown: rows are left over only where nothing is left out.
            let whole = ScreenFit.height(part("head", 4) + parts.flatMap { [""] + $0 }, 80)
            if whole <= rows { #expect(lines.count == whole, "\(counts)") }
            if whole > rows {
                #expect(lines.contains { $0.contains(" more line(s)") }, "\(counts)")
            }
        }
    }

    @Test("parts that need less leave their rows to the others, and what is left out is counted")
    func shares() {
        let lines = ScreenFit.lines(
            head: ["head"], parts: [part("a", 2), part("b", 30)], rows: 12, columns: nil)
        #expect(
            lines
                == ["head", "", "a 0", "a 1", ""] + part("b", 6) + ["  … 24 more line(s)"])
    }

    @Test("a line that is longer than the terminal takes several rows, colours none")
    func wrapped() {
        #expect(ScreenFit.height([String(repeating: "x", count: 161)], 80) == 3)
        let coloured = "\u{1B}[1;31m●\u{1B}[0m" + String(repeating: "x", count: 79)
        #expect(ScreenFit.height([coloured], 80) == 1)
        #expect(ScreenFit.height(["", "日本"], 3) == 3)
        let head = [String(repeating: "x", count: 200), "y", "z"]
        let lines = ScreenFit.lines(head: head, parts: [["a"]], rows: 4, columns: 80)
        #expect(lines == [head[0], "  … 2 more line(s)"])
        #expect(ScreenFit.lines(head: head, parts: [["a"]], rows: 0, columns: 80).isEmpty)
    }
}
