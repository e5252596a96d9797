import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

@Suite("what a status says")
struct StatusReportTests {
    /// Without detections the fixture has one thing to say.
    private static let nothingEnabled = "no detection is enabled"

    private func problems(_ change: (inout StatusFixture) -> Void) -> [String] {
        var fixture = StatusFixture()
        change(&fixture)
        return fixture.report.health.problems.map { "\($0.level.rawValue): \($0.text)" }
            .filter { !$0.contains(Self.nothingEnabled) }
    }

    @Test("JSON reads back as what was written, with names that scripts can rely on")
    func json() throws {
        let status = StatusFixture().report.status
        #expect(try DaemonStatus(json: status.json) == status)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(status.json)) as? [String: Any])
        let source = try #require((object["sources"] as? [[String: Any]])?.first)
        #expect(source["lag_bytes"] as? Int == 0)
        #expect(source["skipped"] as? [String: Int] == ["truncated": 5])
        #expect(source["last_record_seconds_ago"] as? Double == 10)
        #expect((object["health"] as? [String: Any])?["level"] as? String == "warning")
        let detection = try #require((object["detections"] as? [[String: Any]])?.first)
        #expect(detection["next_trigger"] as? String == "2025-03-04T10:00:00Z")
        #expect((object["state"] as? [String: Any])?["last_checkpoint_seconds_ago"] as? Double == 5)
    }

    @Test("nothing is wrong while sources are read and results written")
    func healthy() { #expect(problems { _ in }.isEmpty) }

    @Test("a source warns when it is far behind, and not for old events that are all there is")
    func lag() {
        #expect(
            problems { $0.ingest.streams[0].status.sizeBytes = 1_500 }
                == ["warning: source windows: 500 bytes behind, at events of 400 s ago"])
    }

