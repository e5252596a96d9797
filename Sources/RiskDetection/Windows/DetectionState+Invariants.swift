import CIM
import SPL

/// What the properties of a state promise, as checks. A restored state that breaks an order is refused,
/// as binary search would miss parts of it; a debug build stops where a running one does.
extension DetectionState {
    /// The first promise that does not hold, in words; nil where all do.
    var brokenInvariant: String? {
        if let brokenOrder { return brokenOrder }
        let held = panes.reduce(0) { $0 + $1.bytes } + emitted.reduce(0) { $0 + $1.bytes }
        return held == bytes ? nil : "panes and windows hold \(held) bytes, not \(bytes)"
    }

    /// The first order that does not hold.
    var brokenOrder: String? {
        for (index, pane) in panes.enumerated() {
            if let broken = pane.brokenOrder { return "pane \(index): \(broken)" }
            if index > 0, panes[index - 1].end > pane.start {
                return "pane \(index) begins before the one before it ends"
            }
        }
        let ticks = [
            ("pending", pending.map(\.tick)), ("amended", amended.map(\.tick)),
            ("emitted", emitted.map(\.window.tick)),
        ]
        for (name, ticks) in ticks {
            if let place = ticks.indices.dropFirst().first(where: { ticks[$0 - 1] >= ticks[$0] }) {
                return "\(name) does not ascend at \(place)"
            }
        }
        return nil
    }
}

extension PaneState {
    var brokenOrder: String? {
        if start >= end { return "it ends before it begins" }
        if windows.isEmpty { return "no window contains it" }
        let ticks = windows.map(\.tick)
        let ascends = zip(ticks, ticks.dropFirst()).allSatisfy { $0 < $1 }
        return ascends ? nil : "its windows do not ascend"
    }
}
