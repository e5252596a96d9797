import CIM
import Foundation
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

/// A user's own files beside a checkout.
struct OwnContentTests {
    private let checkout: TemporaryContent
    private let own: TemporaryContent

    init() throws {
        checkout = try TemporaryContent()
        own = try TemporaryContent()
        try checkout.write(
            "deployments/ttp.yml",
            "type: TTP\nscheduling: {cron_schedule: '0 * * * *', earliest_time: -70m@m, "
                + "latest_time: -10m@m}\n")
        try checkout.write("macros/shells.yml", Self.macro("Processes.process_name=cmd.exe"))
        try checkout.write("lookups/tools.yml", "name: tools\nfilename: tools.csv\n")
        try checkout.write("lookups/tools.csv", "name,kind\ncmd.exe,theirs\n")
        try checkout.write("detections/endpoint/a.yml", Self.detection("A", id: "1", "theirs"))
        try checkout.write("detections/endpoint/b.yml", Self.detection("B", id: "2", "theirs"))
    }

    private static func macro(_ definition: String) -> String {
        "name: shells\ndefinition: \(definition)\n"
    }

    private static func detection(_ name: String, id: String, _ description: String) -> String {
        """
        name: \(name)
        id: 0000000\(id)-0000-0000-0000-000000000000
        type: TTP
        status: production
        description: \(description)
        search: '| tstats count from datamodel=Endpoint.Processes where `shells` by
          Processes.process_name | rename Processes.* as * | lookup tools name as process_name
          OUTPUT kind | search kind=*'
        """
    }

    private func compiled() -> CompiledContent {
        ContentLibrary.load(directories: [checkout.path, own.path]).compile(
            configuration: Configuration(), zone: .utc, selecting: .all)
    }

    @Test("own detections, macros and lookups win over the checkout's by name")
    func wins() throws {
        try own.write("macros/mine.yml", Self.macro("Processes.process_name=pwsh.exe"))
        try own.write("lookups/mine.yml", "name: tools\nfilename: rows.csv\n")
        try own.write("lookups/rows.csv", "name,kind\npwsh.exe,mine\n")
        try own.write("detections/a.yml", Self.detection("A", id: "9", "mine"))
        let detections = compiled().detections
        #expect(detections.map(\.description) == ["mine", "theirs"])
        #expect(detections.map { String($0.id.prefix(8)) } == ["00000009", "00000002"])
        for detection in detections {
            guard case .matches(_, let patterns) = detection.plan.scans[0].predicate,
                case .filter(.lookup(_, let lookup), _) = detection.plan.root
            else {
                Issue.record("another plan: \(detection.plan)")
                continue
            }
            #expect(patterns.map(\.text) == ["pwsh.exe"])
            #expect(lookup.table.rows == [["pwsh.exe", "mine"]])
        }
    }

    @Test("files with CR LF line ends mean the same")
    func lineEnds() throws {
        let before = compiled().detections.map(\.fingerprint)
        for file in [
            "macros/shells.yml", "lookups/tools.yml", "lookups/tools.csv",
            "detections/endpoint/a.yml", "detections/endpoint/b.yml",
        ] {
            let url = checkout.root.appending(path: file)
            let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            try checkout.write(file, text.replacing("\n", with: "\r\n"))
        }
        let content = compiled()
        #expect(!content.hasErrors, "\(content.problems)")
        #expect(before.count == 2)
        #expect(content.detections.map(\.fingerprint) == before)
        #expect(content.detections.count == content.report.count)
    }
}
