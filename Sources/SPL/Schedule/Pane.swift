package import CIM

/// The widest stretch of event time around an instant that no window of a schedule starts or ends
/// in: all windows that contain one of its instants contain it whole.
package struct Pane: Hashable, Sendable {
    package let start: Timestamp
    package let end: Timestamp
}
