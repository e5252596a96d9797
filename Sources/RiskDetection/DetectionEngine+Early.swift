package import CIM
import SPL

extension DetectionEngine {
    /// Whether some detection has matched in a window since it was last looked at, and reports that
    /// before the window is over.
    package var hasEarlyMatches: Bool { !early.isEmpty }

    mutating func noteEarly(_ detection: Int, _ time: Timestamp) {
        guard let window = states[detection].openWindow(holding: time) else { return }
        early.note(EarlyMatches.Place(detection: detection, tick: window.tick), time)
    }

    /// Evaluates the windows in which there were such matches, as they are now.
    ///
    /// - Parameter now: Windows whose tick has come by then fire anyway.
    /// - Returns: Rows that are new in their window, by detection, then by tick. They feed no
    ///   correlation, and the window fires when its time comes as if nothing had been told.
    package mutating func tellEarly(before now: Timestamp) -> [Firing] {
        early.take(before: now).compactMap { match, time in
            let index = match.detection
            let window = detections[index].schedule.window(at: match.tick)
            // What an evaluation counts is counted when the window fires.
            let counters = states[index].counters
            let result = evaluate(index, window)
            states[index].counters = counters
            let held = states[index].bytes
            let rows = states[index].recordEarly(result, of: window, detections[index])
            stateBytes += states[index].bytes - held
            guard !rows.isEmpty else { return nil }
            return Firing(
                detection: index, window: window, isAmendment: false, earlyAt: time,
                columns: result.columns, rows: rows)
        }
    }
}
