import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import Testing

/// What holds for every schema.
struct SchemaTests {
    private static let hostile =
        "a\u{0}\u{1B}[31m\n{\"event_id\":\"forged\"}\u{2028}\u{9B}\u{7F}\", risk_score=\"1"

    @Test("what a log holds stays inside its value, on one line", arguments: OutputSchema.allCases)
    func hostile(schema: OutputSchema) throws {
        for record in try RecordFixture.records([
            "user": .string(Self.hostile), "dest": .multivalue(["x\r\ny", Self.hostile]),
            "od\"d=\n key": .string("z"),
        ]) {
            let line = schema.line(record)
            #expect(line.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
            let text = String(decoding: line, as: UTF8.self)
            let controls = text.unicodeScalars.filter {
                (0x80..<0xA0).contains($0.value) || [0x2028, 0x2029].contains($0.value)
            }
            #expect(controls.isEmpty)
            if schema != .splunkStash { _ = try RecordFixture.object(line) }
        }
    }

    @Test(
        "no line exceeds its schema's bound; what is cut is named",
        arguments: OutputSchema.allCases, [1, 300])
    func bounded(schema: OutputSchema, columns: Int) throws {
        let long = String(repeating: "ä\\\"", count: 400_000 / columns)
        guard case .risk(var event) = try RecordFixture.processRow()[0] else { return }
        event.result.columns = ["user"] + (0..<columns).map { "column\($0)" }
        event.result.row.cells = event.result.columns.map { _ in .string(long) }
        event.riskObject = long
        event.riskMessage = long
        let line = schema.line(.risk(event))
        let limit: Int
        switch schema {
        case .splunk: limit = SplunkSchema.lineBytesMax
        case .splunkStash: limit = SplunkStashSchema.lineBytesMax
        // Every quote and backslash of the inner line is escaped once more.
        case .hec: limit = 2 * SplunkStashSchema.lineBytesMax
        case .ocsf: limit = OCSFSchema.lineBytesMax
        case .ecs: limit = ECSSchema.lineBytesMax
        }
        #expect(line.count < limit)
        #expect(String(decoding: line, as: UTF8.self).contains("truncated_fields"))
        if schema != .splunkStash { _ = try RecordFixture.object(line) }
    }

    @Test(
        "as syslog a record has the header of RFC 5424, and is never longer than it may be",
        arguments: OutputSchema.allCases.filter { $0 != .hec }, [4_096, 8_192])
    func syslog(schema: OutputSchema, bytesMax: Int) throws {
        let envelope = SyslogEnvelope(
            schema: schema, facility: 16, hostname: "collector", messageBytesMax: bytesMax)
        let records = try RecordFixture.processRow()
        for record in records {
            let text = String(decoding: envelope.message(record), as: UTF8.self)
            let head = "<\(128 + 4)>1 2024-01-10T22:00:00.000Z collector riskd - \(record.kind) - "
            #expect(text.hasPrefix(head) && text.utf8.count <= bytesMax, "\(text)")
            if bytesMax > 8_000 {
                let line = String(decoding: schema.line(record), as: UTF8.self)
                #expect(text.dropFirst(head.count) == line || text.contains("truncated_fields"))
            } else if schema != .splunkStash {
                _ = try RecordFixture.object(Array(text.utf8.dropFirst(head.utf8.count)))
            }
        }
        guard case .risk(var event) = records[0] else { return }
        event.riskObject = String(repeating: "y", count: 9_000)
        for columns in [1, 3_000] {
            event.result.columns = (0..<columns).map { "a\($0)" }
            event.result.row.cells = event.result.columns.map { _ in
                .string(String(repeating: "x\u{1F}\"", count: 50_000 / columns))
            }
            let long = envelope.message(.risk(event))
            #expect(long.count <= bytesMax && !long.contains { $0 < 0x20 })
            let text = String(decoding: long, as: UTF8.self)
            #expect(text.contains(records[0].eventID), "the identity is whole")
        }
    }

    @Test("the same record gives the same bytes", arguments: OutputSchema.allCases)
    func deterministic(schema: OutputSchema) throws {
        let first = try RecordFixture.processRow().map(schema.line)
        let again = try RecordFixture.processRow().map(schema.line)
        #expect(first == again)
        #expect(first.count == 3)
    }
}
