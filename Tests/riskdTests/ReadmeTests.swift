import Foundation
import TestSupport
import Testing

/// What README.md shows is what the program shows.
struct ReadmeTests {
    @Test("the sample of README.md is what a terminal of 100 columns shows")
    func sample() throws {
        let text = try String(contentsOfFile: Checkout.path + "/README.md", encoding: .utf8)
        let start = try #require(text.range(of: "```\n9 rows of 1 detection"))
        let shown = text[start.lowerBound...].dropFirst(4).prefix { $0 != "`" }
            .split(separator: "\n").map(String.init)
        #expect(shown.count > 15)
        let result = try Program.shell(
            "cd '\(Checkout.path)' && COLUMNS=100 \"$0\" replay --config config/riskd.yaml --exit-zero "
                + "--summary examples/bits-job-persistence/events.xml "
                + "examples/bits-job-persistence/events.json")
        let lines = (result.output + result.errors).split(separator: "\n").map(String.init)
        for line in shown { #expect(lines.contains(line), "\(line)") }
    }
}
