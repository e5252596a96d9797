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
        let page = String(decoding: try report(text).html, as: UTF8.self)
        let plain = String(decoding: try report("x").html, as: UTF8.self)
        // As many elements as with a harmless text: none came out of it.
        func tags(_ page: String) -> Int { page.lowercased().components(separatedBy: "<").count }
        #expect(tags(page) == tags(plain))
        #expect(page.components(separatedBy: "</script>").count == 3)
        #expect(page.components(separatedBy: "<!--").count == 1)
        let data = try part(page, "id=\"data\">", "</script>")
        #expect(!data.contains("<") && !data.contains(">") && !data.contains("&"))
        let object = try RecordFixture.object(Array(data.utf8))
        let events = try #require(object["events"] as? [[Any]])
        #expect(events[0][2] as? String == text)
        let rows = try #require(object["rows"] as? [[String: Any]])
        let processes = try #require(rows[0]["p"] as? [[Any]])
        #expect(processes[0][3] as? String == text)
    }

    @Test("no script but the page's own runs, and nothing is loaded")
    func policy() throws {
        let page = String(decoding: try report("x").html, as: UTF8.self)
        let policy = try part(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")
        #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
        #expect(!policy.contains("unsafe"))
        for (element, directive) in [("script", "script-src"), ("style", "style-src")] {
            var hash = SHA256()
            hash.update(try part(page, "<\(element)>", "</\(element)>").utf8)
            let digest = Data(hash.finalize()).base64EncodedString()
            #expect(policy.contains("\(directive) 'sha256-\(digest)'"))
        }
        // No address, no inline handler, no inline style that the policy would refuse.
        let markup = try part(page, "<body>", "<script type")
        #expect(!markup.contains(" on") || !markup.contains("onclick"))
        #expect(!markup.contains("style="))
        #expect(!page.contains("http://") || page.contains("http://www.w3.org/2000/svg"))
        #expect(!page.contains("https://"))
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            #expect(!page.contains(sink), "\(sink)")
        }
    }

    @Test("the summary is there without a script, and the same report gives the same bytes")
    func summary() throws {
        let page = String(decoding: try report("x").html, as: UTF8.self)
        #expect(page.contains("<b>1 of 1</b><span>detections fired</span>"))
        #expect(page.contains("<b>3</b><span>risk events</span>"))
        #expect(page.contains("<b>1</b><span>notables</span>"))
        #expect(try report("x").html == report("x").html)
    }
}
