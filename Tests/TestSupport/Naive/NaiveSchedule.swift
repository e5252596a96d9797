package import CIM
package import RiskDetection
package import SPL

/// The scheduled search as plainly as can be: at each tick the whole search over all events of the
/// window, by ``NaiveScan`` and ``NaiveInterpreter``. No panes, no state, no order of arrival.
///
/// It takes the plan and the ticks from the product, and nothing of what evaluates them.
package struct NaiveSchedule {
    let detection: Detection
    let events: [Event]

    package init(_ detection: Detection, _ events: [Event]) {
        self.detection = detection
        self.events = events
    }

    /// What every run returns whose window holds an event that a scan takes, ascending by tick.
    package func run() -> [(window: Window, table: NaiveTable)] {
        let taken = events.filter { event in
            detection.plan.scans.contains { NaiveScan.takes(event, $0) }
        }
        return windows(of: taken).compactMap { window in
            let inside = taken.filter { window.contains($0.time) }
            guard !inside.isEmpty else { return nil }
            let interpreter = NaiveInterpreter(
                scans: detection.plan.scans.map { NaiveScan.table(of: $0, inside) },
                now: window.tick, windowStart: window.start)
            return (window, interpreter.evaluate(detection.plan.root))
        }
    }

    /// Every tick from well before the first event until its window lies behind the last.
    private func windows(of events: [Event]) -> [Window] {
        guard let first = events.map(\.time).min(), let last = events.map(\.time).max() else {
            return []
        }
        let margin: Int64 = 3 * 86_400 * Timestamp.nanosecondsPerSecond
        var tick = Timestamp(nanoseconds: first.nanoseconds - margin)
        var windows: [Window] = []
        while let next = detection.schedule.cron.next(after: tick, zone: detection.schedule.zone),
            next.nanoseconds < last.nanoseconds + margin
        {
            windows.append(detection.schedule.window(at: next))
            tick = next
        }
        return windows
    }
}

extension NaiveTable {
    /// The same rows as the product has them, each value a text.
    package var table: Table {
        var table = Table(columns: columns)
        table.rows = rows.map { Row(cells: $0.map { Value(values: $0) }, identity: []) }
        return table
    }
}
