import CIM
import SPL

/// Events that were kept for scans which now group them as they come: of a search that got a filter,
/// and of riskd before it asked filters of keys.
extension DetectionEngine {
    /// Groups such events, for panes that are restored and have no group of the scan yet. A pane
    /// without groups into which events came since gets the same again: none of them passes.
    ///
    /// - Parameter saved: What the checkpoint holds under a name; nil where it holds nothing.
    /// - Throws: ``CheckpointError`` where some of it cannot be read; that is left out.
    mutating func groupKeptEvents(
        _ saved: (String) -> (fingerprint: String, saved: SavedDetection)?
    ) throws(CheckpointError) {
        var failure: CheckpointError?
        for group in groups.all {
            let scans = group.asked.filter { $0.wasDeferrable && $0.strategy == .immediate }
            guard !scans.isEmpty else { continue }
            var log = EventLog(
                "events", group.dataSet, fields: scans.flatMap(\.fields),
                bytesMax: limits.eventLogBytes)
            guard let old = saved(log.name) else { continue }
            do throws(CheckpointError) {
                try log.restore(old.saved, written: old.fingerprint)
                for scan in scans { regroup(log, scan) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private mutating func regroup(_ log: EventLog, _ scan: ScanReference) {
        let index = scan.detection
        var key: [UInt8] = []
        for pane in states[index].panes.indices
        where states[index].panes[pane].groups[scan.scan].count == 0 {
            let (start, end) = (states[index].panes[pane].start, states[index].panes[pane].end)
            log.forEach(
                in: Window(tick: end, start: start, end: end),
                where: { scan.condition.holds(for: $0) }, scan.asked, scan.fields
            ) { event in
                guard scan.writeKey(of: event, into: &key) else { return }
                let (held, room) = (states[index].bytes, room(of: index))
                states[index].group(
                    event, scan, pane, GroupKey(bytes: key), limits: limits, room: room)
                stateBytes += states[index].bytes - held
            }
        }
    }
}
