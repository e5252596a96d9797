package import CIM
package import RiskDetection
package import SPL

extension Detection {
    /// A detection for tests, compiled from a search without macros.
    ///
    /// - Throws: The first error of the search or the schedule.
    package static func fixture(
        _ search: String, id: String = "00000000-0000-0000-0000-000000000001",
        cron: String = "0 * * * *", earliest: String = "-70m@m", latest: String = "-10m@m",
        zone: TimeZoneRules = .utc, type: DetectionType = .ttp,
        lookups: LookupCatalog = LookupCatalog()
    ) throws -> Detection {
        let compiled = SearchCompiler(macros: MacroTable(), lookups: lookups).compile(search)
        guard let plan = compiled.plan else { throw compiled.errors[0] }
        return Detection(
            id: id, name: "Fixture", searchName: "ESCU - Fixture - Rule", version: "1",
            type: type, status: "production", description: "", search: search, plan: plan,
            schedule: try Schedule(
                cron: CronSchedule(cron), earliest: TimeModifier(earliest),
                latest: TimeModifier(latest), zone: zone),
            risk: RiskAnnotation(
                message: "$process_name$ on $dest$",
                riskObjects: [
                    RiskObjectField(field: "user", type: "user", score: 56),
                    RiskObjectField(field: "dest", type: "system", score: 56),
                ],
                threatObjects: [ThreatObjectField(field: "process_name", type: "process")]),
            createsRisk: true,
            notable: NotableAnnotation(
                title: "Fixture", description: "", fields: ["user", "dest"]),
            annotations: Annotations(lists: [("mitre_attack", ["T1197"])]), drilldowns: [],
            securityDomain: "endpoint", severity: .medium)
    }
}

extension Event {
    /// A process creation with the given fields; all others are null.
    package static func process(
        at time: Timestamp, _ fields: KeyValuePairs<Processes.Field, String>
    ) -> Event {
        var event = Event(dataSet: Processes.dataSet, time: time)
        for (field, value) in fields { event.set(field.id, value) }
        return event
    }
}
