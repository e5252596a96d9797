import CIM
import SPL
import Testing

@testable import SecurityContent

struct CoverageTests {
    private let content: TemporaryContent

    init() throws { content = try TemporaryContent() }

    private func coverage(_ searches: [(search: String, status: String)]) throws -> Coverage {
        try content.write(
            "deployments/ttp.yml",
            "type: TTP\nscheduling: {cron_schedule: '0 * * * *', earliest_time: -70m@m, "
                + "latest_time: -10m@m}\n")
        for (index, (search, status)) in searches.enumerated() {
            try content.write(
                "detections/d\(index).yml",
                """
                name: D\(index)
                id: 0000000\(index)-0000-0000-0000-000000000000
                type: TTP
                status: \(status)
                search: '\(search)'
                """)
        }
        var configuration = Configuration()
        configuration.detections.enable = [LocatedText("D0")]
        let compiled = ContentLibrary.load(directories: [content.path]).compile(
            configuration: configuration, zone: .utc, selecting: .all)
        return Coverage(compiled.report)
    }

    @Test("detections are counted by data model and status, and reasons put together")
    func counted() throws {
        let good = "| tstats count from datamodel=Endpoint.Processes by Processes.dest"
        let coverage = try coverage([
            (good, "production"), (good, "production"), (good, "deprecated"),
            (good + " | iplocation dest", "production"),
            ("index=x", "production"), ("index=y", "production"),
        ])
        #expect(
            coverage.lines.map {
                "\($0.dataModel) \($0.status) \($0.detections) \($0.compiled) \($0.enabled)"
            } == [
                "Endpoint.Processes deprecated 1 1 0", "Endpoint.Processes production 3 2 1",
                " production 2 0 0",
            ])
        #expect(coverage.reasons.map(\.detections) == [["D4", "D5"], ["D3"]])
        #expect(
            coverage.reasons.map(\.text) == [
                "the search does not say which log it reads",
                "the command `iplocation` is not supported: it needs a database of addresses.",
            ])
        #expect(coverage.total.detections == 6)
        #expect(coverage.total.compiled == 3)
    }
}
