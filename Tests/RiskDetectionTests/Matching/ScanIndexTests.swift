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
        "of raw events, which are told apart by their id and hold lists, none is missed either",
        arguments: [41, 42, 43])
    func completeOfRaw(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let names = ["EventCode", "EventID", "Image", "Name", "signature_id"]
        let dataSet = DataSet(rawWindows: names)
        let texts = ["1", "4688", "01", "a.exe", "net use", "x", "ä"]
        func text() -> String { texts.randomElement(using: &random)! }
        func predicate(_ depth: Int) -> SPL.Predicate<ScanField> {
            let field = ScanField.field(dataSet.field(names.randomElement(using: &random)!)!)
            switch Int.random(in: 0..<(depth == 0 ? 3 : 7), using: &random) {
            case 0: return .differs(field, TextPattern(text()))
            case 1, 2: return .matches(field, [TextPattern(text()), TextPattern("*\(text())")])
            case 3: return .not(predicate(depth - 1))
            case 4: return .or([predicate(depth - 1), predicate(depth - 1)])
            default:
                let ids = (0..<2).map { _ in TextPattern(text()) }
                return .and([.matches(field, ids), predicate(depth - 1), predicate(depth - 1)])
            }
        }
        let predicates = (0..<120).map { _ in predicate(2) }
        var search = ScanSearch(predicates, of: dataSet)
        var (matching, lists) = (0, 0)
        for _ in 0..<300 {
            var event = Event(dataSet: dataSet, time: Timestamp(seconds: 1))
            for name in names {
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    event.add(dataSet.field(name)!, Array(text().utf8))
                }
            }
            var found: [Int32] = []
            search.find(event, &found)
            let wanted = predicates.indices.filter { predicates[$0].holds(for: event) }
            #expect(found.map(Int.init) == wanted, "seed \(seed)")
            matching += wanted.count
            if event.hasLists { lists += 1 }
        }
        #expect(matching > 1_000 && lists > 50)
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
