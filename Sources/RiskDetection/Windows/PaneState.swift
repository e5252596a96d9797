import CIM
import SPL

/// What the events of one pane have come to: the smallest stretch of event time that no window
/// boundary of the schedule cuts, so all windows that contain one of its instants contain it
/// whole, and share it.
struct PaneState: Equatable, Sendable {
    let start: Timestamp
    let end: Timestamp
    /// The windows that contain the pane, by ascending tick.
    let windows: [Window]
    /// One table for each scan of the plan.
    var groups: [GroupTable]
    /// Whether the pane differs from what the last checkpoint holds.
    var isDirty = true {
        didSet { if isDirty { changes &+= 1 } }
    }
    /// Another number whenever the groups may have changed.
    private(set) var changes = 0
    /// The trigger since which the windows are noted as holding something; nil for none.
    var notedAt: Int?
    /// Whether some window had fired then.
    var isLate = false

    /// The tick of the last window that needs the pane.
    var lastTick: Timestamp { windows[windows.count - 1].tick }

    /// An estimate of the memory that it holds.
    var bytes: Int { groups.reduce(Self.emptyBytes(scans: groups.count)) { $0 + $1.bytes } }

    /// What a pane without groups costs, with its windows and their places in lists.
    static func emptyBytes(scans: Int) -> Int { 512 + scans * 128 }
}
