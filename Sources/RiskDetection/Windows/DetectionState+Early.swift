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
        _ result: any ResultRows, of window: Window, _ detection: Detection
    ) -> [FiredRow] {
        var place = emitted.partitionPoint { $0.window.tick >= window.tick }
        var news: [FiredRow] = []
        for index in 0..<result.count {
            let identity = result.identity(index)
            let isKnown = place < emitted.count && emitted[place].window.tick == window.tick
            guard !isKnown || emitted[place].rows[identity] == nil,
                !isQuiet(result, index, at: window.tick, detection)
            else { continue }
            if !isKnown {
                place = emitted.partitionPoint { $0.window.tick >= window.tick }
                let window = FiredWindow(window: window, rows: [:])
                emitted.insert(window, at: place)
                countEmitted(bytes: window.bytes)
            }
            // No digest: what the window gives in the end is always news.
            emitted[place].rows[identity] = EmittedRow(revision: 0, digest: [])
            emitted[place].isDirty = true
            countEmitted(bytes: EmittedRow.bytes(of: identity))
            news.append(FiredRow(row: result.row(index), index: index, revision: 0))
        }
        return news
    }

    private func isQuiet(
        _ result: any ResultRows, _ index: Int, at tick: Timestamp, _ detection: Detection
    ) -> Bool {
        if detection.exception(of: result, index, at: tick) != nil { return true }
        guard let rule = detection.throttle else { return false }
        return throttle.isQuiet(result, index, rule, at: tick)
    }
}
