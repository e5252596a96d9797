package import CIM
package import SPL

/// Where the groups of a scan come from.
package enum ScanSource: Sendable {
    /// Grouped by the query itself: the events of the data set within the windows of a schedule.
    ///
    /// - Parameter schedule: Which rows of `riskd_windows` are its windows.
    case events(schedule: String)
    /// Grouped before, for all detections at once: rows of `riskd_groups` with this number and
    /// those that follow, one for each scan. See ``FlinkMatcher``.
    case groups(firstRule: Int)
}

/// Names that the query of an engine shares with its input.
package enum EngineNames {
    /// The windows to evaluate: `schedule`, `tick_ns`, `start_ns`, `end_ns`.
    package static let windows = "riskd_windows"
    /// Rows of scans, grouped for all detections, as a view and as a table.
    static let groups = "riskd_groups"
    static let groupsTable = "riskd_groups_table"
    /// Time of an event in nanoseconds since the epoch.
    package static let time = "_time_ns"

    /// The table of events of a data set: `riskd_endpoint_processes`.
    package static func events(_ dataSet: DataSet) -> String {
        "riskd_\(dataSet.model)_\(dataSet.name)".lowercased()
    }

    /// What names a schedule: its text.
    package static func schedule(_ schedule: Schedule) -> String {
        "\(schedule.cron.text) \(schedule.earliest.text) \(schedule.latest.text) "
            + schedule.zone.name
    }
}
