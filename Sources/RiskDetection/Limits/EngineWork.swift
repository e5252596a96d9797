/// How much an engine has done, in steps of which each costs about the same: what tests hold to grow
/// no faster than windows, detections and rows.
package struct EngineWork: Equatable, Sendable {
    /// Times that a detection was asked for its next window.
    package var questions = 0
    /// Windows evaluated.
    package var evaluations = 0
    /// Groups of panes that were merged into others for a window.
    package var mergedGroups = 0
    /// Rows that the trunks of windows gave.
    package var rows = 0

    package init() {}
}
