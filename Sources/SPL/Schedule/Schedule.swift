package import CIM

/// When a detection runs, and which stretch of event time each run looks at.
package struct Schedule: Sendable {
    package let cron: CronSchedule
    package let earliest: TimeModifier
    package let latest: TimeModifier
    /// The zone of the cron expression, of calendar units, and of times that a search writes.
    package let zone: TimeZoneRules

    package init(
        cron: CronSchedule, earliest: TimeModifier, latest: TimeModifier, zone: TimeZoneRules
    ) {
        self.cron = cron
        self.earliest = earliest
        self.latest = latest
        self.zone = zone
    }

    /// Every hour over the hour before it: each instant is in one window, and panes are an hour wide.
    package static func tiling(zone: TimeZoneRules) -> Schedule {
        do throws(SPLError) {
            return Schedule(
                cron: try CronSchedule("0 * * * *"), earliest: try TimeModifier("-1h@h"),
                latest: try TimeModifier("@h"), zone: zone)
        } catch {
            preconditionFailure("the fixed schedule is wrong: \(error)")
        }
    }

    /// The window of the run that is scheduled at `tick`.
    package func window(at tick: Timestamp) -> Window {
        Window(
            tick: tick, start: earliest.resolve(at: tick, zone: zone),
            end: latest.resolve(at: tick, zone: zone))
    }
}
