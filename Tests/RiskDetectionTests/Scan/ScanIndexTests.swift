import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// The index against the predicates themselves, and what it is for: few scans for most events.
struct ScanIndexTests {
    private static let fields = ["process", "process_name", "user", "action"].compactMap {
        Processes.dataSet.field($0)
    }

    private static func text(_ random: inout SplitMix64, upTo length: Int) -> String {
        let letters: [Character] = ["a", "b", "A", "\\", ".", "é", "K", "\u{0}", "\u{212A}"]
        return String(
            (0..<Int.random(in: 0...length, using: &random)).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &random)]
            })
    }

    private static func pattern(_ random: inout SplitMix64) -> TextPattern {
        let pieces = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            text(&random, upTo: 5)
        }
        return TextPattern(
            pieces.joined(separator: "*"), isCaseSensitive: Bool.random(using: &random),
            readsNetworks: true)
    }

    private static func predicate(
        _ random: inout SplitMix64, depth: Int
    ) -> Predicate<ScanField> {
        func parts() -> [Predicate<ScanField>] {
            (0..<Int.random(in: 1...3, using: &random)).map { _ in
                predicate(&random, depth: depth - 1)
            }
        }
        switch Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &random) {
        case 0: return .differs(.field(fields[0]), pattern(&random))
        case 4, 5: return .and(parts())
        case 6: return .or(parts())
        case 7: return .not(predicate(&random, depth: depth - 1))
        default:
            let field = fields[Int.random(in: 0..<fields.count, using: &random)]
            return .matches(.field(field), (0..<3).map { _ in pattern(&random) })
        }
    }

    @Test(
        "every scan that an event matches is among those that are found", arguments: [31, 32, 33])
    func complete(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let predicates = (0..<300).map { _ in Self.predicate(&random, depth: 2) }
        var index = ScanIndex(predicates, weak: Processes.dataSet.weakFields)
        var (matching, asked) = (0, 0)
        for _ in 0..<400 {
            var event = Event(dataSet: Processes.dataSet)
            for field in Self.fields where Int.random(in: 0..<5, using: &random) > 0 {
                event.set(field, Self.text(&random, upTo: 9))
            }
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
