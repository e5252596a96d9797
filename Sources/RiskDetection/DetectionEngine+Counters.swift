/// Figures of detections for metrics, `riskd status` and the end of a replay.
extension DetectionEngine {
    package func counters(of detection: Int) -> DetectionCounters {
        var counters = states[detection].counters
        for group in groups.all {
            for (place, other) in group.kept.deferringDetections.enumerated()
            where other == detection {
                group.kept.quiet.add(to: &counters, of: place)
            }
        }
        return counters
    }

    /// How many rows each exception of a detection has kept back.
    package func exceptionCounts(of detection: Int) -> [Int] {
        let counts = states[detection].exceptionCounts
        return counts.isEmpty
            ? Array(repeating: 0, count: detections[detection].exceptions.count) : counts
    }

    /// The windows of a detection that hold something and have not fired, and how many rows the
    /// scans would give for them.
    package func openWindows(of detection: Int) -> (windows: Int, rows: Int) {
        let state = states[detection]
        let open = state.panes.filter { pane in
            state.advancedTo.map { pane.lastTick > $0 } ?? true
        }
        return (state.pending.count, open.reduce(0) { $0 + $1.groups.reduce(0) { $0 + $1.count } })
    }
}
