package import CIM
import SPL

/// Windows in which nothing matched, in a replay.
///
/// A daemon knows from its clock which runs are due. A replay has no clock: it takes the runs that see
/// something of the log, or those that it is told.
extension DetectionEngine {
    /// Whether some search gives rows over a window in which nothing matched.
    package var answersEmptyWindows: Bool {
        detections.contains { $0.plan.answersEmptyWindows }
    }

    /// Fires every window that holds anything, and of searches that answer empty windows every one
    /// in between: the end of a replay.
    ///
    /// - Parameters:
    ///   - span: The times of the first and the last event of the log, also of events that no scan
    ///     takes; nil where there are none.
    ///   - from: The first scheduled time of a run over nothing; nil for the first run that sees the
    ///     first event.
    ///   - to: The last; nil for the last run that sees the last event.
    package mutating func finish(
        over span: ClosedRange<Timestamp>?, from: Timestamp?, to: Timestamp?
    ) -> [Firing] {
        settle()
        for index in states.indices where detections[index].plan.answersEmptyWindows {
            let ticks = span.flatMap { detections[index].schedule.ticks(over: $0) }
            guard let first = from ?? ticks?.lowerBound, let last = to ?? ticks?.upperBound,
                first <= last
            else { continue }
            states[index].answerEmptyWindows(from: first, to: last)
        }
        return finish()
    }
}
