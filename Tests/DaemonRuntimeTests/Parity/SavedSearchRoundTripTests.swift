import DetectionExport
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// `riskd export --engine splunk`, put into a Splunk app and read as content.
struct SavedSearchRoundTripTests {
    private static var content: [String] {
        let shared = [SharedData.content, SharedData.contentOf2026].compactMap { $0?.path }
        return [ShippedContent.directory]
            + shared.filter { FileManager.default.fileExists(atPath: $0) }
    }

    private static func load(_ directories: [String]) -> Setup {
        Setup.load(path: nil, extraContent: directories, selecting: .all)
    }

    @Test("what export writes comes back unchanged, over all content that is at hand")
    func roundTrip() throws {
        let content = Self.content
        if content.count == 1 { print("only the shipped detections: ../shared/escu is absent") }
        let written = Self.load(content).content.detections
        try #require(written.count >= 4)
        let app = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: app.path + "/default", withIntermediateDirectories: true)
        try app.write(
            written.map { SavedSearchStanza($0).text }.joined(separator: "\n"),
            to: "default/savedsearches.conf")
        // Macros and lookups are those of the content; its detections give way to the app's.
        let setup = Self.load(content + [app.path])
        let read = Dictionary(
            setup.content.detections.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        let files = Dictionary(
            setup.content.report.map { ($0.id, $0.file) }, uniquingKeysWith: { a, _ in a })
        for detection in written {
            let file = try #require(files[detection.id])
            try #require(file == app.path + "/default/savedsearches.conf", "\(detection.name)")
            let back = try #require(read[detection.id], "\(detection.name)")
            #expect(SavedSearchStanza(back).text == SavedSearchStanza(detection).text)
            #expect(
                [back.name, back.searchName, back.version, back.securityDomain]
                    == [
                        detection.name, detection.searchName, detection.version,
                        detection.securityDomain,
                    ])
            #expect(back.type == detection.type && back.severity == detection.severity)
            #expect(back.createsRisk == detection.createsRisk)
            if detection.createsRisk || detection.notable != nil {
                #expect(back.risk.riskObjects == detection.risk.riskObjects)
                #expect(back.risk.threatObjects == detection.risk.threatObjects)
            }
            #expect(back.notable?.title == detection.notable?.title)
            #expect(back.notable?.fields == detection.notable?.fields)
            #expect(back.annotations == detection.annotations)
            #expect(back.throttle == detection.throttle)
            #expect(back.plan.scans.count == detection.plan.scans.count)
        }
    }

    @Test(
        "values that are hard to write come back, and take no other key in",
        arguments: [
            "plain", "two\nlines", "\n  led by a line", "  led by blanks", "a\n\n\nb",
            "ends in a backslash\\", "one\\\ntwo\\\n", "tail  \n \n",
            "# no comment\n[no stanza]\nx = y",
            "", "\u{2028}",
        ])
    func values(_ text: String) throws {
        var detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        detection.description = text
        let stanza = SavedSearchStanza(detection).text
        let app = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: app.path + "/local", withIntermediateDirectories: true)
        try app.write(stanza, to: "local/savedsearches.conf")
        let library = ContentLibrary.load(directories: [app.path])
        #expect(library.problems.filter { $0.severity == .error }.isEmpty, "\(library.problems)")
        let document = try #require(library.documents.first)
        #expect(library.documents.count == 1)
        #expect(document.name == detection.name)
        #expect(document.search.value == detection.search)
        detection.description = document.description
        #expect(SavedSearchStanza(detection).text == stanza)
    }
}