    @Test("that files are only looked at once a second is said, with what to raise")
    func unwatched() {
        #expect(
            problems { $0.ingest.unwatched = "watch /var/log: No space left on device" } == [
                "warning: files are looked at once a second only: watch /var/log: No space left "
                    + "on device"
            ])
    }

    @Test("a daemon that waits for a disk to start says so, for how long and why")
    func delayed() {
        var subject = StatusSubject(version: "1", configurationPath: "", clock: .wall)
        subject.delay = ("open /x: Read-only file system", 40_000_000_000)
        let report = StatusReport(
            subject: subject, sample: nil, rates: [], silence: nil, now: 100_000_000_000)
        #expect(report.line == "not started, for 60 s: open /x: Read-only file system")
        #expect(report.status.health.level == .critical && !report.isReady)
    }

    @Test("a spool that is nearly full, and what it dropped, is said")
    func spool() throws {
        #expect(
            problems { $0.emit() } == [
                "warning: the spool /var/log/riskd/spool is 90 % full: 4 segment(s) wait to be "
                    + "taken",
                "warning: the spool /var/log/riskd/spool was full: 2 segment(s) were dropped",
            ])
        var fixture = StatusFixture()
        #expect(fixture.report.status.emit == nil)
        fixture.emit()
        let status = fixture.report.status
        #expect(try DaemonStatus(json: status.json) == status)
        #expect(status.emit?.events == 12 && status.emit?.collector == "edge")
    }

    @Test("brokers that take nothing, and events that they can never take, are said")
    func kafka() throws {
        let texts = problems { $0.ship() }
        #expect(
            texts.suffix(2) == [
                "warning: Kafka has taken no events for 30 s: all brokers are down",
                "warning: Kafka could never take 1 event(s): they were left out",
            ])
        var fixture = StatusFixture()
        fixture.ship()
        let status = fixture.report.status
        #expect(try DaemonStatus(json: status.json) == status)
        #expect(status.emit?.kafka?.lastDeliverySecondsAgo == 40)
    }

    @Test("each thing that needs somebody is said, the worst first")
    func everything() {
        let texts = problems {
            $0.blockedSince = 40_000_000_000
            $0.tally.blockedBy = "write: No space left on device"
            $0.silence = StatusReport.Silence(seconds: 9, isIngest: false, isDetect: true)
            $0.reload = ReloadStatus(time: "T", isAccepted: false, errors: 2)
            $0.ingest.streams = []
            $0.ingest.unreadable = [IngestSnapshot.Unreadable(source: 0, path: "/a.xml")]
            $0.journalRefused = 3
            $0.detection.overflow = 1
            for _ in 0..<20 { $0.tally.count(source: 0, bytes: 1, eventTime: nil, .truncated) }
        }
        #expect(
            texts == [
                "critical: detecting has not answered for 9 s",
                "critical: output or state cannot be written for 60 s, reading is paused: "
                    + "write: No space left on device",
                "warning: the reload of T was rejected with 2 error(s): run \"riskd check\"",
                "warning: source windows: /a.xml cannot be read",
                "warning: source windows: 25 of 220 records could not be read",
                "warning: the journal refused 3 entries",
                "warning: BITS \"Job\"\\ Persistence\n: results are not complete: 1 left out at "
                    + "a limit",
            ])
    }

    @Test("a sink warns when it takes nothing, and is critical where its backlog holds up reading")
    func sinks() {
        func problem(_ change: (inout StatusFixture) -> Void) -> String {
            problems(change).joined(separator: "; ")
        }
        let now = DaemonClock.wallTime().nanoseconds
        var tally = OutboxTally()
        tally.amount = OutboxAmount(entries: 7, bytes: 1 << 30, oldest: now)
        #expect(problem { $0.sink = tally } == "")
        tally.failure = OutboxTally.Failure(
            reason: "no route", since: 90_000_000_000, isRefusal: false)
        #expect(problem { $0.sink = tally } == "", "it is given a while")
        tally.failure?.isRefusal = true
        #expect(
            problem { $0.sink = tally }
                == "warning: sink splunk: takes no records for 10 s, 7 record(s) wait: no route")
        #expect(
            problem {
                $0.sink = tally
                $0.heldSince = 1
            } == "critical: sink splunk: its backlog is full, reading is paused: no route")
        tally = OutboxTally()
        tally.dropped = 5
        #expect(
            problem { $0.sink = tally }
                == "warning: sink splunk: its backlog was full, 5 record(s) were dropped")
        tally.dropped = 0
        tally.setAside = 2
        #expect(problem { $0.sink = tally } == "warning: sink splunk: can never take 2 record(s)")
        tally.setAside = 0
        tally.amount = OutboxAmount(entries: 1, bytes: 9, oldest: now - 400_000_000_000)
        #expect(
            problem { $0.sink = tally }.hasPrefix(
                "warning: sink splunk: 1 record(s) wait, the oldest for 40"))
    }

    @Test("ready means read and written, alive means that both loops turn")
    func readiness() {
        var fixture = StatusFixture()
        #expect(fixture.report.isAlive && fixture.report.isReady)
        fixture.blockedSince = 1
        #expect(fixture.report.isAlive && !fixture.report.isReady)
        fixture.silence = StatusReport.Silence(seconds: 3, isIngest: true, isDetect: false)
        #expect(!fixture.report.isAlive && !fixture.report.isReady)
    }

    @Test("the watchdog starves when records wait and none moves, except on a full disk")
    func watchdog() throws {
        var fixture = StatusFixture()
        func sample() throws -> StatusMonitor.Sample { try #require(fixture.report.sample) }
        var watchdog = Watchdog()
        #expect(watchdog.hasProgress(try sample()))
        #expect(watchdog.hasProgress(try sample()), "idle is progress")
        fixture.ingest.isFull = true
        #expect(watchdog.hasProgress(try sample()), "full for the first time")
        #expect(!watchdog.hasProgress(try sample()))
        fixture.blockedSince = 1
        #expect(watchdog.hasProgress(try sample()), "a restart would not empty the disk")
        fixture.blockedSince = nil
        fixture.heldSince = 1
        #expect(watchdog.hasProgress(try sample()), "a restart would not mend the sink")
    }

    @Test("the twenty files that are most behind are listed, and as many that cannot be read")
    func listed() throws {
        var fixture = StatusFixture()
        fixture.ingest.streams = (0..<25).map { number in
            IngestSnapshot.Stream(
                source: 0,
                status: StreamStatus(
                    path: "/l/\(number)", sizeBytes: 100, readBytes: UInt64(100 - number)))
        }
        fixture.ingest.unreadable = (0..<25).map {
            IngestSnapshot.Unreadable(source: 0, path: "/u/\($0)")
        }
        let source = try #require(fixture.report.status.sources.first)
        #expect(source.streams == 25 && source.lagBytes == 300)
        #expect(source.files.map(\.path) == (5..<25).reversed().map { "/l/\($0)" })
        #expect(source.unreadable == (0..<20).map { "/u/\($0)" })
    }

    @Test("the ten newest findings are listed, and all are counted")
    func findings() throws {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest Processes.user")
        var delivered = DeliveredOutput()
        for number in 0..<12 {
            let tick = Timestamp(seconds: Int64(number) * 60)
            let row = Row(cells: [.string("ws"), .string("u\(number)")], identity: [1])
            let result = ResultRow.of(
                detection, Window(tick: tick, start: tick, end: tick), ["dest", "user"], row)
            var builder = RiskBuilder()
            let risk = builder.records(of: result).prefix(1)
            delivered.count(Array(risk), at: tick)
        }
        #expect(delivered.riskEvents == 12 && delivered.recent.count == 10)
        #expect(delivered.recent.first?.riskObject == "u11")
        #expect(delivered.recent.last?.riskObject == "u2")
    }
}
