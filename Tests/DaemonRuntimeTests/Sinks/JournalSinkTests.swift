import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

struct JournalSinkTests {
    @Test("an entry has the fields that an operator asks the journal for")
    func fields() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        let firing = Firing(
            detection: 0, window: detection.schedule.window(at: Timestamp(seconds: 1_704_924_000)),
            isAmendment: false, columns: ["dest", "user", "process_name", "count"],
            rows: [
                FiredRow(
                    row: Row(
                        cells: [.string("h"), .string("u\nX=1"), .string("p"), .integer(3)],
                        identity: []),
                    index: 0, revision: 1)
            ])
        var builder = RiskBuilder()
        let entries = builder.records(of: firing, detection).map(JournalSink.entry)
        #expect(
            entries.map(\.messageID) == [
                JournalSink.riskMessageID, JournalSink.riskMessageID, JournalSink.notableMessageID,
            ])
        let fields = Dictionary(
            entries[0].fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(fields["RISKD_RISK_OBJECT"] == "u\nX=1")
        #expect(fields["RISKD_MITRE"] == "T1197")
        #expect(fields["RISKD_COUNT"] == "3")
        #expect(entries[0].priority == .warning)
    }

    @Test(
        "values lose what could forge lines or steer a terminal, and are bounded",
        arguments: [
            ("plain ä", "plain ä"), ("a\nMESSAGE=b", "a\u{FFFD}MESSAGE=b"),
            ("\u{1B}[2J", "\u{FFFD}[2J"), ("\u{9B}", "\u{FFFD}"), ("x\u{0}y", "x\u{FFFD}y"),
        ])
    func safe(value: String, expected: String) {
        #expect(Journal.safe(value) == expected)
        #expect(Journal.safe(String(repeating: value, count: 5_000)).utf8.count <= 4_096)
    }

    @Test("every message of the daemon has an id of its own")
    func messageIDs() {
        let messages: [DaemonMessage] = [
            .started(detections: [], sources: []),
            .recovered(files: 0, panes: 0, deliveredBytes: 0),
            .stopping(signal: ""), .stopped, .fileEvent(text: "", path: "", isProblem: false),
            .skipped(reason: "", path: "", offset: 0, total: 0),
            .triggered(tick: "", records: 0, late: 0), .triggerDelayed(tick: "", seconds: 0),
            .limitReached(detection: "", limit: "", what: "", total: 0),
            .outputBlocked(error: ""), .outputResumed(seconds: 0), .outputReopened(path: ""),
            .journalRefused(error: 0), .stateDiscarded(detection: "", reason: ""),
            .enabled(detections: []),
            .reloaded(detections: 0, added: [], removed: []), .reloadRejected(problems: 0),
            .problem(text: ""),
        ]
        let ids = Set(messages.map(\.entry.messageID))
        #expect(ids.count == messages.count)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }
}
