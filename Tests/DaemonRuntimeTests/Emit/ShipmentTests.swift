import TestSupport
import Testing

@testable import DaemonRuntime

/// How far a segment is confirmed, and what its lines say of their way.
struct ShipmentTests {
    @Test(
        "lines are done from the first on, in whatever order their records are confirmed",
        arguments: 0..<UInt64(20))
    func order(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var shipment = Shipment(name: SegmentName(collector: "a", first: 1), done: 7)
        var open: [Int: Int] = [:]
        var begun = 7
        let count = 7 + Int.random(in: 0...12_000, using: &random)
        while begun < count || !open.isEmpty {
            if begun < count, Bool.random(using: &random) {
                let records = Int.random(in: 0...3, using: &random)
                #expect(shipment.begin(records: records) == begun)
                if records > 0 { open[begun] = records }
                begun += 1
            } else if let line = open.keys.randomElement(using: &random), let left = open[line] {
                shipment.confirm(line)
                open[line] = left == 1 ? nil : left - 1
            }
            #expect(shipment.begun == begun)
            #expect(!shipment.isComplete)
            guard begun.isMultiple(of: 500) else { continue }
            #expect(shipment.done == open.keys.min() ?? begun, "seed \(seed)")
        }
        #expect(shipment.done == count)
        shipment.isWhole = true
        #expect(shipment.isComplete)
    }

    @Test("data set and host are read from a line, and not from what stands within a value")
    func lines() throws {
        func record(_ line: String) -> (String, String?)? {
            let bytes = Array("before\(line)after".utf8)
            let range = 6..<(bytes.count - 5)
            return LineRoute(bytes, range).map { record in
                (record.dataSet, record.dest.map { String(decoding: bytes[$0], as: UTF8.self) })
            }
        }
        let plain = try #require(
            record(
                #"{"_time":1,"_data_set":"Endpoint.Processes","_sequence":1,"dest":"h1","user":"u"}"#
            ))
        #expect(plain == ("Endpoint.Processes", "h1"))
        let hidden = try #require(
            record(
                #"{"_data_set":"E.P","process":"x\",\"dest\":\"no","user":"\\","dest":"CORP\\h\"2"}"#
            ))
        #expect(hidden == ("E.P", #"CORP\\h\"2"#))
        let none = try #require(record(#"{"_data_set":"riskd.heartbeat","_arrival_ms":5}"#))
        #expect(none == ("riskd.heartbeat", nil))
        #expect(record("{}") == nil)
        #expect(record(#"{"_data_set":"torn"#) == nil)
    }
}
