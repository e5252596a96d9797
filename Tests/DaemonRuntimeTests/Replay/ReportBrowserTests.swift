import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// The report as a person uses it, in a real browser.
@Suite(.enabled(if: Browser.isPresent, "needs Debian's package chromium"), .serialized)
struct ReportBrowserTests {
    private let directory: TemporaryDirectory
    private let browser: Browser

    init() throws {
        directory = try TemporaryDirectory()
        browser = try Browser()
    }

    static let hostile =
        "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>"

    private static func detection(
        _ name: String, _ type: DetectionType, _ severity: Severity, _ techniques: [String]
    ) throws -> Detection {
        var detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        detection.name = name
        detection.id = name
        detection.type = type
        detection.severity = severity
        detection.createsRisk = type != .hunting
        if type != .ttp { detection.notable = nil }
        detection.annotations = Annotations(lists: [("mitre_attack", techniques)])
        detection.description = "Looks for \(hostile)"
        detection.drilldowns = [
            Drilldown(
                name: "View $dest$", search: "search dest=\"$dest$\"",
                earliestOffset: "$info_min_time$", latestOffset: "$info_max_time$")
        ]
        detection.guidance = DetectionGuidance(
            howToImplement: "Collect process creations.", knownFalsePositives: "Administrators.",
            references: ["https://example.org/advice", "javascript:alert(1)"])
        return detection
    }

    /// Rows of four detections over two days.
    private func report(rows: Int) throws -> BacktestReport {
        let detections = [
            try Self.detection("Loud", .anomaly, .low, ["T1059.001"]),
            try Self.detection("Quiet", .ttp, .critical, ["T1003.001", "T1197"]),
            try Self.detection("Hunt", .hunting, .informational, ["T1105"]),
            try Self.detection(Self.hostile, .ttp, .medium, ["T1112"]),
        ]
        let columns = ["dest", "user", "process_name", "process", "firstTime", "lastTime", "count"]
        var report = BacktestReport()
        report.files = ["/logs/\(Self.hostile)"]
        report.detections = detections
        var builder = RiskBuilder()
        for number in 0..<rows {
            // One of fifty is not of the loud detection.
            let index = number % 50 == 0 ? 1 + number / 50 % 3 : 0
            let start = Timestamp(seconds: 1_741_046_400 + Int64(number * 172_800 / rows))
            let stamp = String(start.rfc3339.prefix(19))
            let user = index == 3 ? Self.hostile : "user-\(number % 7)"
            let cells: [Value] = [
                .string("ws-\(number % 40)"), .string(user), .string("a.exe"),
                .string("a.exe   --number \(number)   \(index == 3 ? Self.hostile : "x")"),
                .string(stamp), .string(stamp), .integer(2),
            ]
            let firing = Firing(
                detection: index, window: detections[index].schedule.window(at: start),
                isAmendment: false, columns: columns,
                rows: [
                    FiredRow(
                        row: Row(cells: cells, identity: [UInt8(truncatingIfNeeded: number)]),
                        index: 0, revision: 1)
                ])
            let result = builder.results(of: firing, detections[index])[0]
            report.events.append(
                .init(file: 0, offset: UInt64(number * 100), text: "<Event>\(number)</Event>"))
            report.rows.append(
                .init(
                    result: result, detection: index, records: builder.records(of: result),
                    events: [number], eventCount: 2,
                    processes: [
                        .init(
                            depth: 0, kind: .hit, name: "a.exe", command: "a.exe   \(Self.hostile)",
                            processID: "7", time: start)
                    ]))
        }
        report.coverage = [.init("Files", Self.hostile)]
        report.provenance = [.init("Program", "riskd")]
        return report
    }

    private func open(rows: Int, _ view: String = "") throws {
        try Data(try report(rows: rows).page).write(to: URL(filePath: directory.path + "/r.html"))
        try browser.resize(width: 1400, height: 1000)
        try show(view)
    }

    private func show(_ view: String) throws {
        // Of another address, so that the page begins anew.
        try browser.open("about:blank", until: "true")
        try browser.open(
            "file://\(directory.path)/r.html\(view)",
            until: "document.documentElement?.dataset.ready === 'yes'")
    }

    private func text(_ selector: String) throws -> String {
        try browser.evaluate("document.querySelector('\(selector)').innerText") as? String ?? ""
    }

    private func count(_ selector: String) throws -> Int {
        try browser.evaluate("document.querySelectorAll('\(selector)').length") as? Int ?? -1
    }

