import RiskDetection

/// An engine that is now and then another one with what the one before saved.
struct RestartedStream {
    let detection: Detection
    let policy: LateEvents
    var engine: DetectionEngine
    private var saved = SavedCheckpoint()
    private var logs: [String: (fingerprint: String, checkpoint: SavedCheckpoint)] = [:]

    init(_ detection: Detection, _ policy: LateEvents) {
        self.detection = detection
        self.policy = policy
        engine = DetectionEngine(detections: [detection], lateEvents: policy)
    }

    mutating func restart() throws {
        saved.take(engine.takeChanges()[0])
        for (name, changes) in engine.takeLogChanges() {
            logs[name, default: (changes.fingerprint, SavedCheckpoint())].checkpoint
                .take(changes)
        }
        engine = DetectionEngine(detections: [detection], lateEvents: policy)
        try engine.restore(0, saved.state)
        try engine.restoreLogs { [logs] name in
            logs[name].map { ($0.fingerprint, $0.checkpoint.state) }
        }
    }
}
