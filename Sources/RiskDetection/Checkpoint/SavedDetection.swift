package import CIM

/// What has changed of a detection since the last checkpoint.
package struct DetectionChanges: Sendable {
    package var fingerprint: String
    package var advancedTo: Timestamp?
    /// Ticks of fired windows that late events have changed and that are still to be evaluated.
    package var amended: [Timestamp]
    /// Panes to write, by their start.
    package var panes: [SavedPart]
    package var removedPanes: [Timestamp]
    /// Fired windows to write, by their tick.
    package var windows: [SavedPart]
    package var removedWindows: [Timestamp]
    /// Whether `advancedTo` or `amended` differ from what the last checkpoint holds.
    package var isClockChanged = true

    /// Whether the checkpoint has all of it already.
    package var isEmpty: Bool {
        !isClockChanged && panes.isEmpty && removedPanes.isEmpty && windows.isEmpty
            && removedWindows.isEmpty
    }
}

/// One pane or fired window as bytes, under the instant that names it.
package struct SavedPart: Equatable, Sendable {
    package var key: Timestamp
    private let content: Content

    private enum Content: Sendable {
        case bytes([UInt8])
        case made(@Sendable () -> [UInt8])
    }

    package init(key: Timestamp, bytes: [UInt8]) {
        self.key = key
        content = .bytes(bytes)
    }

    /// Of something that is encoded when it is asked for, so that a checkpoint of many panes never
    /// holds the bytes of all.
    init(key: Timestamp, encode: @escaping @Sendable () -> [UInt8]) {
        self.key = key
        content = .made(encode)
    }

    package var bytes: [UInt8] {
        switch content {
        case .bytes(let bytes): bytes
        case .made(let encode): encode()
        }
    }

    package static func == (a: SavedPart, b: SavedPart) -> Bool {
        a.key == b.key && a.bytes == b.bytes
    }
}

/// All that a checkpoint holds of a detection.
package struct SavedDetection: Equatable, Sendable {
    package var advancedTo: Timestamp?
    package var amended: [Timestamp]
    package var panes: [SavedPart]
    package var windows: [SavedPart]

    package init(
        advancedTo: Timestamp?, amended: [Timestamp], panes: [SavedPart], windows: [SavedPart]
    ) {
        self.advancedTo = advancedTo
        self.amended = amended
        self.panes = panes
        self.windows = windows
    }
}
