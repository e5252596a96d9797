import CIM

extension DetectionEngine {
    /// What has changed since the last call, for the checkpoint, by detection.
    package mutating func takeChanges() -> [DetectionChanges] {
        settle()
        checkInvariants()
        // What no window needs any more goes with it.
        defer { countBytes() }
        let fingerprints = knownFingerprints()
        let changes = detections.indices.map { index in
            states[index].takeChanges(
                of: detections[index], fingerprint: fingerprints[index], policy: lateEvents)
        }
        for index in groups.all.indices {
            for log in KeptEvents.Kind.allCases { dropOldEvents(of: log, index) }
        }
        return changes
    }

    private mutating func knownFingerprints() -> [String] {
        if fingerprints.isEmpty { fingerprints = detections.map(\.fingerprint) }
        return fingerprints
    }

    /// What has changed of the events that are kept for several detections, by the name that the
    /// checkpoint has for them.
    package mutating func takeLogChanges() -> [(name: String, changes: DetectionChanges)] {
        logsInUse.map { index, log in
            (groups.all[index].kept[log].name, groups.all[index].kept[log].takeChanges())
        }
    }

    private var logsInUse: [(group: Int, log: KeptEvents.Kind)] {
        groups.all.indices.flatMap { index in
            KeptEvents.Kind.allCases.filter { !groups.all[index].kept.readers(of: $0).isEmpty }
                .map { (index, $0) }
        }
    }

    /// The oldest pane of a detection that looks at a log tells what is still needed.
    private mutating func dropOldEvents(of log: KeptEvents.Kind, _ index: Int) {
        let starts = groups.all[index].kept.readers(of: log).compactMap {
            states[$0.detection].panes.first?.start
        }
        groups.all[index].kept[log].drop(before: starts.min())
    }

    /// Puts back what a checkpoint holds of a detection.
    ///
    /// - Parameter fingerprint: What the checkpoint says the panes are, see
    ///   ``Detection/canTakeOver(panesOf:)``; nil for what the detection's own say. Where it differs,
    ///   the next checkpoint holds all of it anew, as a store drops what is of another fingerprint.
    /// - Throws: ``CheckpointError`` where the bytes are not what `takeChanges` wrote.
    package mutating func restore(
        _ detection: Int, _ saved: SavedDetection, written fingerprint: String? = nil
    ) throws(CheckpointError) {
        settle()
        var state = DetectionState()
        try state.restore(saved, of: detections[detection])
        if let fingerprint, fingerprint != knownFingerprints()[detection] {
            state.markAllDirty()
        }
        // Of this detection alone: a start restores one after the other.
        stateBytes += state.bytes - states[detection].bytes
        states[detection] = state
        sliding[detection] = nil
        checkInvariants()
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
            var log = groups.all[index].kept[place]
            guard let old = saved(log.name) else { continue }
            do throws(CheckpointError) {
                try log.restore(old.saved, written: old.fingerprint)
                groups.all[index].kept[place] = log
            } catch {
                failure = error
            }
        }
        do throws(CheckpointError) {
            try groupKeptEvents(saved)
        } catch {
            failure = error
        }
        countBytes()
        checkInvariants()
        if let failure { throw failure }
    }
}
