/// What detections may hold in memory. At a limit the rest is counted, never dropped unseen.
package struct Limits: Equatable, Sendable {
    /// Groups of one pane of one scan; an event of a further group is counted in
    /// ``DetectionCounters/groupOverflow``.
    package var groupsPerPane = 100_000
    /// Distinct values that `values()`, `dc()`, `mode()` and percentiles keep for one group; further
    /// ones are counted in ``DetectionCounters/valueOverflow``.
    package var valuesPerGroup = 10_000

    /// Memory of all panes and of what fired windows gave, over all detections, as the engine
    /// estimates it; what would need more is counted in ``DetectionCounters/memoryOverflow``.
    package var stateBytes = 512 << 20

    /// Rows that a command may make which makes more rows than it gets (`join`, `mvexpand`,
    /// `append`); further ones are counted in ``DetectionCounters/rowOverflow``.
    package var rowsPerCommand = 250_000

    /// What one detection may have of ``stateBytes``: a flood of matches for one must not keep the
    /// others from seeing theirs.
    var stateBytesPerDetection: Int { stateBytes / 4 }

    /// What the events of one data set may have of ``stateBytes`` that are kept for scans which look
    /// at them when a window is evaluated.
    var eventLogBytes: Int { stateBytes / 2 }

    package init() {}

    package init(groupsPerPane: Int, valuesPerGroup: Int, stateBytes: Int = 512 << 20) {
        self.groupsPerPane = groupsPerPane
        self.valuesPerGroup = valuesPerGroup
        self.stateBytes = stateBytes
        rowsPerCommand = max(rowsPerCommand, 2 * groupsPerPane)
    }
}
