import CIM
import Dispatch
import RiskDetection
import SPL

/// The detect side at one moment.
struct DetectionSnapshot: Sendable {
    var tally: DetectionTally
    /// All records taken in, whatever their source.
    var records: Int
    var journalRefused: Int
    var blockedSince: UInt64?
    /// Since when a full backlog keeps records from being taken.
    var heldSince: UInt64?
    /// How each sink is, by name, in the order of the configuration.
    var sinks: [(name: String, tally: OutboxTally)] = []
    /// Records that wait for sinks which the configuration does not have, by name.
    var leftOver: [String: Int] = [:]
    /// The next scheduled run of any detection.
    var nextTick: Timestamp?
    /// Empty unless asked for.
    var detections: [DetectionStatus] = []
    /// Events for other engines; nil where none are emitted.
    var spool: EventSpool.Snapshot?
}

extension DetectionLoop {
    /// - Parameter isDetailed: Whether with each detection, which costs time where there are many.
    func snapshot(isDetailed: Bool) -> DetectionSnapshot {
        let now = settings.clock.now() ?? steps.detector.newest
        var nextTick: Timestamp?
        if let now { nextTick = steps.nextTick(after: now) }
        return DetectionSnapshot(
            tally: steps.intake.tally, records: steps.detector.records,
            journalRefused: steps.journal?.refused ?? 0,
            blockedSince: blockedSince?.uptimeNanoseconds,
            heldSince: heldSince?.uptimeNanoseconds,
            sinks: steps.outboxes.map { ($0.name, $0.snapshot) }, leftOver: steps.leftOver,
            nextTick: nextTick,
            detections: isDetailed ? detections(at: now) : [],
            spool: steps.spool?.snapshot())
    }

    private func detections(at now: Timestamp?) -> [DetectionStatus] {
        steps.detections.enumerated().map { index, detection in
            let schedule = detection.schedule
            let counters = steps.counters(of: index)
            let losses = counters.losses
            let open = steps.openWindows(of: index)
            return DetectionStatus(
                name: detection.name, id: detection.id, cron: schedule.cron.text,
                earliest: schedule.earliest.text, latest: schedule.latest.text,
                nextTrigger: now.flatMap { schedule.cron.next(after: $0, zone: schedule.zone) }
                    .map(\.rfc3339),
                openRows: open.rows, openWindows: open.windows, matched: counters.matched,
                late: counters.late, tooLate: counters.tooLate,
                overflow: losses.reduce(0) { $0 + ($1.limit.warns ? $1.count : 0) },
                excepted: counters.excepted, throttled: counters.throttled,
                firedWindows: counters.firedWindows, rows: counters.rows,
                lastResult: steps.intake.tally.lastResults[index],
                losses: losses.map {
                    DetectionStatus.Loss(
                        limit: $0.limit.name, what: $0.limit.what, count: $0.count)
                },
                outsideWindows: counters.outsideWindows, nullKeys: counters.nullKeys)
        }
    }
}
