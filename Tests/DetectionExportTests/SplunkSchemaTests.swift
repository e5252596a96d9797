import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

struct SplunkSchemaTests {
    private func records(
        _ cells: KeyValuePairs<String, Value>
    ) throws -> [OutputRecord] {
        try RecordFixture.records(cells)
    }

    private func object(_ line: [UInt8]) throws -> [String: Any] {
        try RecordFixture.object(line)
    }

    @Test("a risk event has the fields of the risk index, `_time` and `event_id` first")
    func risk() throws {
        let record = try records([
            "dest": .string("host1"), "user": .string("ann"), "count": .integer(2),
            "process_name": .string("a.exe"),
        ])[0]
        let line = SplunkSchema.line(record)
        #expect(
            String(decoding: line, as: UTF8.self).hasPrefix(
                #"{"_time":1704924000,"event_id":"\#(record.eventID)","time":"2024-01-10T22:00:00.000Z","#
            ))
        let fields = try object(line)
        #expect(fields["event_type"] as? String == "risk")
        #expect(fields["search_name"] as? String == "ESCU - Fixture - Rule")
        #expect(fields["risk_object"] as? String == "ann")
        #expect(fields["risk_object_type"] as? String == "user")
        #expect(fields["risk_score"] as? Int == 56)
        #expect(fields["threat_object"] as? [String] == ["a.exe"])
        #expect(fields["annotations.mitre_attack"] as? [String] == ["T1197"])
        #expect(fields["info_min_time"] as? Int == 1_704_919_800)
        #expect(fields["info_max_time"] as? Int == 1_704_923_400)
        #expect(fields["info_search_time"] as? Int == 1_704_924_000)
        #expect(fields["count"] as? Int == 2)
        #expect(fields["late"] as? Bool == false)
    }

    @Test("a column cannot pass for a field of the record")
    func collisions() throws {
        let fields = try object(
            SplunkSchema.line(
                try records([
                    "user": .string("ann"), "risk_score": .integer(1), "_raw": .string("x"),
                    "event_id": .string("forged"),
                ])[0]))
        #expect(fields["risk_score"] as? Int == 56)
        #expect(fields["orig_risk_score"] as? Int == 1)
        #expect(fields["orig__raw"] as? String == "x")
        #expect(fields["orig_event_id"] as? String == "forged")
    }

    @Test("control characters and line breaks of a log stay inside their value")
    func hostile() throws {
        let hostile = "a\u{0}\u{1B}[31m\n{\"event_id\":\"forged\"}\u{2028}\u{9B}\u{7F}\""
        let line = SplunkSchema.line(try records(["user": .string(hostile)])[0])
        #expect(line.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        let fields = try object(line)
        #expect(fields["risk_object"] as? String == hostile)
    }

    @Test(
        "a line never exceeds what Splunk takes; what is cut is named", arguments: [1, 40, 2_000])
    func bounded(columns: Int) throws {
        let long = String(repeating: "ä", count: 30_000)
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        let names = ["user"] + (0..<columns).map { "column\($0)" }
        let firing = Firing(
            detection: 0, window: detection.schedule.window(at: Timestamp(seconds: 1_704_924_000)),
            isAmendment: false, columns: names,
            rows: [
                FiredRow(
                    row: Row(
                        cells: names.map { _ in .string(long) }, identity: []),
                    index: 0, revision: 1)
            ])
        var builder = RiskBuilder()
        let line = SplunkSchema.line(builder.records(of: firing, detection)[0])
        #expect(line.count < SplunkSchema.lineBytesMax)
        let fields = try object(line)
        #expect((fields["truncated_fields"] as? [String])?.isEmpty == false)
        #expect(fields["event_type"] as? String == "risk")
    }

    @Test("the row alone is canonical JSON")
    func row() throws {
        let result = try records([
            "user": .string("ann"), "dest": .multivalue(["b", "a"]), "count": .integer(1),
            "nothing": .null,
        ])[0].result
        #expect(
            ResultRowSchema.line(result)
                == #"{"earliest":"2024-01-10T20:50:00Z","id":"00000000-0000-0000-0000-000000000001","#
                + #""latest":"2024-01-10T21:50:00Z","result":{"count":1,"dest":["b","a"],"user":"ann"},"#
                + #""rule":"Fixture","run":"2024-01-10T22:00:00Z"}"#)
    }
}
