import CIM
import Foundation
import SecurityContent
import Testing

@testable import DaemonRuntime

@Suite("what a status says of records that are passed over")
struct PassedStatusTests {
    /// The fixture reads 200 records, the last of them 10 s ago; 800 more were passed over, the last
    /// of them 2 s ago.
    private func fixture(looked: Int = 0, unread: Int = 0) -> StatusFixture {
        var fixture = StatusFixture()
        fixture.ingest.passed[0] = PassedTraffic(
            records: 800, bytes: 9_000, lastRecord: 98_000_000_000)
        for number in 0..<looked {
            fixture.tally.countSample(
                source: 0, eventTime: Timestamp(nanoseconds: 1_390_000_000_000),
                number < unread ? .unknownFormat : nil)
        }
        return fixture
    }

    @Test("records, bytes, rate and last time are of all that came")
    func traffic() throws {
        let source = try #require(fixture(looked: 7, unread: 1).report.status.sources.first)
        #expect(source.records == 1_000 && source.events == 195 && source.bytes == 11_000)
        #expect(source.passedOver == 800 && source.sampled == 7)
        #expect(source.sampledSkipped == ["unknown_format": 1])
        #expect(source.lastRecordSecondsAgo == 2)
        #expect(source.newestEvent == "1970-01-01T00:23:10Z", "of those that were looked at")
        var meter = RateMeter()
        var sample = try #require(fixture().report.sample)
        meter.add(sample)
        sample.taken += 10_000_000_000
        sample.ingest.passed[0]?.records += 50
        sample.ingest.passed[0]?.bytes += 4_000
        meter.add(sample)
        #expect(meter.rates == [RateMeter.Rate(records: 5, bytes: 400)])
    }

    @Test("metrics count them, and the age of the last record is that of whichever came last")
    func metrics() {
        let lines = Set(
            String(decoding: fixture(looked: 7, unread: 3).report.metrics, as: UTF8.self)
                .split(separator: "\n").map(String.init))
        for line in [
            #"riskd_records_total{source="windows",format="auto"} 1000"#,
            #"riskd_passed_over_total{source="windows"} 800"#,
            #"riskd_sampled_total{source="windows"} 7"#,
            #"riskd_sampled_skipped_total{source="windows",reason="unknown_format"} 3"#,
            #"riskd_last_record_age_seconds{source="windows"} 2"#,
        ] { #expect(lines.contains(line), "\(line)") }
    }

    @Test("a source of which nothing has come has been silent since the start")
    func silent() {
        var fixture = StatusFixture()
        fixture.configuration.sources.append(.init(name: "fdr", paths: ["/fdr/*"]))
        fixture.tally = DetectionTally(sources: 2)
        let metrics = String(decoding: fixture.report.metrics, as: UTF8.self)
        #expect(metrics.contains("riskd_last_record_age_seconds{source=\"fdr\"} 80\n"))
        #expect(fixture.report.status.sources[1].lastRecordSecondsAgo == nil)
    }

    @Test(
        "an unreadable feed is told of by what was looked at, and not for one odd record",
        arguments: [
            (0, 0, false), (4, 4, false), (5, 5, true), (5, 3, true), (6, 3, false), (20, 1, false),
            (100, 5, false), (100, 6, true),
        ])
    func unreadable(looked: Int, unread: Int, isTold: Bool) {
        let problems = fixture(looked: looked, unread: unread).report.health.problems.map(\.text)
        let text =
            "source windows: \(unread) of \(looked) records that were looked at could not be read, "
            + "of the 800 that no detection needs"
        #expect(problems.contains(text) == isTold, "\(problems)")
        #expect(problems.contains { $0.contains("looked at") } == isTold)
    }

    @Test(
        "records that were read warn by their share, and a source of which none could be at once",
        arguments: [
            (99, 98, false), (100, 5, false), (100, 6, true), (4, 4, false), (5, 5, true),
            (5, 4, false),
        ])
    func skipped(records: Int, skipped: Int, isTold: Bool) throws {
        var source = try #require(StatusFixture().report.status.sources.first)
        source.records = records
        source.skipped = ["truncated": skipped]
        #expect(
            source.readabilityProblems
                == (isTold ? ["\(skipped) of \(records) records could not be read"] : []))
    }
}
