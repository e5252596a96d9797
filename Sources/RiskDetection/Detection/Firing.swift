package import CIM
package import SPL

/// One evaluation of one window of one detection.
package struct Firing: Sendable {
    /// Index into the engine's detections.
    package var detection: Int
    package var window: Window
    /// Whether the window had fired before, and late events changed it.
    package var isAmendment: Bool
    /// Time of the newest event that matched, where the window is not over: then the rows are those
    /// that are new in it, as they are so far.
    package var earlyAt: Timestamp?
    package var columns: [String]
    package var rows: [FiredRow]

    package init(
        detection: Int, window: Window, isAmendment: Bool, earlyAt: Timestamp? = nil,
        columns: [String], rows: [FiredRow]
    ) {
        self.detection = detection
        self.window = window
        self.isAmendment = isAmendment
        self.earlyAt = earlyAt
        self.columns = columns
        self.rows = rows
    }
}

/// A row that is news: of a first evaluation all, of an amendment those that changed.
package struct FiredRow: Sendable {
    package var row: Row
    /// Its place in the result of the search, from 0.
    package var index: Int
    /// 1 when the row is emitted for the first time, one more each time it changes; 0 when its
    /// window is not over yet.
    package var revision: Int

    package init(row: Row, index: Int, revision: Int) {
        self.row = row
        self.index = index
        self.revision = revision
    }
}
