package import CIM
import SPL

/// Runs detections over a stream of events: events go in as they come, windows come out when time
/// is said to have passed.
///
/// The specification is one line: what `advance(to:)` returns, over all calls, equals what each
/// scheduled search would have returned over the same events. The engine never asks for the time.
package struct DetectionEngine: Sendable {
    package let detections: [Detection]
    package let limits: Limits
    package let lateEvents: LateEvents
    private var states: [DetectionState]
    /// For each data set the scans over it.
    private var scans: [DataSet: ScanGroup]
    private var keyBytes: [UInt8] = []
    /// An estimate of the memory that all detections hold.
    package private(set) var stateBytes = 0

    /// A scan of a detection's plan: by reference, so that an event that meets it copies nothing.
    private final class ScanReference: Sendable {
        let detection: Int
        let scan: Int
        let plan: Scan
        let owner: Detection

        init(detection: Int, scan: Int, of owner: Detection) {
            self.detection = detection
            self.scan = scan
            self.owner = owner
            plan = owner.plan.scans[scan]
        }
    }

    /// The scans over one data set, and an index over them by place.
    private struct ScanGroup: Sendable {
        var references: [ScanReference] = []
        var index = ScanIndex([])
    }

    package init(
        detections: [Detection], limits: Limits = Limits(),
        lateEvents: LateEvents = .amend(keepSeconds: 86_400)
    ) {
        self.detections = detections
        self.limits = limits
        self.lateEvents = lateEvents
        states = detections.map { _ in DetectionState() }
        scans = [:]
        for (detectionIndex, detection) in detections.enumerated() {
            for (scanIndex, scan) in detection.plan.scans.enumerated() {
                scans[scan.dataSet, default: ScanGroup()].references.append(
                    ScanReference(detection: detectionIndex, scan: scanIndex, of: detection))
            }
        }
        for (dataSet, group) in scans {
            scans[dataSet]?.index = ScanIndex(group.references.map(\.plan.predicate))
        }
    }

    /// Takes in an event: it goes into the pane of each detection that has a scan matching it.
    package mutating func ingest(_ event: borrowing Event) {
        let dataSet = event.dataSet
        guard let candidates = scans[dataSet]?.index.candidates(for: event),
            let references = scans[dataSet]?.references
        else { return }
        for number in candidates {
            let candidate = references[Int(number)]
            guard candidate.plan.predicate.holds(for: event) else { continue }
            guard
                GroupKey.write(
                    event, of: candidate.plan, zone: candidate.owner.schedule.zone,
                    into: &keyBytes)
            else {
                states[candidate.detection].counters.nullKeys += 1
                continue
            }
            let held = states[candidate.detection].bytes
            states[candidate.detection].admit(
                event, scan: candidate.scan, of: candidate.owner, key: GroupKey(bytes: keyBytes),
                policy: lateEvents, limits: limits,
                room: min(limits.stateBytes - stateBytes, limits.stateBytesPerDetection - held))
            stateBytes += states[candidate.detection].bytes - held
        }
    }

    private mutating func countBytes() { stateBytes = states.reduce(0) { $0 + $1.bytes } }

    /// Fires every window whose tick has passed, and evaluates again those that late events have
    /// changed since they fired.
    ///
    /// - Parameter now: All events that count for ticks up to here have been ingested.
    /// - Returns: What is news, ascending by tick, then by detection. Windows without rows to
    ///   report are left out.
    package mutating func advance(to now: Timestamp) -> [Firing] {
        var firings: [Firing] = []
        for index in detections.indices {
            for window in states[index].takeAmended() {
                firings += fire(index, window, isAmendment: true)
            }
            for window in states[index].takeDue(to: now, detections[index]) {
                firings += fire(index, window, isAmendment: false)
            }
        }
        countBytes()
        firings.sort {
            ($0.window.tick, $0.detection, $0.isAmendment ? 1 : 0)
                < ($1.window.tick, $1.detection, $1.isAmendment ? 1 : 0)
        }
        return firings
    }

    /// Fires every window that holds anything: the end of a replay.
    package mutating func finish() -> [Firing] {
        let last = states.compactMap { $0.pending.last?.tick }.max()
        return last.map { advance(to: $0) } ?? advance(to: Timestamp(nanoseconds: .min))
    }

    /// What one search over all time would return, run at `now` over everything that has been
    /// ingested: one firing for each detection, in their order, also of no rows.
    ///
    /// The schedule must leave no instant out, since events outside of all windows are not kept;
    /// ``Schedule/tiling(zone:)`` is one that does not.
    package mutating func searchAllTime(at now: Timestamp) -> [Firing] {
        let window = Window(
            tick: now, start: Timestamp(nanoseconds: .min), end: Timestamp(nanoseconds: .max))
        return detections.indices.map { index in
            let detection = detections[index]
            let tables = states[index].tables(of: window, detection, limits: limits)
            let table = Evaluator(scans: tables, zone: detection.schedule.zone, window: window)
                .evaluate(detection.plan.root)
            return Firing(
                detection: index, window: window, isAmendment: false, columns: table.columns,
                rows: table.rows.enumerated().map { FiredRow(row: $1, index: $0, revision: 1) })
        }
    }

    /// The next scheduled run of any detection strictly after `now`; nil when there is none.
    package func nextTick(after now: Timestamp) -> Timestamp? {
        detections.compactMap { $0.schedule.cron.next(after: now, zone: $0.schedule.zone) }.min()
    }

    package func counters(of detection: Int) -> DetectionCounters { states[detection].counters }

    /// The windows of a detection that hold something and have not fired, and how many rows the
    /// scans would give for them.
    package func openWindows(of detection: Int) -> (windows: Int, rows: Int) {
        let state = states[detection]
        let open = state.panes.filter { pane in
            state.advancedTo.map { pane.lastTick > $0 } ?? true
        }
        return (state.pending.count, open.reduce(0) { $0 + $1.groups.reduce(0) { $0 + $1.count } })
    }

    private mutating func fire(_ index: Int, _ window: Window, isAmendment: Bool) -> [Firing] {
        let detection = detections[index]
        let tables = states[index].tables(of: window, detection, limits: limits)
        let table = Evaluator(
            scans: tables, zone: detection.schedule.zone, window: window
        )
        .evaluate(detection.plan.root)
        let rows = states[index].record(table, of: window, policy: lateEvents)
        states[index].counters.firedWindows += 1
        states[index].counters.rows += rows.count
        guard !rows.isEmpty else { return [] }
        return [
            Firing(
                detection: index, window: window, isAmendment: isAmendment,
                columns: table.columns, rows: rows)
        ]
    }
}

// MARK: - Checkpoints

extension DetectionEngine {
    /// What has changed since the last call, for the checkpoint.
    package mutating func takeChanges() -> [DetectionChanges] {
        // What no window needs any more goes with it.
        defer { countBytes() }
        return detections.indices.map { index in
            states[index].takeChanges(of: detections[index], policy: lateEvents)
        }
    }

    /// Puts back what a checkpoint holds of a detection.
    ///
    /// - Throws: ``CheckpointError`` where the bytes are not what `takeChanges` wrote.
    package mutating func restore(
        _ detection: Int, _ saved: SavedDetection
    ) throws(CheckpointError) {
        var state = DetectionState()
        try state.restore(saved, of: detections[detection])
        state.countBytes()
        states[detection] = state
        countBytes()
    }
}
