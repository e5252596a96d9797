import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Windows of events at the ends of the times that a record may have, and beyond them.
struct ExtremeTimeTests {
    private static let times = [
        Timestamp.recordTimes.lowerBound, Timestamp.recordTimes.upperBound,
        Timestamp(seconds: -1), Timestamp(seconds: 0), Timestamp(nanoseconds: -1),
        Timestamp(nanoseconds: .min + 1), Timestamp(nanoseconds: .max),
    ]

    @Test(
        "an event of any time is taken in, and windows fire over it",
        arguments: [
            ("0 * * * *", "-70m@m", "-10m@m"), ("*/5 * * * *", "-1h@h", "now"),
            ("0 0 * * 0", "-7d@w0", "@w0"), ("0 0 1 1 *", "-1y@y", "@y"),
            ("0 3 1 * *", "-1q@q", "@q"), ("30 * * * *", "-30d@d", "+30d@d"),
        ], ["", " _time span=100mon", " _time span=36500d", " _time span=4000000000h"])
    func windows(schedule: (String, String, String), keys: String) throws {
        let detection = try Detection.fixture(
            "| tstats count min(_time) as first from datamodel=Endpoint.Processes by Processes.dest"
                + keys, cron: schedule.0, earliest: schedule.1, latest: schedule.2)
        for time in Self.times {
            var engine = DetectionEngine(detections: [detection])
            engine.ingest(Event.process(at: time, [.process: "x", .dest: "d", .user: "u"]))
            let firings = engine.finish()
            if Timestamp.recordTimes.contains(time) {
                #expect(firings.contains { !$0.rows.isEmpty }, "\(time.epochText)")
            }
            _ = engine.rewind(to: Timestamp(seconds: 0), ifAheadByNanoseconds: .max)
            _ = engine.takeChanges()
        }
    }

    @Test("a state that says impossible times and numbers is told of or taken, and never traps")
    func damagedState() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        for number in [Int64.min, .min + 1, -1, 0, .max - 1, .max] {
            let instant = Timestamp(nanoseconds: number)
            var engine = DetectionEngine(detections: [detection])
            try engine.restore(
                0, SavedDetection(advancedTo: instant, amended: [instant], panes: [], windows: []))
            _ = engine.rewind(to: Timestamp(seconds: 0), ifAheadByNanoseconds: 1)
            engine.ingest(
                Event.process(at: Timestamp(seconds: 1_704_913_200), [.process: "x", .dest: "d"]))
            _ = engine.advance(to: Timestamp(seconds: 1_704_920_400))
            _ = engine.takeChanges()
            var log = EventLog("events", Processes.dataSet, fields: [], bytesMax: 1 << 20)
            let part = SavedPart(key: instant, bytes: [])
            let saved = SavedDetection(
                advancedTo: nil, amended: [], panes: [part], windows: [])
            #expect(throws: CheckpointError.self) {
                try log.restore(saved, written: log.fingerprint)
            }
        }
    }
}
