import CIM
import DetectionExport
import RiskDetection
import SPL
import TestSupport
import Testing

/// ``RecordEncoder`` against ``OutputSchema/line(_:)-(OutputRecord)``, by which it is defined.
struct RecordEncoderTests {
    /// Records of two detections with rows of other columns, of names that are taken, of cells
    /// that are null, too long or have several values, told early or not.
    private func records() throws -> [OutputRecord] {
        var second = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.user", id: "2")
        second.name = "Second \"quoted\""
        second.annotations = Annotations(
            lists: [("analytic_story", ["a", "b"]), ("nist", [])], numbers: [("impact", 50)])
        second.drilldowns = [
            Drilldown(
                name: "$user$", search: "%original_detection_search% | search user=$user$",
                earliestOffset: "$info_min_time$", latestOffset: "0")
        ]
        // 300 values are more than a list keeps, and of 40 letters more than a line holds.
        let filling = String(repeating: "v", count: 40)
        let rows: [KeyValuePairs<String, Value>] = [
            ["user": .string("ann"), "dest": .string("h1"), "count": .integer(1)],
            ["user": .string("b\\ob\"\u{1}"), "dest": .null, "risk_score": .double(1.5)],
            [
                "user": .multivalue(["x", "y"]), "annotations.nist": .string("1"),
                "early": .string("e"), "_time": .time(Timestamp(seconds: 1_704_920_000)),
                "rule_name": .string("r"),
            ],
            ["user": .string("ann"), "process": .string(String(repeating: "ä", count: 5_100))],
            ["dest": .multivalue((0..<300).map { "\($0) \(filling)" }), "user": .string("u")],
        ]
        var builder = RiskBuilder()
        let detections = [
            try Detection.fixture(
                "| tstats count from datamodel=Endpoint.Processes by Processes.dest"), second,
        ]
        return detections.flatMap { detection in
            rows.enumerated().flatMap { number, cells in
                [nil, Timestamp(seconds: 1_704_919_000)].flatMap { early in
                    builder.records(
                        of: Firing(
                            detection: 0,
                            window: detection.schedule.window(
                                at: Timestamp(seconds: 1_704_924_000)),
                            isAmendment: number == 1, earlyAt: early, columns: cells.map(\.key),
                            rows: [
                                FiredRow(
                                    row: Row(cells: cells.map(\.value), identity: [UInt8(number)]),
                                    index: number, revision: early == nil ? 1 : 0)
                            ]),
                        detection)
                }
            }
        }
    }

    @Test(
        "gives each record the line of its schema, whatever came before",
        arguments: OutputSchema.allCases)
    func sameLines(schema: OutputSchema) throws {
        var encoder = RecordEncoder(schema)
        let records = try records()
        #expect(records.count > 40)
        for record in schema == .splunk ? records + records.reversed() : records {
            let line = String(decoding: schema.line(record), as: UTF8.self)
            #expect(String(decoding: encoder.line(record), as: UTF8.self) == line)
        }
    }

    @Test("lines of a length around the bound are whole or cut as the schema cuts them")
    func aroundTheBound() throws {
        var encoder = RecordEncoder(.splunk)
        let empty = try RecordFixture.records(["user": .string("u"), "x": .string("")])[0]
        let room = SplunkSchema.lineBytesMax - SplunkSchema.line(empty).count
        var cut = 0
        for count in room - 4...room + 3 {
            let record = try RecordFixture.records([
                "user": .string("u"), "x": .string(String(repeating: "x", count: count)),
            ])[0]
            let line = SplunkSchema.line(record)
            #expect(encoder.line(record) == line, "\(count) letters")
            if String(decoding: line, as: UTF8.self).contains("truncated_fields") { cut += 1 }
        }
        #expect(cut == 4)
    }
}
