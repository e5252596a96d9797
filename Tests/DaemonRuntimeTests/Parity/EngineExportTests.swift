import DetectionExport
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Real detections in the languages of engines.
@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/escu"))
struct EngineExportTests {
    static let compiled = Result { try load() }

    static func detections() throws -> [Detection] { try compiled.get() }

    private static func load() throws -> [Detection] {
        let directory = try TemporaryDirectory()
        try directory.write("content: [\(ShippedContent.directory)]", to: "riskd.yaml")
        return Setup.load(
            path: directory.path + "/riskd.yaml", extraContent: [SharedData.content.path],
            selecting: .all
        ).content.detections
    }

    @Test("detections are exported, or refused with a place and a reason")
    func counts() throws {
        let detections = try Self.detections()
        for dialect in EngineDialect.allCases {
            let script = EngineScript(detections, dialect)
            #expect(script.exported.count + script.refused.count == detections.count)
            #expect(script.refused.allSatisfy { !$0.refusal.reason.isEmpty })
            #expect(script.refused.allSatisfy { !$0.refusal.place.isEmpty })
            // Nineteen of twenty.
            #expect(script.exported.count * 20 > detections.count * 19)
            print(
                "\(dialect.displayName): \(script.exported.count) of \(detections.count) "
                    + "exported")
        }
    }

    @Test("every detection is a stanza of savedsearches.conf that can be read back")
    func stanzas() throws {
        for detection in try Self.detections() {
            let lines = SavedSearchStanza(detection).text.replacing(" \\\n", with: "\u{1}")
                .split(separator: "\n")
            #expect(lines[0] == "[\(detection.searchName)]")
            var values: [String: String] = [:]
            for line in lines.dropFirst() {
                let place = try #require(line.firstRange(of: " = "))
                let value = String(line[place.upperBound...]).replacing("\u{1}", with: "\n")
                #expect(values.updateValue(value, forKey: String(line[..<place.lowerBound])) == nil)
            }
            #expect(values["cron_schedule"] == detection.schedule.cron.text)
            #expect(values["dispatch.earliest_time"] == detection.schedule.earliest.text)
            let annotations = Data((values["action.correlationsearch.annotations"] ?? "").utf8)
            #expect(try JSONSerialization.jsonObject(with: annotations) is [String: Any])
            if detection.createsRisk {
                let risk = Data((values["action.risk.param._risk"] ?? "").utf8)
                let objects = try JSONSerialization.jsonObject(with: risk) as? [[String: Any]]
                #expect(
                    objects?.count
                        == detection.risk.riskObjects.count + detection.risk.threatObjects.count)
            }
            #expect((values["action.notable"] == "1") == (detection.notable != nil))
        }
    }
}
