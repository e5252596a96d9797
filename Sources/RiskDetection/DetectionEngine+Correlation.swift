import CIM
import SPL

/// Risk events as events: searches over `Risk.All_Risk` see what other detections have found.
///
/// Runs are worked off tick by tick, at each tick correlations first, and the risk events of a run
/// are there for the next: so a correlation sees those of all runs scheduled before its own, at
/// their `_time`, as it does in Splunk, however many ticks one call advances over. Risk events of
/// its own tick, or such as carry an earlier `_time` than a window that has fired, are late events
/// and treated as those are.
///
/// - A row gives its risk events to correlations once: a later revision of it changes no score.
/// - Risk events without a score, of objects that nobody knows, are not among them.
/// - Correlations feed none, so there is no circle. Their risk events are written like any other.
extension DetectionEngine {
    /// Gives the risk events of new rows to the detections that look at them.
    mutating func feed(_ firing: Firing) {
        guard !correlations.isEmpty else { return }
        for record in correlations.records(of: firing, detections[firing.detection]) {
            for (index, scan) in correlations.readers {
                ingest(record, scan, of: index, at: firing.window.tick)
            }
        }
    }

    /// Puts a risk event into the panes of a detection that has a scan matching the event.
    ///
    /// - Parameter tick: The run that the event is from. Runs up to it are over.
    private mutating func ingest(
        _ record: RiskRecord, _ place: Int, of index: Int, at tick: Timestamp
    ) {
        let detection = detections[index]
        let scan = detection.plan.scans[place]
        guard scan.predicate.holds(for: record) else { return }
        let groups = GroupKey.keys(of: record, scan, zone: detection.schedule.zone)
        // A risk event has more groups than one gets.
        if groups.isCut { states[index].counters.combinationOverflow += 1 }
        guard !groups.keys.isEmpty else {
            states[index].counters.nullKeys += 1
            return
        }
        states[index].pass(to: tick)
        let (held, room) = (states[index].bytes, room(of: index))
        states[index].admit(
            record, scan: place, of: detection, keys: groups.keys, policy: lateEvents,
            limits: limits, room: room)
        stateBytes += states[index].bytes - held
    }
}
