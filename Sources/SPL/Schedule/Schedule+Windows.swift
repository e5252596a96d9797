package import CIM

extension Schedule {
    /// More windows over one instant than any sensible schedule has; ``problem`` refuses them.
    static let overlapMax: Int64 = 100_000

    /// The windows that contain an instant, ascending by tick.
    ///
    /// Costs a look at each tick whose window might: those within the bounds of the modifiers.
    package func windows(containing time: Timestamp) -> [Window] {
        ticks(around: time).map { window(at: $0) }.filter { $0.contains(time) }
    }

    /// The pane around an instant.
    package func pane(containing time: Timestamp) -> Pane {
        var ticks = ticks(around: time)
        // Boundaries move with their ticks, so those of the ticks further out lie further out,
        // but for the next on either side.
        let reach = reach(around: time)
        if let before = cron.previous(atOrBefore: reach.lowerBound, zone: zone) {
            ticks.append(before)
        }
        if let after = cron.next(after: reach.upperBound, zone: zone) { ticks.append(after) }
        var start = Timestamp(nanoseconds: .min)
        var end = Timestamp(nanoseconds: .max)
        for window in ticks.map({ self.window(at: $0) }) where window.start < window.end {
            for boundary in [window.start, window.end] {
                if boundary <= time {
                    start = max(start, boundary)
                } else {
                    end = min(end, boundary)
                }
            }
        }
        return Pane(start: start, end: end)
    }

    /// The ticks any boundary of whose windows can lie on either side of `time`: after the lower,
    /// up to the upper bound.
    private func reach(around time: Timestamp) -> ClosedRange<Timestamp> {
        let (low, high) = offsetBounds
        func shifted(_ by: Int64) -> Timestamp {
            Timestamp(nanoseconds: TimeUnit.sum(time.nanoseconds, by))
        }
        return shifted(TimeUnit.sum(-high, -1))...shifted(-low)
    }

    private func ticks(around time: Timestamp) -> [Timestamp] {
        let reach = reach(around: time)
        var ticks: [Timestamp] = []
        var tick = reach.lowerBound
        while ticks.count < Self.overlapMax, let next = cron.next(after: tick, zone: zone),
            next <= reach.upperBound
        {
            ticks.append(next)
            tick = next
        }
        return ticks
    }

    /// How far before and behind its tick a window can reach.
    private var offsetBounds: (low: Int64, high: Int64) {
        let bounds = [earliest.offsetBounds, latest.offsetBounds].compactMap { $0 }
        // Clear of the ends of the range, so that a sign can be turned.
        let low = bounds.map(\.lowerBound).min() ?? 0
        let high = bounds.map(\.upperBound).max() ?? 0
        return (max(low, -(.max / 2)), min(high, .max / 2))
    }

    /// What is wrong with a schedule whose parts are right; nil when nothing is.
    package var problem: SPLError? {
        for modifier in [earliest, latest] where modifier.offsetBounds == nil {
            return fail(
                "\"\(modifier.text)\" is a fixed time, so windows would not move on; write a time "
                    + "relative to the run, such as -70m@m")
        }
        // From a Saturday on in 2024, so that a week and the end of a month are among them.
        var tick = Timestamp(seconds: 1_708_732_800)
        var first: Timestamp?
        var count: Int64 = 0
        while count < 500, let next = cron.next(after: tick, zone: zone) {
            let window = window(at: next)
            guard window.start < window.end else {
                return fail(
                    "the window from \"\(earliest.text)\" to \"\(latest.text)\" is empty: its end "
                        + "must be later than its start")
            }
            first = first ?? next
            tick = next
            count += 1
        }
        guard let first, count > 0 else {
            return fail("the cron schedule \"\(cron.text)\" never comes due")
        }
        let (low, high) = offsetBounds
        let period = max(1, (tick.nanoseconds - first.nanoseconds) / max(1, count - 1))
        guard TimeUnit.sum(high, -low) / period <= Self.overlapMax else {
            return fail(
                "more than \(Self.overlapMax) windows would overlap; run it less often or look "
                    + "back less far")
        }
        return nil
    }

    private func fail(_ message: String) -> SPLError {
        SPLError(.invalidSchedule, message, range: 0..<0)
    }
}
