/// What a detection file itself says of when it runs.
///
/// - `custom_schedule: {cron_schedule, earliest_time, latest_time}`, a schedule of its own;
/// - `schedule: <name>`, a file below `schedules/`;
/// - `deployment: {scheduling: …}`, in older content.
///
/// Source: contentctl-ng, `objects/searches/search.py`; contentctl,
/// `detection_abstract.getDeployment`: a deployment in the file wins over that of the detection's
/// type.
package struct EmbeddedSchedule: Equatable, Sendable {
    package var cron: LocatedText?
    package var earliest: LocatedText?
    package var latest: LocatedText?
    /// What `schedule:` names.
    package var name: LocatedText?

    init() {}

    init(_ file: YAMLMapping) {
        if let custom = file.mapping("custom_schedule") {
            custom.check(
                keys: ["cron_schedule", "earliest_time", "latest_time", "schedule_window"],
                .warning)
            let times = ScheduleTimes(custom)
            cron = times?.cron
            earliest = times?.earliest
            latest = times?.latest
            if file.node("schedule") != nil {
                file.report(
                    key: "schedule",
                    "schedule and custom_schedule stand in one detection: remove one of them")
            }
            return
        }
        if let name = file.text("schedule") {
            self.name = name
            return
        }
        let scheduling = file.mapping("deployment")?.mapping("scheduling")
        cron = scheduling?.text("cron_schedule")
        earliest = scheduling?.text("earliest_time")
        latest = scheduling?.text("latest_time")
    }
}
