import RiskDetection

/// A checkpoint on its way: what it saves and delivers, and which of its steps are done.
struct PendingCheckpoint {
    enum Stage: Equatable {
        /// Where its lines will go is not known yet.
        case planning
        case committing
        /// The state holds it; what is left is the output file.
        case writing
    }

    var stage = Stage.planning
    var checkpoint: Checkpoint
    /// Without their line feeds.
    let lines: [[UInt8]]
    var records: [OutputRecord] = []
}
