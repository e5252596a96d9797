import CIM
import Foundation
import TestSupport
import Testing

@testable import DaemonRuntime

@Suite("what a status says of records that stood within others")
struct EnvelopeStatusTests {
    /// The path of the envelope of a record within `key`.
    private func envelope(_ key: String) throws -> EnvelopePath {
        let record = #"{"\#(key)":\#(ProcessStart().winlogbeat.text())}"#
        var normalizer = Normalizer(profile: .splunk)
        var event = Event(dataSet: Processes.dataSet)
        #expect(normalizer.normalize(Array(record.utf8).span, into: &event) == .event)
        return try #require(normalizer.envelope)
    }

    @Test("envelopes are counted by the keys that lead through them, for each source")
    func counts() throws {
        var fixture = StatusFixture()
        for key in ["_source", "body", "_source"] {
            fixture.tally.count(
                source: 0, bytes: 10, eventTime: nil, nil, envelope: try envelope(key))
        }
        let source = try #require(fixture.report.status.sources.first)
        #expect(source.envelopes == ["_source": 2, "body": 1])
    }

    @Test("an answer of a daemon that counts none is read")
    func older() throws {
        let encoder = JSONEncoder()
        let status = StatusFixture().report.status
        var object = try #require(
            JSONSerialization.jsonObject(with: encoder.encode(status)) as? [String: Any])
        var sources = try #require(object["sources"] as? [[String: Any]])
        for index in sources.indices { sources[index]["envelopes"] = nil }
        object["sources"] = sources
        let data = try JSONSerialization.data(withJSONObject: object)
        let read = try JSONDecoder().decode(DaemonStatus.self, from: data)
        #expect(read.sources.first?.envelopes == nil)
        #expect(read.sources.first?.records == status.sources.first?.records)
    }
}
