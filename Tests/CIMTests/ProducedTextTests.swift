import TestSupport
import Testing

@testable import CIM

struct ProducedTextTests {
    @Test(
        "the words of an event's values stand in its record, or are known to be made by a mapping",
        .enabled(if: SharedData.isPresent, "needs the shared corpora beside the checkout"),
        arguments: [
            "otrf-flat-A.json.gz", "otrf-winlogbeat6-A.json.gz", "fdr-panther-A.json",
            "nxlog-attackrange-A.json.gz", "examples-sysmon_eventid_1.xml",
            "examples-windows_event_log_security_4688.xml", "constructed-bits-fdr.json",
        ], Profile.allCases)
    func words(file: String, profile: Profile) throws {
        let produced = ProducedText.all.map { $0.lowercased() }
        var normalizer = Normalizer(profile: profile)
        var event = Event(dataSet: Processes.dataSet)
        var events = 0
        for line in try SharedData.lines(file, linesMax: TestDepth.of(3_000, shortly: 600)) {
            let bytes = Array(line)
            guard normalizer.normalize(bytes.span, into: &event) == .event else { continue }
            events += 1
            let text = String(decoding: bytes, as: UTF8.self)
            // What could hide a word.
            if ["&#", "<!", "\\u", "\\\""].contains(where: text.contains) { continue }
            let lowered = text.lowercased()
            for index in event.dataSet.fields.indices {
                let value = event.string(FieldID(index: index)) ?? ""
                for word in value.lowercased().split(whereSeparator: { !Self.isWord($0) })
                where word.utf8.count >= 4 && word.contains(where: { $0 >= "g" && $0 <= "z" }) {
                    #expect(
                        lowered.contains(word) || produced.contains { $0.contains(word) },
                        "\(word) of \(event.dataSet.fields[index])")
                }
            }
        }
        #expect(events > 0)
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "._-".contains(character))
    }
}