    @Test("rows stand by severity, and what logs and detections hold stays text everywhere")
    func hostileValues() throws {
        try open(rows: 400)
        #expect(try text("#shown") == "Rows 1–100 of 400")
        #expect(try text("#rows tr").contains("Quiet"))
        #expect(try text("#rows tr").contains("a.exe   --number"), "blanks are kept")
        // Each hostile row is opened: its values are in the list and in what it opens to.
        try browser.evaluate("filter({detection: detections[3].name})")
        #expect(try count("#rows tr.row") == 2)
        try browser.evaluate("document.querySelector('#rows tr.row').click()")
        try browser.wait(until: "document.querySelector('.detail pre')")
        #expect(try text(".detail").contains(Self.hostile))
        #expect(try text(".detail").contains("Administrators."))
        #expect(try text(".detail").contains("search dest=\"ws-"))
        #expect(try count("img") == 0)
        #expect(try browser.evaluate("document.title") as? String == "riskd backtest: 400 rows")
        #expect(try count("a[href^=\"https://example.org\"]") == 1)
        #expect(try count("a[href^=\"javascript\"]") == 0)
        // A Hunting row raises no risk, and shows what it is about all the same.
        try browser.evaluate("filter({detection: \"Hunt\"})")
        #expect(try text("#rows tr").contains("ws-"))
        #expect(try text("#rows tr").contains("a.exe"))
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test(
        "a search takes words, columns, wildcards, comparisons and negation",
        arguments: [
            ("--number", 400), ("dest=ws-1", 10), ("dest=ws-1*", 110), ("DEST=ws-39", 0),
            ("dest=WS-39", 10), ("severity=critical", 3), ("score>=0", 397), ("score<0", 0),
            ("technique=T1003*", 3), ("tactic=\"Credential Access\"", 3), ("NOT detection=Loud", 8),
            ("-detection=Loud", 8), ("detection!=Loud", 8), ("process=\"*--number 50 *\"", 1),
            ("number?", 0), ("user=user-1 dest=ws-1", 2), ("nothing=1", 0), ("(", 2), ("\"", 400),
        ])
    func search(query: String, rows: Int) throws {
        try open(rows: 400)
        let literal = String(
            decoding: try JSONSerialization.data(withJSONObject: [query]), as: UTF8.self)
        try browser.evaluate("filter({text: \(literal)[0]})")
        #expect(try browser.evaluate("list.length") as? Int == rows, "\(query)")
    }

    @Test("filters, order, page and the open row stand in the address, and come back from it")
    func address() throws {
        try open(rows: 400)
        try browser.evaluate(
            "filter({severity: 'low', tactic: 'Execution', text: 'dest=ws-*'})")
        try browser.evaluate(
            "document.querySelector('#rows-head th[data-sort=command] button').click()")
        try browser.evaluate("document.getElementById('on').click()")
        try browser.evaluate("document.querySelector('#rows tr.row').click()")
        try browser.wait(until: "document.querySelector('.detail pre')")
        let view = try #require(try browser.evaluate("location.hash") as? String)
        let shown = try text("#shown")
        let row = try text("#rows tr")
        #expect(shown.hasPrefix("Rows 101–200 of 39"))
        try show(view)
        #expect(try text("#shown") == shown)
        #expect(try text("#rows tr") == row)
        try browser.wait(until: "document.querySelector('.detail pre')")
        #expect(
            try browser.evaluate("document.getElementById('by-tactic').value") as? String
                == "Execution")
        // Sorting by text goes up first, again goes down; the rows are in that order.
        let order =
            "[...document.querySelectorAll('#rows tr.row td.command')].map(t => t.innerText)"
        let sorted = try browser.evaluate("(l => String(l) === String([...l].sort()))(\(order))")
        #expect(sorted as? Bool == true)
    }

