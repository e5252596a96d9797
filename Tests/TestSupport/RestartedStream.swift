package import RiskDetection

/// An engine that is now and then another one with what the one before saved.
package struct RestartedStream {
    package let detections: [Detection]
    package let policy: LateEvents
    package let execution: Execution
    package var engine: DetectionEngine
    private var saved: [SavedCheckpoint]
    private var logs: [String: (fingerprint: String, checkpoint: SavedCheckpoint)] = [:]

    package init(_ detections: [Detection], _ policy: LateEvents, _ execution: Execution = .fast) {
        self.detections = detections
        self.policy = policy
        self.execution = execution
        engine = DetectionEngine(
            detections: detections, lateEvents: policy, execution: execution)
        saved = detections.map { _ in SavedCheckpoint() }
    }

    package mutating func restart() throws {
        for (number, changes) in engine.takeChanges().enumerated() { saved[number].take(changes) }
        for (name, changes) in engine.takeLogChanges() {
            logs[name, default: (changes.fingerprint, SavedCheckpoint())].checkpoint
                .take(changes)
        }
        engine = DetectionEngine(
            detections: detections, lateEvents: policy, execution: execution)
        for number in detections.indices { try engine.restore(number, saved[number].state) }
        try engine.restoreLogs { [logs] name in
            logs[name].map { ($0.fingerprint, $0.checkpoint.state) }
        }
    }
}
