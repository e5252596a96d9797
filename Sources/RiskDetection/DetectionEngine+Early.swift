package import CIM
import SPL

extension DetectionEngine {
    /// Whether some detection has matched in a window since it was last looked at, and tells of that
    /// before the window is over.
    package var hasEarlyMatches: Bool { !earlyMatches.isEmpty }

    /// Evaluates the windows in which there were such matches, as they are now.
    ///
    /// - Parameter now: Windows whose tick has come by then fire anyway.
    /// - Returns: Rows that are new in their window, by detection, then by tick. They feed no
    ///   correlation, and the window fires when its time comes as if nothing had been told.
    package mutating func tellEarly(before now: Timestamp) -> [Firing] {
        let matches = earlyMatches.filter { now < $0.key.tick }.sorted {
            ($0.key.detection, $0.key.tick) < ($1.key.detection, $1.key.tick)
        }
        earlyMatches = [:]
        return matches.compactMap { match, time in
            let detection = detections[match.detection]
            let window = detection.schedule.window(at: match.tick)
            let table = evaluateEarly(match.detection, window)
            let rows = recordEarly(table, of: window, match.detection)
            guard !rows.isEmpty else { return nil }
            return Firing(
                detection: match.detection, window: window, isAmendment: false, earlyAt: time,
                columns: table.columns, rows: rows)
        }
    }

    /// A window that has something to tell of early.
    struct EarlyMatch: Hashable, Sendable {
        let detection: Int
        let tick: Timestamp
    }
}

extension Detection {
    /// Whether its matches are known as events come. Those of a search that groups nearly every
    /// event are not: it looks at them when its window is over; nor are those of one that looks at
    /// risk events.
    package var canTellEarly: Bool {
        let guards = ScanGuards(plan)
        return plan.scans.indices.allSatisfy { place in
            plan.scans[place].dataSet != AllRisk.dataSet
                && !guards.isDeferrable(place)
        }
    }
}
