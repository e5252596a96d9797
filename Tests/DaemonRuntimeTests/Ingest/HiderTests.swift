import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// What could hide a word is found wherever it stands, however many bytes are looked at at once.
@Suite(.enabled(if: Prefilter.isAvailable, "needs Vectorscan"))
struct HiderTests {
    private let prefilter: Prefilter

    init() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where Processes.process=*whoami* "
                + "by Processes.process Processes.dest Processes.user",
            id: "00000000-0000-0000-0000-000000000001")
        prefilter = try #require(Prefilter(PrefilterPlan([detection])))
    }

    private func hits(_ text: [UInt8]) -> [Int] {
        var hits: [Int] = []
        #expect(prefilter.search(text, 0..<text.count, into: &hits) == .searched)
        return hits
    }

    @Test(
        "a hider is found at every place",
        arguments: [
            "&#", "<!", "<?", "\\u0041", "\\U005f", "\\u0022", "\u{130}", "\u{212A}",
            // Text within text: escaped once more.
            "&amp;#", "&amp;a", "&lt;!", "&lt;?", "\\u005c",
        ])
    func found(hider: String) {
        for place in 0..<70 {
            for rest in [0, 1, 40] {
                let start = [UInt8](repeating: UInt8(ascii: " "), count: place) + Array(hider.utf8)
                let text = start + [UInt8](repeating: UInt8(ascii: " "), count: rest)
                #expect(hits(text) == [start.count], "\(place) bytes before, \(rest) behind")
            }
        }
    }

    @Test(
        "markup that is escaped within JSON is found where it could hide a word, and not elsewhere",
        arguments: [
            ("\\u003c!", true), ("\\u003c?", true), ("\\u003c\\u0021", true), ("\\u0026#", true),
            ("\\u0026lt;!", true), ("\\u0026amp;#", true), ("\\u003cData", false),
            ("\\u003c/", false), ("\\u0026quot;", false), ("\\u0026 ", false),
        ])
    func markup(text: String, isFound: Bool) {
        for place in 0..<40 {
            let start = [UInt8](repeating: UInt8(ascii: " "), count: place)
            #expect(hits(start + Array(text.utf8) + start).isEmpty != isFound, "\(place) before")
        }
    }

    @Test("quotes within a word are found however many and however deeply escaped they are")
    func quotes() {
        for levels in 1...4 {
            let quote = String(repeating: "\\", count: (1 << levels) - 1) + "\""
            for count in 1...40 {
                let quotes = String(repeating: quote, count: count)
                #expect(!hits(Array("a\(quotes)b ".utf8)).isEmpty, "\(count) of \(quote)")
                // Beyond what is looked at, there may be a word.
                let isFar = quotes.utf8.count >= 32
                #expect(isFar || hits(Array(" \(quotes)b ".utf8)).isEmpty)
                #expect(isFar || hits(Array("a\(quotes) ".utf8)).isEmpty)
            }
        }
    }

    @Test(
        "what is like one is none",
        arguments: [
            "&amp;", "&amp; ", "&lt;", "&lt;a", "</", "<1", "\\u00e9", "\\\" ", "\\n", "'?", "/!",
            "#", "\u{131}", "\u{2128}",
        ])
    func notFound(text: String) {
        for place in 0..<70 {
            let start = [UInt8](repeating: UInt8(ascii: " "), count: place)
            #expect(hits(start + Array(text.utf8) + start) == [], "\(place) bytes before")
        }
    }
}
