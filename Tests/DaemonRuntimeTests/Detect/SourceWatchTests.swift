import CIM
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// What events lack, and clocks that look like those of another zone.
struct SourceWatchTests {
    private static let noon: Int64 = 1_741_089_600

    private static func findings(
        _ events: [(arrival: Int64, distance: Int64)]
    ) -> [ClockShifts.Finding] {
        var shifts = ClockShifts()
        for event in events {
            shifts.note(
                Timestamp(seconds: noon + event.arrival + event.distance),
                arrival: Timestamp(seconds: noon + event.arrival))
        }
        return shifts.findings
    }

    @Test("one event that is hours ahead of the clock is told of; half an hour is no zone")
    func ahead() {
        let found = Self.findings([(0, 9 * 3_600 - 2)])
        #expect(found.map(\.kind) == [.ahead])
        #expect(found[0].distance == "+9 h")
        #expect(Self.findings([(0, 1_800)]).isEmpty)
        #expect(Self.findings([(0, 0), (1, -5), (2, 100)]).isEmpty)
    }

    @Test("events that keep coming hours behind by the same are told of, a backlog is not")
    func behind() {
        typealias Arrival = (arrival: Int64, distance: Int64)
        func arrivals(_ count: Int64, _ make: (Int64) -> Arrival) -> [Arrival] {
            (0..<count).map(make)
        }
        let live = arrivals(20) { ($0 * 5, -18_000 - $0 % 3) }
        let found = Self.findings(live)
        #expect(found.map(\.kind) == [.behind])
        #expect(found.first?.distance == "-5 h")
        // Too few, too short, and read as fast as the disk gives them.
        #expect(Self.findings(Array(live.prefix(9))).isEmpty)
        #expect(Self.findings(arrivals(20) { ($0, -18_000) }).isEmpty)
        #expect(Self.findings(arrivals(3_000) { ($0 / 20, -36_000 + $0 * 12) }).isEmpty)
        #expect(Self.findings(arrivals(20) { ($0 * 5, -144_000) }).isEmpty)
    }

    @Test("a fact is told the first time and then at each power of ten, by source")
    func powers() {
        var watch = SourceWatch(sources: 2)
        var traffic = [SourceTraffic(), SourceTraffic()]
        var told: [Int] = []
        for count in 1...1_000 {
            traffic[1].observed.note(
                SourceObservations.Event(
                    time: Timestamp(seconds: Self.noon), gaps: .hostByID, isTooLate: count == 7,
                    shiftSeconds: 0))
            for news in watch.news(traffic, names: ["a", "b"]) {
                switch news {
                case .hostsByID(source: "b", let total): told.append(total)
                case .tooLate(source: "b", total: 1, _): #expect(count == 7)
                default: Issue.record("\(news)")
                }
            }
        }
        #expect(told == [1, 10, 100, 1_000])
    }

    @Test("an old event that a detection matched is counted, one that none matches is not")
    func tooLate() throws {
        let directory = try TemporaryDirectory()
        let setup = try ShippedContent.setup(in: directory)
        var detector = Detector(engine: setup.engine, profile: .splunk)
        _ = detector.advance(to: Timestamp(seconds: Self.noon + 40 * 86_400))
        func take(_ process: String) {
            let event = Array(SampleEvents.sysmon(second: 60, process: process).utf8)
            #expect(detector.take(event.span, as: .automatic, path: "a", offset: 0) == nil)
        }
        take("bitsadmin /create old")
        take("notepad /list")
        #expect(detector.observed.tooLate == 1)
        #expect(!detector.lastObservation.isTooLate)
    }

    @Test("old events and shifted clocks show in status, health and metrics, by source")
    func status() throws {
        var fixture = StatusFixture()
        for hour in [9, 9] {
            fixture.tally.observe(
                SourceObservations.Event(
                    time: Timestamp(seconds: Self.noon + Int64(hour) * 3_600),
                    gaps: [.hostByID, .userByID], isTooLate: true, shiftSeconds: 0),
                source: 0, arrival: Timestamp(seconds: Self.noon))
        }
        let report = fixture.report
        let source = try #require(report.status.sources.first)
        #expect(source.tooLate == 2 && source.hostsById == 2 && source.usersById == 2)
        let problems = report.health.problems.map(\.text)
        #expect(problems.contains { $0.contains("+9 h") })
        #expect(problems.contains { $0.contains("2 event(s) are older than the windows") })
        let metrics = String(decoding: report.metrics, as: UTF8.self)
        #expect(metrics.contains("riskd_source_too_late_events_total{source=\"windows\"} 2"))
        #expect(metrics.contains("riskd_source_clock_shifted{source=\"windows\"} 1"))
        let json = try DaemonStatus(json: report.status.json)
        #expect(json.sources.first?.hostsById == 2)
    }

    @Test("fourteen hours behind are a zone, and a quarter of an hour more is none")
    func farthest() {
        for (quarters, isZone) in [(55, true), (56, true), (57, false)] as [(Int64, Bool)] {
            let events = (0..<20 as Range<Int64>).map { ($0 * 5, -quarters * 900) }
            #expect(Self.findings(events).isEmpty != isZone, "\(quarters)")
        }
    }
}
