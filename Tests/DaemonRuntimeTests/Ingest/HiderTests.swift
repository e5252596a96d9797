import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// What could hide a word is found wherever it stands, however many bytes are looked at at once.
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
        arguments: ["&#", "<!", "<?", "\\u0041", "\\U005f", "\\u0022", "\u{130}", "\u{212A}"])
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
        "what is like one is none",
        arguments: [
            "&amp;", "</", "<1", "\\u00e9", "\\\" ", "\\n", "'?", "/!", "#", "\u{131}", "\u{2128}",
        ])
    func notFound(text: String) {
        for place in 0..<70 {
            let start = [UInt8](repeating: UInt8(ascii: " "), count: place)
            #expect(hits(start + Array(text.utf8) + start) == [], "\(place) bytes before")
        }
    }
}
