package import CIM
import SPL

/// Windows that are not over, with a match that may be reported early.
struct EarlyMatches: Sendable {
    struct Place: Hashable, Sendable {
        let detection: Int
        let tick: Timestamp
    }

    /// The time of the newest match.
    private var times: [Place: Timestamp] = [:]

    var isEmpty: Bool { times.isEmpty }

    mutating func note(_ place: Place, _ time: Timestamp) {
        times[place] = max(times[place] ?? time, time)
    }

    /// Takes all out.
    ///
    /// - Returns: Those of windows that are not over, by detection, then by tick.
    mutating func take(before now: Timestamp) -> [(place: Place, time: Timestamp)] {
        defer { times = [:] }
        return times.filter { now < $0.key.tick }.sorted {
            ($0.key.detection, $0.key.tick) < ($1.key.detection, $1.key.tick)
        }.map { ($0.key, $0.value) }
    }
}

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
