import CIM
import DetectionExport
import RiskDetection
import SPL

/// The scheduled runs that an export is of, each schedule once.
struct ExportedRuns {
    /// Eleven years of hourly runs.
    static let runsMax = 100_000

    private(set) var windows: [(schedule: String, window: Window)] = []
    /// Whether there are more runs than an export takes, so that the later ones are left out.
    private(set) var isCut = false

    /// - Parameters:
    ///   - first: Nil for the last run at or before `last` alone.
    ///   - runsMax: Runs over all schedules.
    init(
        of detections: [Detection], from first: Timestamp?, to last: Timestamp,
        runsMax: Int = Self.runsMax
    ) {
        var seen: Set<String> = []
        for detection in detections {
            let schedule = detection.schedule
            let name = EngineNames.schedule(schedule)
            guard seen.insert(name).inserted else { continue }
            guard let first else {
                if let tick = schedule.cron.previous(atOrBefore: last, zone: schedule.zone) {
                    windows.append((name, schedule.window(at: tick)))
                }
                continue
            }
            var before = Timestamp(nanoseconds: first.nanoseconds - 1)
            while let tick = schedule.cron.next(after: before, zone: schedule.zone), tick <= last {
                guard windows.count < runsMax else {
                    isCut = true
                    return
                }
                windows.append((name, schedule.window(at: tick)))
                before = tick
            }
        }
    }
}
