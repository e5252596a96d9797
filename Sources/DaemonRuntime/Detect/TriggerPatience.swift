/// How long a trigger waits for the sources' backlog, so that the results of a tick are out
/// `max_trigger_delay` after it at most, also where the backlog outlasts several ticks.
///
/// Example: a tick a minute, a bound of five minutes, a backlog of an hour. The tick of 10:00 fires
/// at 10:05 without what is not read yet. By then the tick of 10:01 has waited for four minutes, so
/// the next trigger waits for one more.
struct TriggerPatience {
    let maxNanoseconds: UInt64
    /// How long the last trigger waited in vain; 0 where the backlog was read.
    private var inVainNanoseconds: UInt64 = 0

    init(maxNanoseconds: UInt64) { self.maxNanoseconds = maxNanoseconds }

    /// All that the sources held was read.
    mutating func noteCaughtUp() { inVainNanoseconds = 0 }

    /// A trigger fired although the backlog was not read.
    mutating func noteTimeout(afterNanoseconds waited: UInt64) { inVainNanoseconds = waited }

    /// How long the next trigger waits.
    ///
    /// - Parameter overdue: How long ago its tick was by the clock, nanoseconds. Only the time in
    ///   which the last trigger waited counts: a clock that was set forward shortens no wait.
    func nanoseconds(overdue: Int64) -> UInt64 {
        maxNanoseconds - min(maxNanoseconds, inVainNanoseconds, UInt64(max(0, overdue)))
    }
}
