import CIM
import Foundation
import Testing

@testable import DaemonRuntime

@Suite("messages on standard error")
struct MessageLogTests {
    private let entry = DaemonMessage.skipped(
        reason: "truncated", path: "/var/log/a\u{1B}[2J.xml", offset: 7, total: 3
    ).entry

    @Test("a person reads a line, coloured only where it is worth a look")
    func text() {
        let plain = MessageLog.text(of: entry, isColoured: false)
        #expect(plain.hasPrefix("riskd: warning: skipped a record (truncated)"))
        #expect(!plain.contains("\u{1B}"))
        let coloured = MessageLog.text(of: entry, isColoured: true)
        #expect(coloured.hasPrefix("riskd: \u{1B}[1;33mwarning: \u{1B}[0mskipped"))
        let notice = MessageLog.text(of: DaemonMessage.stopped.entry, isColoured: true)
        #expect(!notice.contains("\u{1B}"))
    }

    @Test(
        "what a library says over several lines is one line, with nothing in the place of its ends")
    func lines() {
        let error = "SQLite error 13 while executing `CREATE\n    TABLE x`\r\n"
        for message in [
            DaemonMessage.problem(text: error), .outputBlocked(error: error),
            .startDelayed(error: error),
        ] {
            let line = MessageLog.text(of: message.entry, isColoured: false)
            #expect(line.hasSuffix("SQLite error 13 while executing `CREATE TABLE x`"))
        }
    }

    @Test("a collector reads an object with the fields that the journal would have")
    func json() throws {
        let line = MessageLog.json(of: entry, at: Timestamp(nanoseconds: 1_500_000_000))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["time"] == "1970-01-01T00:00:01.500Z")
        #expect(object["level"] == "warning")
        #expect(object["reason"] == "truncated")
        #expect(object["offset"] == "7")
        #expect(object["skipped_total"] == "3")
        #expect(object["message_id"]?.count == 32)
        #expect(object["file"] == "/var/log/a\u{1B}[2J.xml")
    }
}
