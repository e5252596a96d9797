import CLiteralSearch
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// The search for words at its bounds: what it answers there is a status of its own.
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
        for isPortable in [false, true] {
            let prefilter = try #require(
                Prefilter(plan, isPortable: isPortable, hitsMax: Self.room))
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
    }

    @Test("words are too many also where hiders have left no room", arguments: [false, true])
    func mixed(isPortable: Bool) throws {
        let prefilter = try #require(Prefilter(plan, isPortable: isPortable, hitsMax: 4))
        #expect(search("&# &# &# whoami", prefilter).hits.count == 4)
        #expect(search("&# &# &# &# whoami", prefilter).outcome == .tooMany)
        let none = try #require(Prefilter(plan, isPortable: isPortable, hitsMax: 0))
        #expect(search("nothing", none).outcome == .searched)
        #expect(search("whoami", none).outcome == .tooMany)
    }

    @Test("the bound that the program has is told like any other", arguments: [false, true])
    func programBound(isPortable: Bool) throws {
        let prefilter = try #require(Prefilter(plan, isPortable: isPortable))
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
        guard let literals = unsafe riskd_literals_create([], [], 0, 1) else {
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

    @Test("where the library fails the table finds the same")
    func failingLibrary() throws {
        let text = "whoami &# WHOAMI <! x"
        let sound = try #require(Prefilter(plan))
        let broken = try #require(Prefilter(plan))
        #expect(broken.breakLibrary() == Prefilter.hasVectorscan)
        for _ in 0..<2 {
            let found = search(text, broken)
            #expect(found.outcome == .searched && found.hits == search(text, sound).hits)
        }
        #expect(!broken.breakLibrary(), "the table does the work from then on")
        let portable = try #require(Prefilter(plan, isPortable: true))
        #expect(!portable.breakLibrary())
    }
}
