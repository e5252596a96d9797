import CLiteralSearch
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// The search for words at its bounds: what it answers there is a status of its own.
@Suite(.enabled(if: Prefilter.isAvailable, "needs Vectorscan"))
struct LiteralSearchTests {
    private static let room = 8
    static let dense = [
        "whoami", "&#13;", "&#", "<!", "<?", "\\u0041", "\\U005f", "\\u0022", "\u{130}", "\u{212A}",
        "a\\\"b",
    ]

    private let plan: PrefilterPlan

    init() throws {
        plan = PrefilterPlan([
            try Detection.fixture(
                "| tstats count from datamodel=Endpoint.Processes where Processes.process=*whoami* "
                    + "by Processes.process Processes.dest Processes.user")
        ])
    }

    private func search(
        _ text: String, _ prefilter: Prefilter
    ) -> (outcome: Prefilter.Outcome, hits: [Int]) {
        var hits: [Int] = []
        let bytes = Array(text.utf8)
        let outcome = prefilter.search(bytes, 0..<bytes.count, into: &hits)
        return (outcome, hits)
    }

    @Test(
        "as many hits as there is room for are found, and one more is told as too many",
        arguments: dense, [0, 1, 15, 40])
    func capacity(piece: String, blanks: Int) throws {
        // Close together they stand in one block of the wide search, far apart each in its own; the last
        // ones are found byte by byte.
        let unit = piece + " " + String(repeating: " ", count: blanks)
        let prefilter = try #require(Prefilter(plan, hitsMax: Self.room))
        for count in [Self.room - 1, Self.room] {
            let found = search(String(repeating: unit, count: count), prefilter)
            #expect(found.outcome == .searched && found.hits.count == count, "\(count)")
        }
        for count in [Self.room + 1, 2 * Self.room, 50 * Self.room] {
            let found = search(String(repeating: unit, count: count), prefilter)
            #expect(found.outcome == .tooMany && found.hits.isEmpty, "\(count)")
        }
        // What comes behind too many is searched as ever.
        #expect(search(unit, prefilter).hits.count == 1)
    }

    @Test("words are too many also where hiders have left no room")
    func mixed() throws {
        let prefilter = try #require(Prefilter(plan, hitsMax: 4))
        #expect(search("&# &# &# whoami", prefilter).hits.count == 4)
        #expect(search("&# &# &# &# whoami", prefilter).outcome == .tooMany)
        let none = try #require(Prefilter(plan, hitsMax: 0))
        #expect(search("nothing", none).outcome == .searched)
        #expect(search("whoami", none).outcome == .tooMany)
    }

    @Test("the bound that the program has is told like any other")
    func programBound() throws {
        let prefilter = try #require(Prefilter(plan))
        let most = Prefilter.hitsMax
        for (count, outcome) in [
            (most - 1, Prefilter.Outcome.searched), (most, .searched), (most + 1, .tooMany),
            (2 * most, .tooMany),
        ] {
            #expect(search(String(repeating: "&#65;", count: count), prefilter).outcome == outcome)
        }
    }

    @Test("a text that is longer than a search takes is told of, and not read")
    func tooLong() {
        guard let literals = unsafe riskd_literals_create([], [], 0) else {
            Issue.record("no memory")
            return
        }
        defer { unsafe riskd_literals_destroy(literals) }
        var found = 7
        var ends: [UInt32] = [0]
        let status = unsafe riskd_literals_search(
            literals, [0], Int(Int32.max) + 1, &ends, 1, &found)
        #expect(status == RISKD_SEARCH_TOO_LONG && found == 0)
    }

    @Test("where the library fails nothing is said of the text, and every record is read")
    func failingLibrary() throws {
        let broken = try #require(Prefilter(plan))
        broken.breakLibrary()
        for _ in 0..<2 {
            let found = search("whoami &# WHOAMI <! x", broken)
            #expect(found.outcome == .failed && found.hits.isEmpty)
        }
        var framer = RecordFramer(prefilter: broken)
        let line = #"{"EventTime":"2024-01-01 00:00:00","Image":"C:\\a.exe"}"# + "\n"
        framer.append(Array(String(repeating: line, count: 9).utf8)[...])
        framer.finish()
        var records = 0
        while framer.next({ _, _, _, _ in
            records += 1
            return true
        }) == .taken {}
        #expect(records == 9 && framer.passedOver == 0 && framer.overfull > 0)
    }

    @Test("a plan of open data sets alone has no words to look for")
    func wordless() throws {
        let plan = PrefilterPlan([
            try Detection.fixture(
                "| tstats count from datamodel=Endpoint.Registry by Registry.dest Registry.user")
        ])
        #expect(plan.words.isEmpty && plan.isUsable)
        let prefilter = try #require(Prefilter(plan))
        #expect(search("whoami &#", prefilter).hits.count == 1)
    }

    @Test("words that the library takes none of make no search, and then every record is read")
    func refusedWords() {
        // Longer than a pattern of the library.
        let word = [UInt8](repeating: 0x78, count: 20_000)
        let literals = unsafe riskd_literals_create(word, [UInt32(word.count)], 1)
        #expect(unsafe literals == nil)
        if let literals = unsafe literals { unsafe riskd_literals_destroy(literals) }
    }
}
