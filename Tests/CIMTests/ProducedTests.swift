import TestSupport
import Testing

@testable import CIM

/// What the look ahead rests on: a word of an event stands in its record, or riskd put it there.
struct ProducedTests {
    private func check(_ lines: [[UInt8]], _ profile: Profile) -> Int {
        let produced = Produced.allCases.map { $0.rawValue.lowercased() }
        var normalizer = Normalizer(profile: profile)
        var event = Event(dataSet: Processes.dataSet)
        var events = 0
        for bytes in lines {
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
        return events
    }

    @Test(
        "the words of an event's values stand in its record, or are texts of riskd",
        arguments: MadeUpLog.all, Profile.allCases)
    func words(log: MadeUpLog, profile: Profile) {
        let events = check(log.lines.map { Array($0.utf8) }, profile)
        #expect(events > 4, "\(log) gives \(events) events")
    }

    @Test("the made-up logs have every event that is read")
    func complete() {
        let read = Sourcetypes.all.flatMap { $0.sourceEvents.map(\.title) }
        #expect(Set(MadeUpLog.all.map(\.title)) == Set(read))
        #expect(MadeUpLog.all.allSatisfy { $0.lines.count >= 7 })
    }

    @Test(
        "the same of real logs",
        .enabled(if: SharedData.isPresent, "needs the shared corpora beside the checkout"),
        arguments: [
            "otrf-flat-A.json.gz", "otrf-winlogbeat6-A.json.gz", "fdr-panther-A.json",
            "nxlog-attackrange-A.json.gz", "examples-sysmon_eventid_1.xml",
            "examples-windows_event_log_security_4688.xml", "constructed-bits-fdr.json",
        ], Profile.allCases)
    func realLogs(file: String, profile: Profile) throws {
        let lines = try SharedData.lines(file, linesMax: TestDepth.of(3_000, shortly: 600))
        #expect(check(lines.map { Array($0) }, profile) > 0)
    }

    @Test("no two names stand for one text, and no text is empty")
    func distinct() {
        let texts = Produced.allCases.map(\.rawValue)
        #expect(Set(texts).count == texts.count && !texts.contains(""))
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "._-".contains(character))
    }
}
