package import CIM
package import Dispatch
import Glibc

/// The time that names windows and tells when a trigger is due.
package enum DaemonClock: Equatable, Sendable {
    /// The machine's clock.
    case wall
    /// A clock that started at `start` when the machine's monotonic clock showed `origin`
    /// nanoseconds, and runs `factor` times as fast: for trying things out.
    case accelerated(factor: Double, start: Timestamp, origin: UInt64)
    /// The events' own time: it stands still while there is something to read, and passes the last
    /// window once the sources have been quiet for so long. For trying things out on old logs.
    case replay(quietNanoseconds: UInt64)

    /// - Parameter now: Of the machine's monotonic clock, nanoseconds.
    package static func accelerated(
        factor: Double, start: Timestamp, now: DispatchTime = .now()
    ) -> DaemonClock {
        .accelerated(factor: factor, start: start, origin: now.uptimeNanoseconds)
    }

    /// Nil for the clock that only the events move.
    package func now() -> Timestamp? {
        switch self {
        case .wall: return Self.wallTime()
        case .accelerated(let factor, let start, let origin):
            let elapsed = Double(DispatchTime.now().uptimeNanoseconds &- origin) * factor
            return Timestamp(nanoseconds: start.nanoseconds &+ Int64(min(elapsed, 4e18)))
        case .replay: return nil
        }
    }

    /// How long the machine's clock has to run until this clock shows `time`; at most
    /// ``recheckNanoseconds``, so that a step of the wall clock is noticed.
    package func delay(until time: Timestamp) -> DispatchTimeInterval {
        guard let now = now() else { return .never }
        let (distance, overflow) = time.nanoseconds.subtractingReportingOverflow(now.nanoseconds)
        let factor =
            if case .accelerated(let factor, _, _) = self { factor } else { 1.0 }
        let real = overflow ? Double(Self.recheckNanoseconds) : Double(distance) / factor
        return .nanoseconds(max(0, Int(min(real, Double(Self.recheckNanoseconds)))))
    }

    /// Timers stand still while the machine sleeps, and do not follow the wall clock's steps.
    private static let recheckNanoseconds = 5_000_000_000

    package static func wallTime() -> Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            nanoseconds: Int64(time.tv_sec) * Timestamp.nanosecondsPerSecond + Int64(time.tv_nsec))
    }
}
