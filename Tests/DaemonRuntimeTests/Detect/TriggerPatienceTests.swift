import Testing

@testable import DaemonRuntime

struct TriggerPatienceTests {
    private static let second: UInt64 = 1_000_000_000

    /// Fires ticks one after the other while the backlog is never read, as the detect loop does.
    ///
    /// - Returns: How many seconds after its time each tick was fired, at most.
    private func latest(tickSeconds: UInt64, maxSeconds: UInt64, until end: UInt64) -> UInt64 {
        var patience = TriggerPatience(maxNanoseconds: maxSeconds * Self.second)
        var (now, fired, latest) = (UInt64(0), UInt64(0), UInt64(0))
        while now < end {
            let tick = (fired / tickSeconds + 1) * tickSeconds
            now = max(now, tick)
            let asked = now
            let wait = patience.nanoseconds(overdue: Int64((now - tick) * Self.second))
            now += wait / Self.second
            patience.noteTimeout(afterNanoseconds: wait)
            fired = asked
            latest = max(latest, now - tick)
        }
        return latest
    }

    @Test(
        "a tick fires within the bound, however many ticks a backlog lasts",
        arguments: [(UInt64(60), UInt64(300)), (60, 60), (60, 10), (300, 300), (300, 7), (1, 300)])
    func bound(tickSeconds: UInt64, maxSeconds: UInt64) {
        let latest = latest(tickSeconds: tickSeconds, maxSeconds: maxSeconds, until: 20_000)
        #expect(latest == maxSeconds)
    }

    @Test("a trigger has the whole time after a backlog was read, and after a clock's step forward")
    func whole() {
        var patience = TriggerPatience(maxNanoseconds: 300 * Self.second)
        let day: Int64 = 86_400_000_000_000
        #expect(patience.nanoseconds(overdue: day) == 300 * Self.second)
        patience.noteTimeout(afterNanoseconds: 100 * Self.second)
        #expect(patience.nanoseconds(overdue: day) == 200 * Self.second)
        #expect(patience.nanoseconds(overdue: -day) == 300 * Self.second)
        patience.noteCaughtUp()
        #expect(patience.nanoseconds(overdue: day) == 300 * Self.second)
    }
}
