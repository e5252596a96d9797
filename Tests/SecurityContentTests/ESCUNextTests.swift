import CIM
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import SecurityContent

/// Real detections of splunk/security_content in the layout and forms of 2026.
@Suite(.enabled(if: SharedData.contentOf2026 != nil, "needs ../shared/escu-next"))
struct ESCUNextTests {
    @Test(
        "all files are read without a problem, and what reads a data model compiles or is refused by name"
    )
    func compiles() throws {
        let path = try #require(SharedData.contentOf2026).path
        let library = ContentLibrary.load(directories: [path])
        #expect(library.problems.isEmpty, "\(library.problems)")
        #expect(library.documents.count >= 18)
        #expect(library.documents.allSatisfy { $0.searchName == "ESCU - \($0.name) - Rule" })
        #expect(Set(library.documents.map(\.generation)) == [.findings, .riskBasedAlerting])
        let compiled = library.compile(
            configuration: Configuration(), zone: .utc, selecting: .all)
        for row in compiled.report where !row.compiled {
            #expect(row.line > 0 && row.column > 0, "\(row.name): \(row.reason)")
            #expect(!row.reason.contains("there is no lookup"), "\(row.name): \(row.reason)")
            #expect(!row.reason.contains("no deployment"), "\(row.name): \(row.reason)")
        }
        #expect(compiled.report.count(where: \.compiled) >= 18)
        for detection in compiled.detections {
            #expect(detection.schedule.cron.text == "0 * * * *")
            #expect(detection.notable != nil || detection.type != .ttp)
        }
    }
}
