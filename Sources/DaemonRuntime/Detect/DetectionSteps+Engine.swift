import CIM
import RiskDetection

/// What the loop asks about the engine: asked for here, so that no copy of the engine is made to ask it.
extension DetectionSteps {
    var detections: [Detection] { detector.engine.detections }

    var hasEarlyMatches: Bool { detector.hasEarlyMatches }

    func nextTick(after now: Timestamp) -> Timestamp? { detector.engine.nextTick(after: now) }

    func counters(of detection: Int) -> DetectionCounters {
        detector.engine.counters(of: detection)
    }

    func openWindows(of detection: Int) -> (windows: Int, rows: Int) {
        detector.engine.openWindows(of: detection)
    }

    /// What limits kept out that was not told yet.
    func news(_ watch: inout LimitWatch) -> [LimitWatch.News] { watch.news(detector.engine) }
}

/// What the clock says, for the records that come now.
extension DetectionSteps {
    /// - Parameters:
    ///   - arrival: The clock's time; nil where only events move it.
    ///   - latest: Up to when events are kept.
    func setClock(_ arrival: Timestamp?, latest: Timestamp?) {
        detector.latestTime = latest
        intake.arrival = arrival
        releaseHeld()
    }

    /// Whether no more may be taken until the clock is set.
    var isPausedByClock: Bool { intake.isPaused(upTo: detector.latestTime) }
}
