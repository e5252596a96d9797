import CIM

/// What a checkpoint holds of a detection beside its panes and fired windows.
struct SavedClock: Equatable, Sendable {
    var advancedTo: Timestamp?
    var amended: [Timestamp]
}
