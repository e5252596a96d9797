import CIM
import Dispatch

/// What the wall clock says, and what to do when somebody sets it.
extension DetectionLoop {
    /// Reads the clock for the records that come now, and takes in what waited for it.
    func lookAtClock() {
        steps.setClock(settings.clock.now(), latest: latestTime)
    }

    /// While records wait for the clock, it is looked at every second.
    func watchHold() {
        let hold = steps.intake.hold
        steps.intake.tally.heldAhead = hold.ahead
        steps.intake.tally.isPausedByClock = steps.isPausedByClock
        guard hold.ahead > 0 else {
            toldHold = nil
            return
        }
        if toldHold != steps.isPausedByClock {
            toldHold = steps.isPausedByClock
            log.write(.clockSuspected(records: hold.ahead, isPausing: steps.isPausedByClock))
        }
        arm(&holdTimer, after: .seconds(1)) { $0.drain() }
    }

    /// Up to when events are kept; nil for the clock that only the events move.
    private var latestTime: Timestamp? {
        settings.clock.now().map {
            let (time, overflow) = $0.nanoseconds.addingReportingOverflow(
                Int64(settings.futureNanoseconds))
            return Timestamp(nanoseconds: overflow ? .max : time)
        }
    }

    /// After a clock that was more than a day ahead, its windows fire again: what it had fired is
    /// of the future by now.
    func rewindIfFarAhead(_ now: Timestamp) {
        let advancedTo = steps.detector.rewind(
            to: now, ifAheadByNanoseconds: Self.rewindNanoseconds)
        guard let advancedTo else { return }
        log.write(.clockStepped(seconds: Self.seconds(from: now, to: advancedTo)))
        lastTrigger = now
    }

    private static let rewindNanoseconds: Int64 = 86_400_000_000_000
    /// A smaller step back is no news: clocks are corrected all the time.
    private static let stepNanoseconds: Int64 = 1_000_000_000

    private static func seconds(from: Timestamp, to: Timestamp) -> Double {
        ((Double(to.nanoseconds) - Double(from.nanoseconds)) / 1e8).rounded() / 10
    }

    /// Notices that the clock was set back, by its own last reading.
    func noteStep(_ now: Timestamp) {
        if let lastSeen, lastSeen.advanced(byNanoseconds: -Self.stepNanoseconds) > now {
            log.write(.clockStepped(seconds: Self.seconds(from: now, to: lastSeen)))
            rewindIfFarAhead(now)
        }
        lastSeen = now
    }
}
