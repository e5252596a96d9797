import CIM
import SPL

extension DetectionState {
    mutating func takeChanges(
        of detection: Detection, fingerprint: String, policy: LateEvents
    ) -> DetectionChanges {
        let removed = evict(policy: policy)
        var changes = DetectionChanges(
            fingerprint: fingerprint, advancedTo: advancedTo,
            amended: amended.map(\.tick), panes: [], removedPanes: removed.panes, windows: [],
            removedWindows: removed.windows)
        for index in panes.indices where panes[index].isDirty {
            panes[index].isDirty = false
            let pane = panes[index]
            let plan = detection.plan
            changes.panes.append(SavedPart(key: pane.start) { pane.checkpoint(plan) })
        }
        for index in emitted.indices where emitted[index].isDirty {
            emitted[index].isDirty = false
            let window = emitted[index]
            changes.windows.append(SavedPart(key: window.window.tick) { window.checkpoint })
        }
        if let advancedTo { throttle.evict(detection.throttle, advancedTo: advancedTo) }
        if let part = throttle.takePart() { changes.windows.append(part) }
        let clock = SavedClock(advancedTo: advancedTo, amended: changes.amended)
        changes.isClockChanged = clock != saved
        saved = clock
        return changes
    }

    /// Puts back a checkpoint; what follows from panes and schedule is worked out anew.
    mutating func restore(
        _ saved: SavedDetection, of detection: Detection
    ) throws(CheckpointError) {
        advancedTo = saved.advancedTo
        for part in saved.panes {
            let pane = try PaneState(part.bytes, of: detection)
            panes.append(pane)
        }
        panes.sort { $0.start < $1.start }
        var due: [Timestamp: Window] = [:]
        for window in panes.flatMap(\.windows) where window.tick > advancedTo ?? window.start {
            due[window.tick] = window
        }
        pending = due.values.sorted { $0.tick < $1.tick }
        for part in saved.windows {
            if part.key == ThrottleState.partKey {
                throttle = try ThrottleState(part.bytes)
                continue
            }
            let window = detection.schedule.window(at: part.key)
            emitted.append(try FiredWindow(part.bytes, window: window))
        }
        emitted.sort { $0.window.tick < $1.window.tick }
        amended = saved.amended.sorted().map { detection.schedule.window(at: $0) }
        countBytes()
        if let brokenOrder { throw CheckpointError(brokenOrder) }
    }

    /// Has the next checkpoint hold all panes and windows, whatever the last one held.
    mutating func markAllDirty() {
        for index in panes.indices { panes[index].isDirty = true }
        for index in emitted.indices { emitted[index].isDirty = true }
        throttle.markDirty()
    }
}

extension PaneState {
    func checkpoint(_ plan: SearchPlan) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(start.nanoseconds)
        writer.write(end.nanoseconds)
        for (table, scan) in zip(groups, plan.scans) {
            writer.write(count: table.count)
            let stride = scan.aggregates.count
            for index in 0..<table.count {
                writer.write(table.keys[index])
                for accumulator in table.accumulators[(index * stride)..<((index + 1) * stride)] {
                    accumulator.write(to: &writer)
                }
            }
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8], of detection: Detection) throws(CheckpointError) {
        var reader = ByteReader(bytes)
        let start = Timestamp(nanoseconds: try reader.signed())
        let end = Timestamp(nanoseconds: try reader.signed())
        let windows = detection.schedule.windows(containing: start)
        guard start < end, !windows.isEmpty else {
            throw CheckpointError("a pane that no window of the schedule contains")
        }
        var groups: [GroupTable] = []
        for scan in detection.plan.scans {
            var table = GroupTable()
            for _ in 0..<(try reader.count()) {
                let key = GroupKey(bytes: try reader.array())
                var accumulators: [Accumulator] = []
                for aggregate in scan.aggregates {
                    accumulators.append(try Accumulator(aggregate, from: &reader))
                }
                guard key.isWellFormed(for: scan) else {
                    throw CheckpointError("a group key of another search")
                }
                table.restore(key: key, accumulators: accumulators, aggregates: scan.aggregates)
            }
            groups.append(table)
        }
        guard reader.isAtEnd else { throw CheckpointError("bytes behind the end of a pane") }
        self.init(start: start, end: end, windows: windows, groups: groups, isDirty: false)
    }
}

extension FiredWindow {
    var checkpoint: [UInt8] {
        var writer = ByteWriter()
        writer.write(count: rows.count)
        for (identity, row) in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            writer.write(identity)
            writer.write(Int64(row.revision))
            writer.write(row.digest)
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8], window: Window) throws(CheckpointError) {
        var reader = ByteReader(bytes)
        var rows: [[UInt8]: EmittedRow] = [:]
        for _ in 0..<(try reader.count()) {
            let identity = try reader.array()
            let revision = Int(clamping: try reader.signed())
            rows[identity] = EmittedRow(revision: revision, digest: try reader.array())
        }
        guard reader.isAtEnd else { throw CheckpointError("bytes behind the end of a window") }
        self.init(window: window, rows: rows, isDirty: false)
    }
}
