/// A file below `schedules/`: when searches run that name it in `schedule:`.
///
/// Source: contentctl-ng 1.1.1, `objects/schedule.py`.
package struct ScheduleDocument: Equatable, Sendable {
    package var file: String
    package var name: String
    package var cron: LocatedText
    package var earliest: LocatedText
    package var latest: LocatedText

    /// The schedule of detections that name none.
    ///
    /// Source: contentctl-ng, `objects/searches/search.py`: "Default " and the name of the class.
    static let defaultName = "Default EventBasedDetection"

    /// Also the name of its file, `default_eventbaseddetection.yml`, is one to refer to it by.
    func isCalled(_ text: String) -> Bool {
        name == text || DetectionDocument.fileStem(of: name) == text
    }

    /// Whether it is a detection's where nobody says another.
    var isDefault: Bool { isCalled(Self.defaultName) }

    /// - Returns: Nil when the file is no schedule; why is in `problems`.
    static func read(_ document: YAMLDocument, problems: ProblemCollector) -> ScheduleDocument? {
        guard let file = document.mapping(problems) else { return nil }
        let name = file.required("name", hint: "add \"name: <name of the schedule>\"")
        guard let times = ScheduleTimes(file), let name else { return nil }
        return ScheduleDocument(
            file: document.source.file, name: name.value, cron: times.cron,
            earliest: times.earliest, latest: times.latest)
    }
}

/// The three texts that say when a search runs and over what.
struct ScheduleTimes {
    let cron: LocatedText
    let earliest: LocatedText
    let latest: LocatedText

    /// - Returns: Nil when one of them is missing, which is reported.
    init?(_ mapping: YAMLMapping) {
        let cron = mapping.required(
            "cron_schedule", hint: "write five fields, such as \"0 * * * *\"")
        let earliest = mapping.required(
            "earliest_time", hint: "write a time modifier, such as -70m@m")
        let latest = mapping.required(
            "latest_time", hint: "write a time modifier, such as -10m@m")
        guard let cron, let earliest, let latest else { return nil }
        self.cron = cron
        self.earliest = earliest
        self.latest = latest
    }
}
