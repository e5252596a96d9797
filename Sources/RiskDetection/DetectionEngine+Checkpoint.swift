import CIM

extension DetectionEngine {
    /// Takes in what another engine has taken in of other events. Neither has fired anything.
    ///
    /// - Precondition: Both have the same detections, limits and policy.
    package mutating func merge(_ other: DetectionEngine) {
        precondition(detections.count == other.detections.count, "engines of other detections")
        settle()
        var other = other
        other.settle()
        for index in detections.indices {
            states[index].merge(other.states[index], of: detections[index], limits: limits)
        }
        for index in groups.indices {
            for log in ScanGroup.logs {
                groups[index][keyPath: log].merge(other.groups[index][keyPath: log])
            }
        }
        countBytes()
    }
}

extension DetectionEngine {
    /// What has changed since the last call, for the checkpoint, by detection.
    package mutating func takeChanges() -> [DetectionChanges] {
        settle()
        // What no window needs any more goes with it.
        defer { countBytes() }
        if fingerprints.isEmpty { fingerprints = detections.map(\.fingerprint) }
        let changes = detections.indices.map { index in
            states[index].takeChanges(
                of: detections[index], fingerprint: fingerprints[index], policy: lateEvents)
        }
        for index in groups.indices {
            for log in ScanGroup.logs { dropOldEvents(of: log, index) }
        }
        return changes
    }

    /// What has changed of the events that are kept for several detections, by the name that the
    /// checkpoint has for them.
    package mutating func takeLogChanges() -> [(name: String, changes: DetectionChanges)] {
        logsInUse.map { index, log in
            (groups[index][keyPath: log].name, groups[index][keyPath: log].takeChanges())
        }
    }

    private var logsInUse: [(group: Int, log: WritableKeyPath<ScanGroup, EventLog>)] {
        groups.indices.flatMap { index in
            ScanGroup.logs.filter { !groups[index].readers(of: $0).isEmpty }.map { (index, $0) }
        }
    }

    /// The oldest pane of a detection that looks at a log tells what is still needed.
    private mutating func dropOldEvents(
        of log: WritableKeyPath<ScanGroup, EventLog>, _ index: Int
    ) {
        let starts = groups[index].readers(of: log).compactMap {
            states[$0.detection].panes.first?.start
        }
        groups[index][keyPath: log].drop(before: starts.min())
    }

    /// Puts back what a checkpoint holds of a detection.
    ///
    /// - Throws: ``CheckpointError`` where the bytes are not what `takeChanges` wrote.
    package mutating func restore(
        _ detection: Int, _ saved: SavedDetection
    ) throws(CheckpointError) {
        settle()
        var state = DetectionState()
        try state.restore(saved, of: detections[detection])
        state.countBytes()
        states[detection] = state
        countBytes()
    }

    /// Puts back the events that are kept for several detections.
    ///
    /// - Parameter saved: What the checkpoint holds under a name; nil where it holds nothing.
    /// - Throws: ``CheckpointError`` where some of it cannot be read; that is left out.
    package mutating func restoreLogs(
        _ saved: (String) -> (fingerprint: String, saved: SavedDetection)?
    ) throws(CheckpointError) {
        var failure: CheckpointError?
        for (index, place) in logsInUse {
            var log = groups[index][keyPath: place]
            guard let old = saved(log.name) else { continue }
            guard old.fingerprint == log.fingerprint else {
                failure = CheckpointError("the data set's fields are others")
                continue
            }
            do throws(CheckpointError) {
                try log.restore(old.saved)
                groups[index][keyPath: place] = log
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
