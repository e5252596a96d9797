/// `deployment: {scheduling: …}` within a detection file.
///
/// Source: contentctl, `detection_abstract.getDeployment`: a deployment in the file wins over that
/// of the detection's type.
package struct EmbeddedSchedule: Equatable, Sendable {
    package var cron: LocatedText?
    package var earliest: LocatedText?
    package var latest: LocatedText?

    init() {}

    init(_ file: YAMLMapping) {
        let scheduling = file.mapping("deployment")?.mapping("scheduling")
        cron = scheduling?.text("cron_schedule")
        earliest = scheduling?.text("earliest_time")
        latest = scheduling?.text("latest_time")
    }
}
