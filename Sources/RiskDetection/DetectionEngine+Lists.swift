import CIM
import SPL

/// Raw events whose fields have several values.
extension DetectionEngine {
    /// Puts an event into the group of each combination of the values of its keys.
    mutating func takeEach(_ event: borrowing Event, _ match: ScanReference) {
        let index = match.detection
        let (keys, leftOut) = GroupKey.keys(of: event, match.plan, zone: match.owner.schedule.zone)
        states[index].counters.rowOverflow += leftOut
        guard !keys.isEmpty else {
            states[index].counters.nullKeys += 1
            return
        }
        // The event may change the window whose rows were returned in part.
        if cutWindow?.detection == index { cutWindow = nil }
        let (tooLate, held) = (states[index].counters.tooLate, states[index].bytes)
        let mayShow = states[index].admit(
            event, match, keys: keys, policy: lateEvents, limits: limits, room: room(of: index))
        stateBytes += states[index].bytes - held
        if states[index].counters.tooLate != tooLate { isLastTooLate = true }
        if mayShow, match.owner.tellsEarly { noteEarly(index, event.time) }
    }
}
