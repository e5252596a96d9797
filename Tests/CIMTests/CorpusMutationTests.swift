import CIM
import Foundation
import TestSupport
import Testing

/// Damaged real logs, read by the scanners and by Python's parsers.
@Suite(
    .enabled(if: SharedData.isPresent, "needs ../shared/corpora"),
    .enabled(if: RealParser.isPresent, "needs python3"))
struct CorpusMutationTests {
    /// What a record came to, by scanner and by parser.
    struct Agreement: CustomStringConvertible {
        var bothSound = 0
        var bothBroken = 0
        /// The scanner takes what the parser refuses.
        var lenient = 0
        /// The scanner refuses what the parser takes.
        var strict: [String] = []

        var description: String {
            "\(bothSound) sound for both, \(bothBroken) broken for both, \(lenient) taken by the "
                + "scanner alone, \(strict.count) by the parser alone"
        }
    }

    private static let seed: UInt64 = 20_261_126

    private func records(_ name: String) throws -> [[UInt8]] {
        // Records that span lines are for the framer's tests.
        try SharedData.lines(name, linesMax: 1_500).map(Array.init)
            .filter { [UInt8(ascii: "<"), UInt8(ascii: "{")].contains($0[0]) && $0.count < 20_000 }
    }

    @Test(
        "what the scanners refuse a real parser refuses as well, and of JSON what they take it takes",
        arguments: [
            "attack_data-xmlwineventlog-A.xml.gz", "capattack-T1562.001-dism.xml.gz",
            "security-evtx-to-mitre-A.xml.gz", "nxlog-attackrange-A.json.gz",
            "otrf-flat-A.json.gz", "otrf-winlogbeat6-A.json.gz", "fdr-panther-A.json",
        ])
    func agrees(name: String) throws {
        var random = SplitMix64(seed: Self.seed)
        let sound = try records(name)
        try #require(!sound.isEmpty)
        var damaged = sound.shuffled(using: &random).prefix(TestDepth.of(300, shortly: 100)).map {
            $0
        }
        for _ in 0..<TestDepth.of(1_500, shortly: 400) {
            damaged.append(
                MutationTests.mutate(
                    sound.randomElement(using: &random) ?? [], by: &random))
        }
        let verdicts = try RealParser.verdicts(of: damaged)
        try #require(verdicts.count == damaged.count)
        var agreement = Agreement()
        for (record, verdict) in zip(damaged, verdicts) {
            let isJSON = record.first == UInt8(ascii: "{")
            switch (Fixture.normalize(record).normalization, verdict) {
            case (.skipped(.malformedXML), .sound), (.skipped(.malformedJSON), .sound),
                (.skipped(.truncated), .sound):
                agreement.strict.append(String(decoding: record.prefix(400), as: UTF8.self))
            case (.skipped(.malformedXML), .broken), (.skipped(.malformedJSON), .broken),
                (.skipped(.truncated), .broken):
                agreement.bothBroken += 1
            case (.event, .sound), (.notMember, .sound): agreement.bothSound += 1
            case (.event, .broken), (.notMember, .broken):
                agreement.lenient += 1
                #expect(!isJSON, "taken: \(String(decoding: record.prefix(400), as: UTF8.self))")
            // Told apart by what they say, not by whether they are well-formed.
            case (.skipped, _): break
            }
        }
        print("\(name): \(agreement)")
        #expect(agreement.strict.isEmpty)
        #expect(agreement.bothSound > TestDepth.of(200, shortly: 60))
        #expect(agreement.bothBroken > TestDepth.of(300, shortly: 60))
    }
}
