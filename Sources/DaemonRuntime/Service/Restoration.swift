import CIM
import RiskDetection
import SecurityContent

/// Puts back what the last run left of detections.
struct Restoration {
    let log: MessageLog

    /// An engine with the panes of the last run, where they still mean the same.
    ///
    /// - Parameter written: What the output holds beside: of a state that was lost it tells which
    ///   windows have fired.
    func detector(
        _ setup: Setup, _ saved: SavedState, _ written: WrittenOutput,
        _ reading: RecordReading? = nil
    ) -> Detector {
        var detector = Detector(
            engine: setup.engine,
            reading: reading
                ?? RecordReading(
                    setup.configuration.profile, zones: setup.zones,
                    sources: setup.configuration.sources.map(\.raw)))
        for (index, detection) in setup.content.detections.enumerated() {
            guard let old = saved.detections[detection.id] else {
                if saved.isRebuilding, let tick = written.lastTick {
                    restore(&detector, index, Self.fired(before: tick), detection.name)
                }
                continue
            }
            guard detection.canTakeOver(panesOf: old.fingerprint) else {
                if !old.saved.panes.isEmpty {
                    log.write(
                        .stateDiscarded(
                            detection: detection.name, reason: "its search or schedule changed"))
                }
                continue
            }
            restore(&detector, index, old.saved, detection.name, written: old.fingerprint)
        }
        do throws(CheckpointError) {
            try detector.restoreLogs(saved.detections)
        } catch {
            log.write(
                .stateDiscarded(detection: "events kept for windows", reason: error.reason))
        }
        return detector
    }

    /// The state of a detection whose windows before a tick have fired. Those of the tick itself
    /// may not all have been written.
    private static func fired(before tick: Int64) -> SavedDetection {
        SavedDetection(
            advancedTo: Timestamp(nanoseconds: tick).advanced(byNanoseconds: -1), amended: [],
            panes: [], windows: [])
    }

    private func restore(
        _ detector: inout Detector, _ index: Int, _ saved: SavedDetection, _ name: String,
        written fingerprint: String? = nil
    ) {
        do throws(CheckpointError) {
            try detector.restore(index, saved, written: fingerprint)
        } catch {
            log.write(.stateDiscarded(detection: name, reason: error.reason))
        }
    }
}
