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

    /// The window of the run that is scheduled at `tick`.
    package func window(at tick: Timestamp) -> Window {
        Window(
            tick: tick, start: earliest.resolve(at: tick, zone: zone),
            end: latest.resolve(at: tick, zone: zone))
    }
}
