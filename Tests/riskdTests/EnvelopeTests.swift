import Foundation
import TestSupport
import Testing

/// Records within others, from the command line to the rows.
struct EnvelopeTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(holding: "logs") }

    @Test(
        "a list within an object gives each of its records, and what was looked through is told",
        arguments: ["auto", "off"])
    func replay(prefilter: String) throws {
        let events = (0..<3).map {
            JSONValue.string(
                SampleLog.bitsadmin(hour: 9, number: $0).trimmingCharacters(in: .newlines))
        }
        let list = JSONValue.object([("Records", .array(events + [["odd": 1]]))]).text()
        let line = JSONValue.object([("time", 1), ("event", events[0])]).text()
        let benign = JSONValue.object([("time", 1), ("event", ["x": "SystemTime"])]).text()
        try directory.write("\(list)\n\(line)\n\(benign)\n", to: "logs/a.json")
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            prefilter: \(prefilter)
            detections: {enable: [BITS Job Persistence]}
            """, to: "riskd.yaml")
        let log = directory.path + "/logs/a.json"
        let result = try Program.run([
            "replay", "--config", directory.path + "/riskd.yaml", "--output", "rows", log,
        ])
        #expect(result.status == 3, "\(result.errors)")
        for host in ["ws-0", "ws-1", "ws-2"] { #expect(result.output.contains(host), "\(host)") }
        #expect(result.errors.contains("looked through an envelope: 3 record(s) within records"))
        #expect(result.errors.contains("looked through an envelope: 1 record(s) within event"))
        #expect(result.errors.contains("4 events of the data models"))
        #expect(result.errors.contains("record(s): unknown_format: "))
        let normalized = try Program.run(["normalize", log])
        #expect(normalized.output.split(separator: "\n").count == 4)
        #expect(
            normalized.errors.contains("looked through an envelope: 3 record(s) within records"))
    }

    @Test("what has no data, and what does not say whose it is, is told of by its reason")
    func reasons() throws {
        let lines = [
            #"{"EventTime":"2025-03-04 09:00:00","SourceName":"Microsoft-Windows-Sysmon","EventID":1}"#,
            #"{"EventTime":"2025-03-04 09:00:00","EventID":1,"Image":"C:\\a.exe"}"#,
        ]
        try directory.write(lines.joined(separator: "\n"), to: "a.json")
        let result = try Program.run(["normalize", directory.path + "/a.json"])
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("skipped 1 record(s): no_data"))
        #expect(result.errors.contains("skipped 1 record(s): unknown_origin"))
    }
}
