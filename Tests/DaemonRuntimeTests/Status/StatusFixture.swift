import CIM
import RiskDetection
import SecurityContent

@testable import DaemonRuntime

/// A report to change and look at: one source, one detection, all well.
struct StatusFixture {
    var configuration = Configuration()
    var ingest = IngestSnapshot()
    var tally = DetectionTally(sources: 1)
    var detection = DetectionStatus(
        name: "BITS \"Job\"\\ Persistence\n", id: "d", cron: "0 * * * *", earliest: "-70m@m",
        latest: "-10m@m", nextTrigger: "2025-03-04T10:00:00Z", openRows: 3, openWindows: 1,
        matched: 9, late: 2, tooLate: 1, overflow: 0, excepted: 6, throttled: 7, firedWindows: 4,
        rows: 5,
        lastResult: DetectionStatus.Result(
            trigger: "2025-03-04T09:00:00Z", rows: 2, isLate: false))
    var blockedSince: UInt64?
    var silence: StatusReport.Silence?
    var reload: ReloadStatus?
    var journalRefused = 0
    var spool: EventSpool.Snapshot?
    var sink = OutboxTally()
    var heldSince: UInt64?

    init() {
        configuration.sources = [
            Configuration.Source(name: "windows", paths: ["/var/log/windows/*.xml"])
        ]
        configuration.output.sinks = [
            Configuration.Sink(
                name: "splunk", target: .hec(HECOutput(url: "https://h:8088")), schema: .hec)
        ]
        ingest.streams = [
            IngestSnapshot.Stream(
                source: 0,
                status: StreamStatus(
                    path: "/var/log/windows/a.xml", sizeBytes: 1_000, readBytes: 1_000))
        ]
    }

    /// Events for other engines in a spool that has been full.
    mutating func emit() {
        configuration.emit.directory = "/var/log/riskd/spool"
        configuration.emit.spoolBytes = 1_000
        spool = EventSpool.Snapshot(
            collector: "edge", events: 12, heartbeats: 3, closedSegments: 4, bytes: 900,
            droppedSegments: 2, droppedBytes: 500)
    }

    /// The same, with brokers that have been down for half a minute.
    mutating func ship() {
        emit()
        configuration.kafka.servers = ["k1:9092"]
        spool?.shipping = ShippingTally.Snapshot(
            delivered: 7, rejected: 1, segments: 2, underway: 5, lastDelivery: 60_000_000_000,
            stoppedSince: 70_000_000_000, error: "all brokers are down")
    }

    /// 100 s after the daemon's clock began at 1,000 s, with 5 of 200 records unreadable.
    var report: StatusReport {
        var tally = tally
        for number in 0..<200 {
            tally.count(
                source: 0, bytes: 10,
                eventTime: number < 5 ? nil : Timestamp(nanoseconds: 1_000_000_000_000),
                number < 5 ? .truncated : nil)
        }
        tally.noteArrivals(at: 90_000_000_000)
        tally.noteCommit(at: 95_000_000_000)
        var subject = StatusSubject(
            version: "1.2.3", configurationPath: "/etc/riskd/riskd.yaml",
            clock: .accelerated(
                factor: 0.001, start: Timestamp(nanoseconds: 1_400_000_000_000)))
        subject.update(
            Setup(configuration: configuration, content: .init(), problems: []),
            at: 20_000_000_000)
        subject.reload = reload
        return StatusReport(
            subject: subject,
            sample: StatusMonitor.Sample(
                ingest: ingest,
                detection: DetectionSnapshot(
                    tally: tally, records: 200, journalRefused: journalRefused,
                    blockedSince: blockedSince, heldSince: heldSince,
                    sinks: [("splunk", sink)],
                    nextTick: Timestamp(nanoseconds: 3_600_000_000_000),
                    detections: [detection], spool: spool),
                taken: 100_000_000_000),
            rates: [RateMeter.Rate(records: 2, bytes: 20)], silence: silence, now: 100_000_000_000)
    }
}
