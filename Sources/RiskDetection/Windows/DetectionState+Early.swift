import CIM
import SPL

extension DetectionState {
    /// The first window that holds an instant and has not fired; nil where there is none.
    func openWindow(holding time: Timestamp) -> Window? {
        pending.first { $0.contains(time) && $0.tick > advancedTo ?? Timestamp(nanoseconds: .min) }
    }

    /// Picks the rows of a window that is not over which it has not given before.
    ///
    /// Early rows have revision 0. When the window fires its rows are reported as if there had been
    /// no early ones. Exceptions and the throttle are asked and not changed, so that no later row
    /// depends on an early one.
    mutating func recordEarly(
        _ table: Table, of window: Window, _ detection: Detection
    ) -> [FiredRow] {
        var place = emitted.partitionPoint { $0.window.tick >= window.tick }
        var news: [FiredRow] = []
        for (index, row) in table.rows.enumerated() {
            let isKnown = place < emitted.count && emitted[place].window.tick == window.tick
            guard !isKnown || emitted[place].rows[row.identity] == nil,
                !isQuiet(row, table.columns, at: window.tick, detection)
            else { continue }
            if !isKnown {
                place = emitted.partitionPoint { $0.window.tick >= window.tick }
                let window = FiredWindow(window: window, rows: [:])
                emitted.insert(window, at: place)
                countEmitted(bytes: window.bytes)
            }
            // No digest: what the window gives in the end is always news.
            emitted[place].rows[row.identity] = EmittedRow(revision: 0, digest: [])
            emitted[place].isDirty = true
            countEmitted(bytes: EmittedRow.bytes(of: row.identity))
            news.append(FiredRow(row: row, index: index, revision: 0))
        }
        return news
    }

    private func isQuiet(
        _ row: Row, _ columns: [String], at tick: Timestamp, _ detection: Detection
    ) -> Bool {
        if detection.exceptions.contains(where: { $0.covers(row, columns, at: tick) }) {
            return true
        }
        guard let rule = detection.throttle else { return false }
        return throttle.isQuiet(row, columns, rule, at: tick)
    }
}
