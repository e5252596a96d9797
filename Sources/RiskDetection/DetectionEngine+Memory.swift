extension DetectionEngine {
    /// Bytes that detections may hold more than they do.
    var room: Int { limits.stateBytes - stateBytes }

    /// Bytes that one detection may hold more than it does.
    func room(of detection: Int) -> Int {
        min(room, limits.stateBytesPerDetection - states[detection].bytes)
    }

    /// Counts anew what is held: after panes, windows or kept events came or went.
    mutating func countBytes() {
        stateBytes =
            states.reduce(0) { $0 + $1.bytes } + groups.all.reduce(0) { $0 + $1.kept.bytes }
    }
}
