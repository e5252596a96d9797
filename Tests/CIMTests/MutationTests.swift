import CIM
import Foundation
import TestSupport
import Testing

/// Damaged records: nothing may crash, and a real parser must not read what the scanners refuse.
struct MutationTests {
    private static let seed: UInt64 = 20_240_110
    private static let records = [
        Fixture.sysmon(
            Fixture.data([
                "Image": "C:\\a\\b.exe", "CommandLine": "a &amp;&#x41; <![CDATA[<b>]]><!-- c --> é",
                "User": "D\\u",
            ])),
        Fixture.security(["NewProcessName": "C:\\w w\\b.exe", "CommandLine": "b \"x\"\n-y"]),
        """
        {"@timestamp":"2024-01-10T19:00:16.111Z","winlog":{"event_id":1,"provider_name":\
        "Microsoft-Windows-Sysmon","event_data":{"Image":"C:\\\\a\\\\b.exe","CommandLine":\
        "\\u0041\\ud83d\\ude00 é"}},"n":[1,-2.5e+3,true,null,{}]}
        """,
        """
        {"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},\
        "EventID":{"#text":1},"TimeCreated":{"#attributes":{"SystemTime":"2024-01-10T19:00:16Z"}}},\
        "EventData":{"Data":[{"@Name":"CommandLine","#text":"x"}]}}}
        """,
        """
        {"TimeGenerated [UTC]":"1/10/2024, 7:00:16 PM","Source":"Microsoft-Windows-Sysmon",\
        "EventID":1,"EventData":"<EventData><Data Name=\\"Image\\">C:\\\\a</Data></EventData>"}
        """,
        """
        {"event_simpleName":"ProcessRollup2","timestamp":"1704913216111","CommandLine":"\\"a\\" b",\
        "ImageFileName":"\\\\a\\\\b.exe","event_platform":"Win"}
        """,
    ].map { Array($0.utf8) }

    /// Bytes that mean something to a scanner, so that damage is not just another letter.
    private static let marks = Array("<>&;'\"/!?=[]{}:,\\u0#- \n".utf8)

    static func mutate(_ record: [UInt8], by generator: inout SplitMix64) -> [UInt8] {
        var bytes = record
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &generator)
            let mark = marks.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[at] = UInt8.random(in: .min ... .max, using: &generator)
            case 2: bytes[at] = mark
            case 3: bytes.insert(mark, at: at)
            case 4: bytes.remove(at: at)
            case 5: bytes.removeSubrange(at..<min(at + 9, bytes.count))
            default: bytes.insert(contentsOf: bytes[at..<min(at + 9, bytes.count)], at: at)
            }
        }
        return bytes
    }

    @Test("no damage crashes a scanner, whichever format is pinned", arguments: records.indices)
    func survives(index: Int) {
        var generator = SplitMix64(seed: Self.seed &+ UInt64(index))
        var normalizers = Profile.allCases.map { Normalizer(profile: $0) }
        var event = Event(dataSet: Processes.dataSet)
        var members = 0
        for round in 0..<6_000 {
            let bytes = Self.mutate(Self.records[index], by: &generator)
            let format = RecordFormat.allCases[round / 8 % RecordFormat.allCases.count]
            for at in normalizers.indices {
                let outcome = normalizers[at].normalize(
                    bytes.span, as: round % 8 == 0 ? format : .automatic, into: &event)
                guard outcome == .event else { continue }
                members += 1
                // Whatever was read is text.
                for field in Processes.Field.allCases {
                    guard let range = event.range(of: field.id) else { continue }
                    #expect(String(validating: event.bytes[range], as: UTF8.self) != nil)
                }
            }
        }
        #expect(members > 100, "damage that leaves no member tests little")
    }

    @Test func `records between damaged ones are read as if alone`() {
        var generator = SplitMix64(seed: Self.seed)
        var normalizer = Normalizer(profile: .splunk)
        var event = Event(dataSet: Processes.dataSet)
        for round in 0..<600 {
            let record = Self.records[round % Self.records.count]
            let damaged = Self.mutate(record, by: &generator)
            _ = normalizer.normalize(damaged.span, into: &event)
            #expect(normalizer.normalize(record.span, into: &event) == .event)
            let alone = Fixture.normalize(record)
            for field in Processes.Field.allCases {
                #expect(event.string(field.id) == alone[field])
            }
            #expect(event.time == alone.event.time)
        }
    }

    @Test(
        "a real parser agrees on what is well-formed",
        .enabled(if: RealParser.isPresent, "needs python3"))
    func agrees() throws {
        var generator = SplitMix64(seed: Self.seed ^ 0xFF)
        // A parser of JSON does not look at XML within a string.
        let records = Self.records.indices.filter { $0 != 4 }.map { Self.records[$0] }
        var damaged: [[UInt8]] = []
        for round in 0..<6_000 {
            damaged.append(Self.mutate(records[round % records.count], by: &generator))
        }
        let verdicts = try RealParser.verdicts(of: damaged)
        try #require(verdicts.count == damaged.count)
        var refused = 0
        for (record, verdict) in zip(damaged, verdicts) {
            let outcome = Fixture.normalize(record).normalization
            let text = String(decoding: record, as: UTF8.self)
            switch outcome {
            case .skipped(.malformedXML), .skipped(.malformedJSON), .skipped(.truncated):
                refused += 1
                #expect(verdict != .sound, "refused as \(outcome): \(text)")
            case .event, .notMember:
                // The scanner for XML is more lenient by intent, that for JSON is not.
                if record.first == UInt8(ascii: "{") {
                    #expect(verdict == .sound, "taken: \(text)")
                }
            case .skipped: break
            }
        }
        #expect(refused > 1_000)
    }
}
