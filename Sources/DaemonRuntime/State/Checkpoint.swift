package import RiskDetection

/// What is made durable in one transaction: how far the sources were read, what that did to the
/// panes, which windows fired, and which lines are to be written because of it.
package struct Checkpoint: Sendable {
    /// Files whose position changed, by their number.
    package var positions: [FilePosition]
    /// Numbers of files whose position need not be kept any more.
    package var forgotten: [UInt32]
    /// Cursors that changed.
    package var cursors: [CursorPosition]
    /// Facts about the whole that changed, by name.
    package var notes: [String: Int64] = [:]
    /// Changes by detection id.
    package var detections: [(id: String, changes: DetectionChanges)]
    /// Lines to deliver, without line feed, in order; and where they will go.
    package var delivery: DeliveryPlan?
    /// What goes into the backlogs of sinks, in order.
    package var outbox: [OutboxAddition] = []
    /// Bytes that the backlogs of sinks are then to lose, oldest entries first.
    package var shed: [String: Int] = [:]

    package init(
        positions: [FilePosition] = [], forgotten: [UInt32] = [], cursors: [CursorPosition] = [],
        notes: [String: Int64] = [:],
        detections: [(id: String, changes: DetectionChanges)] = [], delivery: DeliveryPlan? = nil
    ) {
        self.notes = notes
        self.positions = positions
        self.forgotten = forgotten
        self.cursors = cursors
        self.detections = detections
        self.delivery = delivery
    }
}

/// The bytes that are about to be appended, and to which file from which offset on, so that a
/// start after a crash can tell what of them is there.
package struct DeliveryPlan: Equatable, Sendable {
    package var device: UInt64
    package var inode: UInt64
    /// Size of the file when the plan was made.
    package var startOffset: UInt64
    /// Whole lines, line feeds included.
    package var bytes: [UInt8]
}

/// What a start finds of an earlier run.
package struct SavedState: Sendable {
    package var positions: [FilePosition] = []
    /// By key.
    package var cursors: [String: [UInt8]] = [:]
    package var notes: [String: Int64] = [:]
    /// By detection id: the fingerprint of the detection it belongs to, and its state.
    package var detections: [String: (fingerprint: String, saved: SavedDetection)] = [:]
    /// What was to be delivered when the last run ended, if that is not known to be done.
    package var delivery: DeliveryPlan?

    package init() {}
}
