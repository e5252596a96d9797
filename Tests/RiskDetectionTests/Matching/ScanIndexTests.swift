import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// The index against the predicates themselves, and what it is for: few scans for most events.
struct ScanIndexTests {
    @Test(
        "every scan that an event matches is among those that are found", arguments: [31, 32, 33])
    func complete(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let predicates = (0..<300).map { _ in RandomPredicate.predicate(&random, depth: 2) }
        var index = ScanIndex(predicates, weak: Processes.dataSet.weakFields)
        var (matching, asked) = (0, 0)
        for _ in 0..<400 {
            let event = RandomPredicate.event(&random)
            index.findCandidates(for: event)
            #expect(index.found == index.found.sorted())
            let found = Set(index.found)
            asked += found.count
            for (number, predicate) in predicates.enumerated() where predicate.holds(for: event) {
                matching += 1
                #expect(found.contains(Int32(number)), "seed \(seed): \(predicate), \(event)")
            }
        }
        #expect(matching > 1_000 && asked < 400 * 300)
    }

    @Test(
        "what tells most of a condition is looked for",
        arguments: [
            // What is in every path or command line is not.
            ("Processes.process=*.exe Processes.process_path=*\\\\wavs\\\\*", "\\wavs\\"),
            ("Processes.process=*system* Processes.process=*sudo*", "sudo"),
            ("Processes.process_name IN (\"7z*.exe\")", "7z"),
            ("Processes.process=*http*sqlmap*", "sqlmap"),
            // A field with few values tells little.
            ("Processes.action=allowed Processes.process=*ab*", "ab"),
        ])
    func choice(condition: String, word: String) throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where \(condition) by Processes.dest")
        let literals = try #require(ScanRequirement(of: detection.plan.scans[0]).literals)
        #expect(literals.map(\.word) == [word])
    }
}
