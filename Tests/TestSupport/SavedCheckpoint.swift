import CIM
package import RiskDetection

/// A checkpoint kept as a store would keep it.
package struct SavedCheckpoint {
    package private(set) var state = SavedDetection(
        advancedTo: nil, amended: [], panes: [], windows: [])

    package init() {}

    package mutating func take(_ changes: DetectionChanges) {
        state.advancedTo = changes.advancedTo
        state.amended = changes.amended
        Self.update(&state.panes, changes.panes, changes.removedPanes)
        Self.update(&state.windows, changes.windows, changes.removedWindows)
    }

    private static func update(
        _ parts: inout [SavedPart], _ changed: [SavedPart], _ removed: [Timestamp]
    ) {
        let gone = Set(changed.map(\.key)).union(removed)
        parts.removeAll { gone.contains($0.key) }
        parts += changed
    }
}
