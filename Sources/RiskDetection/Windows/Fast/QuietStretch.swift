// Fast: same answers as DetectionState.expect for each event; held by PlainEngineTests; saves 450 instructions of a kept event for each deferred scan, of made-up Sysmon records with all detections of ESCU.
import CIM

/// A stretch of event time in which one more event changes nothing of some detections but how many
/// they have matched, until time advances.
///
/// Who keeps events for several detections goes through their panes only for an event beyond it.
struct QuietStretch: Sendable {
    /// Holds no instant.
    static let none = QuietStretch(
        start: Timestamp(nanoseconds: .max), end: Timestamp(nanoseconds: .min), isLate: [])

    private let start: Timestamp
    private let end: Timestamp
    /// Whether an event of it is late, by detection.
    private let isLate: [Bool]
    /// The events that it has taken.
    private var count = 0

    private init(start: Timestamp, end: Timestamp, isLate: [Bool]) {
        self.start = start
        self.end = end
        self.isLate = isLate
    }

    /// Where the panes of all detections overlap.
    ///
    /// - Parameter panes: One a detection, with all windows noted as holding something.
    init(of panes: [(start: Timestamp, end: Timestamp, isLate: Bool)]) {
        self.init(
            start: panes.map(\.start).max() ?? Timestamp(nanoseconds: .max),
            end: panes.map(\.end).min() ?? Timestamp(nanoseconds: .min),
            isLate: panes.map(\.isLate))
    }

    /// Takes an event in, if it is within.
    mutating func take(_ time: Timestamp) -> Bool {
        guard start.nanoseconds <= time.nanoseconds, time.nanoseconds < end.nanoseconds else {
            return false
        }
        count += 1
        return true
    }

    /// Adds what was taken to the counters of a detection.
    ///
    /// - Parameter detection: By its place among the panes.
    func add(to counters: inout DetectionCounters, of detection: Int) {
        guard count > 0 else { return }
        counters.matched += count
        if isLate[detection] { counters.late += count }
    }
}
