import CIM
import SPL

/// A schedule as windows of a stream: runs at even distances, each looking at a stretch of the same
/// length the same time before it.
///
/// Milliseconds, as stream engines count.
struct StreamSchedule: Hashable, Sendable {
    /// From one run to the next.
    let period: Int64
    /// The length of a window.
    let range: Int64
    /// From the end of a window to its run: how late an event may come.
    let grace: Int64
    /// Where a window ends, beyond multiples of the period since the epoch.
    let endOffset: Int64

    /// Runs that are looked at: two weeks of hourly ones.
    private static let samples = 336
    private static let nanosecondsPerMillisecond: Int64 = 1_000_000

    /// - Throws: Where runs are not at even distances, as at fixed hours of days, or windows not of
    ///   one length.
    init(_ schedule: Schedule) throws(EngineRefusal) {
        var tick = Timestamp(seconds: 1_708_732_800)
        var windows: [Window] = []
        while windows.count < Self.samples,
            let next = schedule.cron.next(after: tick, zone: schedule.zone)
        {
            windows.append(schedule.window(at: next))
            tick = next
        }
        guard windows.count == Self.samples else {
            throw EngineRefusal(place: "cron", "a schedule that hardly ever comes due")
        }
        func milliseconds(_ a: Timestamp, _ b: Timestamp) -> Int64 {
            (b.nanoseconds - a.nanoseconds) / Self.nanosecondsPerMillisecond
        }
        let periods = Set(zip(windows, windows.dropFirst()).map { milliseconds($0.tick, $1.tick) })
        let ranges = Set(windows.map { milliseconds($0.start, $0.end) })
        let graces = Set(windows.map { milliseconds($0.end, $0.tick) })
        guard periods.count == 1, ranges.count == 1, graces.count == 1 else {
            throw EngineRefusal(
                place: "cron", "runs that are not at even distances have no windows in a stream")
        }
        period = periods.first ?? 0
        range = ranges.first ?? 0
        grace = graces.first ?? 0
        guard [period, range, grace].allSatisfy({ $0 % 1_000 == 0 }), range > 0 else {
            throw EngineRefusal(place: "earliest", "windows of parts of seconds")
        }
        guard grace >= 0 else {
            throw EngineRefusal(place: "latest", "a window that ends after its run")
        }
        endOffset =
            windows[0].end.nanoseconds / Self.nanosecondsPerMillisecond % (periods.first ?? 1)
    }

    /// Windows of the stream follow each other at this distance; every so many of them is a run.
    var slide: Int64 {
        var (a, b) = (range, period)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}
