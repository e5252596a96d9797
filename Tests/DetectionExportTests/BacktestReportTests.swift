import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

struct BacktestReportTests {
    static let texts = [
        "</script><script>alert(1)</script>", "<!--<script>", "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>", "]]>&lt;script&gt;", "\u{2028}alert(1)//", "${alert(1)}`'\\",
    ]

    private func report(_ text: String) throws -> BacktestReport {
        let records = try RecordFixture.records([
            "user": .string(text), "dest": .multivalue([text, "b"]), text: .string(text),
        ])
        var report = BacktestReport()
        report.files = [text]
        report.detections = [records[0].result.detection]
        report.detections[0].name = text
        report.events = [.init(file: 0, offset: 7, text: text)]
        report.rows = [
            .init(
                result: records[0].result, detection: 0, records: records, events: [0],
                eventCount: 1,
                processes: [
                    .init(
                        depth: 0, kind: .hit, name: text, command: text, processID: text,
                        time: Timestamp(seconds: 1))
                ])
        ]
        report.coverage = [.init(text, text)]
        report.skips = [.init(text, text)]
        report.warnings = [text]
        return report
    }

    /// What stands between two texts.
    private func part(_ page: String, _ open: String, _ close: String) throws -> String {
        let start = try #require(page.range(of: open))
        let end = try #require(page.range(of: close, range: start.upperBound..<page.endIndex))
        return String(page[start.upperBound..<end.lowerBound])
    }

    @Test("what a log holds cannot become markup or script", arguments: texts)
    func hostile(text: String) throws {
        let page = String(decoding: try report(text).html(packing: nil), as: UTF8.self)
        let plain = String(decoding: try report("x").html(packing: nil), as: UTF8.self)
        // As many elements as with a harmless text: none came out of it.
        func tags(_ page: String) -> Int { page.lowercased().components(separatedBy: "<").count }
        #expect(tags(page) == tags(plain))
        // The core, the columns, the events, the script.
        #expect(page.components(separatedBy: "</script>").count == 5)
        #expect(page.components(separatedBy: "<!--").count == 1)
        var blocks: [String: [String: Any]] = [:]
        for id in ["core", "cells-0", "events-0"] {
            let data = try part(page, "id=\"\(id)\">", "</script>")
            #expect(!data.contains("<") && !data.contains(">") && !data.contains("&"))
            blocks[id] = try RecordFixture.object(Array(data.utf8))
        }
        let events = try #require(blocks["events-0"]?["events"] as? [[Any]])
        #expect(events[0][2] as? String == text)
        let behind = try #require(blocks["events-0"]?["rows"] as? [[[Any]]])
        #expect((behind[0][1][0] as? [Any])?[3] as? String == text)
        let rows = try #require(blocks["cells-0"]?["rows"] as? [[Any]])
        #expect(rows[0].contains { $0 as? String == text })
        #expect((blocks["core"]?["strings"] as? [String])?.contains(text) == true)
    }

    @Test("no script but the page's own runs, and nothing is loaded")
    func policy() throws {
        let page = String(decoding: try report("x").html(packing: nil), as: UTF8.self)
        let policy = try part(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")
        #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
        #expect(!policy.contains("unsafe"))
        for (element, directive) in [("script", "script-src"), ("style", "style-src")] {
            var hash = SHA256()
            hash.update(try part(page, "<\(element)>", "</\(element)>").utf8)
            let digest = Data(hash.finalize()).base64EncodedString()
            #expect(policy.contains("\(directive) 'sha256-\(digest)'"))
        }
        // No inline handler, no inline style that the policy would refuse, and nothing to load; links
        // that a person follows are made by the script.
        let markup = try part(page, "<body>", "<script type")
        #expect(!markup.contains(#/ on[a-z]+=/#))
        #expect(!markup.contains("style="))
        #expect(!markup.contains("http://") && !markup.contains("https://"))
        #expect(!page.contains("src=") && !page.contains("url("))
        #expect(!page.contains("fetch(") && !page.contains("import("))
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            #expect(!page.contains(sink), "\(sink)")
        }
    }

    @Test("the summary is there without a script, and the same report gives the same bytes")
    func summary() throws {
        let page = String(decoding: try report("x").html(packing: nil), as: UTF8.self)
        #expect(page.contains("<b>1 of 1</b><span>detections fired</span>"))
        #expect(page.contains("<b>3</b><span>risk events</span>"))
        #expect(page.contains("<b>1</b><span>notables</span>"))
        #expect(try report("x").html(packing: nil) == report("x").html(packing: nil))
    }
}
