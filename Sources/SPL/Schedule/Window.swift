package import CIM

/// What one run of a scheduled search looks at: `[start, end)`, anchored to the tick it belongs to.
package struct Window: Hashable, Sendable {
    /// The scheduled time of the run.
    package let tick: Timestamp
    package let start: Timestamp
    package let end: Timestamp

    package init(tick: Timestamp, start: Timestamp, end: Timestamp) {
        self.tick = tick
        self.start = start
        self.end = end
    }

    package func contains(_ time: Timestamp) -> Bool { start <= time && time < end }
}
