import CIM

/// Events that are kept for scans which group them only when a window is evaluated.
extension DetectionEngine {
    /// Keeps an event for the scans that are deferred.
    mutating func keep(_ event: borrowing Event, _ group: Int) {
        // The event may change the window whose rows were returned in part.
        cutWindow = nil
        guard append(event, to: .all, group) else {
            for detection in groups.all[group].kept.deferringDetections {
                states[detection].counters.memoryOverflow += 1
            }
            return
        }
        if groups.all[group].kept.quiet.take(event.time) { return }
        settle(group)
        for scan in groups.all[group].kept.deferred { expect(event.time, scan) }
        let detections = groups.all[group].kept.deferringDetections
        let panes = detections.compactMap { states[$0].quietPane }
        if panes.count == detections.count {
            groups.all[group].kept.quiet = QuietStretch(of: panes)
        }
    }

    /// Keeps an event that a waiting scan matched.
    ///
    /// - Parameter isKept: Whether the event is kept, for whichever scan; nil before the first.
    /// - Returns: Whether there was room for the event.
    mutating func keepMatch(
        _ event: borrowing Event, _ match: ScanReference, _ group: Int, _ isKept: inout Bool?
    ) -> Bool {
        let known = isKept ?? append(event, to: .matches, group)
        isKept = known
        guard known else {
            states[match.detection].counters.memoryOverflow += 1
            return false
        }
        expect(event.time, match)
        return true
    }

    /// - Returns: Whether there was room for the event.
    private mutating func append(
        _ event: borrowing Event, to log: KeptEvents.Kind, _ group: Int
    ) -> Bool {
        guard room > 0 else { return false }
        let before = groups.all[group].kept.bytes
        defer { stateBytes += groups.all[group].kept.bytes - before }
        return groups.all[group].kept.append(event, to: log)
    }

    /// Notes that a scan will find an event of this time in a log.
    private mutating func expect(_ time: Timestamp, _ reference: ScanReference) {
        let index = reference.detection
        let held = states[index].bytes
        let tooLate = states[index].counters.tooLate
        states[index].expect(time, of: reference.owner, policy: lateEvents, room: room)
        stateBytes += states[index].bytes - held
        if states[index].counters.tooLate != tooLate { isLastTooLate = true }
    }

    /// Counts the events that panes were not asked about: from here on they may be others.
    mutating func settle() {
        for group in groups.all.indices { settle(group) }
    }

    private mutating func settle(_ group: Int) {
        let detections = groups.all[group].kept.deferringDetections
        for (place, detection) in detections.enumerated() {
            groups.all[group].kept.quiet.add(to: &states[detection].counters, of: place)
        }
        groups.all[group].kept.quiet = .none
    }
}
