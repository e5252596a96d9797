package import CIM
import SPL

/// Time as a whole: everything that is due at once, the end of a replay, and clocks that go back.
extension DetectionEngine {
    /// Fires all that is due, as ``advance(to:rowsMax:)`` does, in one call.
    ///
    /// - Returns: What is news, ascending by tick, then by detection.
    package mutating func advance(to now: Timestamp) -> [Firing] {
        var firings = advance(to: now, rowsMax: .max).firings
        firings.sort {
            ($0.window.tick, $0.detection, $0.isAmendment ? 1 : 0)
                < ($1.window.tick, $1.detection, $1.isAmendment ? 1 : 0)
        }
        return firings
    }

    /// Fires every window that holds anything: the end of a replay.
    package mutating func finish() -> [Firing] {
        var firings = advance(to: lastTick)
        // Risk events of the last runs are in windows that come after them.
        while hasPending { firings += advance(to: lastTick) }
        return firings
    }

    /// The same, a bounded number of rows at a time.
    package mutating func finish(rowsMax: Int) -> (firings: [Firing], isComplete: Bool) {
        let (firings, isComplete) = advance(to: lastTick, rowsMax: rowsMax)
        return (firings, isComplete && !hasPending)
    }

    private var hasPending: Bool { states.contains { !$0.pending.isEmpty } }

    /// The tick of the last window that holds anything.
    private var lastTick: Timestamp {
        states.flatMap { [$0.pending.last?.tick, $0.emptyUntil] }.compactMap(\.self).max()
            ?? Timestamp(nanoseconds: .min)
    }

    /// What one search over all time would return, run at `now` over everything that has been
    /// ingested: one firing for each detection, in their order, also of no rows.
    ///
    /// The schedule must leave no instant out, since events outside of all windows are not kept;
    /// ``Schedule/tiling(zone:)`` is one that does not.
    package mutating func searchAllTime(at now: Timestamp) -> [Firing] {
        let window = Window(
            tick: now, start: Timestamp(nanoseconds: .min), end: Timestamp(nanoseconds: .max))
        return detections.indices.map { index in
            let result = evaluate(index, window)
            return Firing(
                detection: index, window: window, isAmendment: false, columns: result.columns,
                rows: (0..<result.count).map {
                    FiredRow(row: result.row($0), index: $0, revision: 1)
                })
        }
    }

    /// All ticks of some detection up to here have fired; nil before the first trigger.
    package var advancedTo: Timestamp? { states.compactMap(\.advancedTo).max() }

    /// Rewinds where ticks further ahead of `now` than so much have fired.
    ///
    /// - Returns: Up to where they had.
    package mutating func rewind(
        to now: Timestamp, ifAheadByNanoseconds distance: Int64
    ) -> Timestamp? {
        guard let advancedTo, advancedTo.advanced(byNanoseconds: -distance) > now else {
            return nil
        }
        rewind(to: now)
        return advancedTo
    }

    /// Has windows whose tick lies after `now` fire again when it comes: the clock was far ahead,
    /// and what it had fired early was not all there. Rows that are the same then are no news.
    package mutating func rewind(to now: Timestamp) {
        settle()
        checkInvariants()
        // A pane that was given up may come again.
        sliding = [:]
        for index in states.indices { states[index].rewind(to: now) }
    }

    /// The next scheduled run of any detection strictly after `now`; nil when there is none.
    package func nextTick(after now: Timestamp) -> Timestamp? {
        schedules.compactMap { $0.cron.next(after: now, zone: $0.zone) }.min()
    }

    /// One schedule for each cron and zone: a thousand detections mostly share one.
    static func schedules(of detections: [Detection]) -> [Schedule] {
        var known: [CronSchedule: Set<TimeZoneRules>] = [:]
        return detections.map(\.schedule).filter {
            known[$0.cron, default: []].insert($0.zone).inserted
        }
    }

    /// Takes in what another engine has taken in of other events. Neither has fired anything.
    ///
    /// - Precondition: Both have the same detections, limits and policy.
    package mutating func merge(_ other: DetectionEngine) {
        precondition(detections.count == other.detections.count, "engines of other detections")
        settle()
        var other = other
        other.settle()
        for index in detections.indices {
            states[index].merge(other.states[index], of: detections[index], limits: limits)
        }
        for index in groups.all.indices {
            for log in KeptEvents.Kind.allCases {
                groups.all[index].kept[log].merge(other.groups.all[index].kept[log])
            }
        }
        countBytes()
        checkInvariants()
    }
}