    @Test("keys find the search and the rows, and open one")
    func keyboard() throws {
        try open(rows: 120)
        try browser.press("/", text: "/")
        #expect(try browser.evaluate("document.activeElement.id") as? String == "search")
        #expect(try browser.evaluate("document.activeElement.value") as? String == "")
        try browser.press("Escape")
        try browser.press("j", text: "j")
        try browser.press("j", text: "j")
        try browser.press("k", text: "k")
        let place = "[...document.querySelectorAll('#rows button')].indexOf(document.activeElement)"
        #expect(try browser.evaluate(place) as? Int == 0)
        try browser.press("Enter", text: "\r")
        try browser.wait(until: "document.querySelector('.detail pre')")
        #expect(
            try browser.evaluate("document.activeElement.getAttribute('aria-expanded')") as? String
                == "true")
    }

    @Test("dragging over the timeline chooses a time")
    func brush() throws {
        try open(rows: 400)
        let box = try #require(
            try browser.evaluate(
                "(r => [r.left, r.top, r.width])(document.querySelector('#timeline svg')"
                    + ".getBoundingClientRect())") as? [Double])
        try browser.drag(
            from: (box[0] + 60, box[1] + 60), to: (box[0] + box[2] / 2, box[1] + 60))
        try browser.wait(until: "view.from !== null && list.length < all.length")
        let some = try #require(try browser.evaluate("list.length") as? Int)
        #expect(some > 100 && some < 300)
        try browser.evaluate("document.getElementById('clear').click()")
        try browser.wait(until: "list.length === all.length")
    }

    @Test("notes are kept by the browser, and go out with the row they are about")
    func notes() throws {
        try open(rows: 120)
        try browser.evaluate("setNote(1, {verdict: 'false positive', text: 'backup'})")
        try show("")
        #expect(try text("#notes") == "1 note")
        #expect(try browser.evaluate("noteOf(1).text") as? String == "backup")
        try browser.evaluate("filter({text: 'verdict=\"false positive\"'})")
        #expect(try count("#rows tr.row") == 1)
        // What the button saves.
        try browser.evaluate(
            "save = (name, type, text) => { window.saved = [name, text]; }; exportNotes()")
        let saved = try #require(try browser.evaluate("window.saved[1]") as? String)
        let object = try JSONSerialization.jsonObject(with: Data(saved.utf8)) as? [String: Any]
        let note = try #require((object?["notes"] as? [[String: Any]])?.first)
        #expect(note["verdict"] as? String == "false positive")
        #expect(note["detection"] as? String == "Loud")
        #expect((note["row"] as? [String: Any])?["dest"] as? String == "ws-1")
    }

    @Test("what is filtered goes out as CSV, without formulas, and as JSON with all columns")
    func export() throws {
        try open(rows: 120)
        try browser.evaluate("filter({text: 'dest=ws-1'})")
        let csv = try #require(try browser.evaluate("csvOf(list)") as? String)
        #expect(csv.split(separator: "\r\n").count == 1 + 3)
        #expect(try browser.evaluate("csvCell('=1+1')") as? String == "'=1+1")
        #expect(try browser.evaluate("csvCell('-2')") as? String == "-2")
        let json = try #require(try browser.evaluate("jsonOf(list)") as? String)
        let rows = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        #expect(rows?.count == 3)
        #expect((rows?.first?["columns"] as? [String: Any])?["user"] as? String == "user-1")
    }

    @Test("the matrix and the objects filter, and the score of an object ends at 100")
    func charts() throws {
        try open(rows: 400)
        #expect(try count(".verdict ol li") == 5, "the verdict names the five worst")
        #expect(try text("#matrix").contains("T1003.001 LSASS Memory"))
        #expect(
            try browser.evaluate("document.querySelector('#matrix a').href") as? String
                == "https://attack.mitre.org/techniques/T1059/001/")
        let scores = "[...document.querySelectorAll('#objects b')].map(b => Number(b.innerText))"
        let all = try #require(try browser.evaluate(scores) as? [Int])
        #expect(!all.isEmpty && all.allSatisfy { $0 <= 100 } && all == all.sorted(by: >))
        try browser.evaluate(
            "[...document.querySelectorAll('#matrix button')].find(b => b.innerText.startsWith('T1197')).click()"
        )
        try browser.wait(until: "list.length === 3")
        try browser.evaluate(
            "document.querySelector('#detections th[data-sort=rows] button').click()")
        #expect(
            try browser.evaluate(
                "document.querySelector('#detections th[data-sort=rows]').getAttribute('aria-sort')"
            )
                as? String == "descending")
    }

    @Test("a phone needs no sideways scrolling, and both themes have readable contrast")
    func narrow() throws {
        try open(rows: 120)
        try browser.evaluate("document.querySelector('#rows tr.row').click()")
        try browser.wait(until: "document.querySelector('.detail pre')")
        for isDark in [false, true] {
            try browser.resize(width: 390, height: 844, isDark: isDark)
            try browser.wait(until: "innerWidth === 390")
            #expect(
                try browser.evaluate("document.documentElement.scrollWidth") as? Int == 390)
            let contrast =
                try browser.evaluate(
                    """
                    (() => {
                      const light = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number)
                        .map(c => c / 255).map(c => c <= .04 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
                        .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
                      const ground = light(getComputedStyle(document.querySelector('section')).backgroundColor);
                      return Math.min(...['.soft', 'td', 'h2', 'button.plain', 'dt', 'code'].map(s => {
                        const own = light(getComputedStyle(document.querySelector('main ' + s)).color);
                        return (Math.max(own, ground) + .05) / (Math.min(own, ground) + .05);
                      }));
                    })()
                    """) as? Double
            #expect(try #require(contrast) >= 4.5, "dark: \(isDark)")
        }
    }

    @Test("thirty thousand rows open in two seconds of a processor, and the page is below 30 MB")
    func size() throws {
        let rows = TestDepth.of(30_000, shortly: 3_000)
        try open(rows: rows)
        #expect(try text("#shown").hasSuffix(" of \(rows == 30_000 ? "30,000" : "3,000")"))
        let bytes = try FileManager.default.attributesOfItem(atPath: directory.path + "/r.html")
        #expect(try #require(bytes[.size] as? Int) < BacktestReport.pageBytesMax)
        #expect(try browser.processorSeconds() < 2)
    }

    @Test("where events would make the page too large, they are left out and that is told")
    func tooLarge() throws {
        let report = try report(rows: 400)
        let whole = report.html(packing: GzipWriter.compress)
        let less = report.html(packing: GzipWriter.compress, bytesMax: 1)
        #expect(less.count < whole.count)
        let text = String(decoding: less, as: UTF8.self)
        #expect(text.contains("the events of 400 row(s) are left out"))
        try Data(less).write(to: URL(filePath: directory.path + "/r.html"))
        try show("")
        try browser.evaluate("document.querySelector('#rows tr.row').click()")
        try browser.wait(
            until:
                "document.querySelector('.detail')?.innerText.includes('not kept in this report')")
    }
}
