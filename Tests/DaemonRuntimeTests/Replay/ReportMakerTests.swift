import CIM
import DetectionExport
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The report of a real replay over files.
struct ReportMakerTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func sysmon(
        _ second: Int, id: Int, parent: Int, process: String, image: String = "bitsadmin.exe",
        guid: String? = nil, parentGUID: String? = nil
    ) -> String {
        func data(_ name: String, _ value: String?) -> String {
            value.map { "<Data Name='\(name)'>\($0)</Data>" } ?? ""
        }
        return "<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>"
            + "<TimeCreated SystemTime='2025-03-04T08:\(second / 60 + 10):\(second % 60 + 10)Z'/>"
            + "<Channel>Microsoft-Windows-Sysmon/Operational</Channel>"
            + "<Computer>ws1</Computer></System><EventData>" + data("ProcessId", "\(id)")
            + data("ParentProcessId", "\(parent)") + data("ProcessGuid", guid)
            + data("ParentProcessGuid", parentGUID) + data("Image", "C:\\\(image)")
            + data("ParentImage", "C:\\parent.exe") + data("CommandLine", process)
            + data("User", "C\\ann") + "</EventData></Event>\n"
    }

    /// The report of a rule of Sigma, which looks at whole records and has no texts of guidance.
    private func reportOfRule(_ log: String) throws -> BacktestReport {
        try directory.write(
            """
            title: A rule
            id: 5e8a3f0a-0d2b-4c8e-9f53-2f0a6c1d7e11
            level: high
            logsource: {product: windows, category: process_creation}
            detection: {selection: {Image|endswith: '\\bitsadmin.exe'}, condition: selection}
            """, to: "rule.yml")
        let setup = Setup.load(
            path: nil, extraContent: [directory.path + "/rule.yml"], selecting: .all)
        try #require(!setup.hasErrors, "\(setup.problems)")
        return try report(log, of: setup)
    }

    private func report(
        _ log: String, rowsMax: Int = ReportMaker.rowsMax,
        textBytesMax: Int = ReportMaker.textBytesMax, eventBytesMax: Int? = nil
    ) throws -> BacktestReport {
        try report(
            log, of: try ShippedContent.setup(in: directory), rowsMax: rowsMax,
            textBytesMax: textBytesMax, eventBytesMax: eventBytesMax)
    }

    private func report(
        _ log: String, of setup: Setup, rowsMax: Int = ReportMaker.rowsMax,
        textBytesMax: Int = ReportMaker.textBytesMax, eventBytesMax: Int? = nil
    ) throws -> BacktestReport {
        try directory.write(log, to: "log.xml")
        let paths = [directory.path + "/log.xml"]
        var replay = Replay(
            engine: setup.engine, profile: .splunk,
            recordBytesMax: setup.configuration.limits.recordBytes)
        replay.read(paths) { _ in }
        let firings = replay.finish(Timestamp(nanoseconds: .min)...Timestamp(nanoseconds: .max))
        var builder = RiskBuilder()
        return ReportMaker(
            replay, detections: setup.content.detections, configuration: setup.configuration,
            paths: paths, rowsMax: rowsMax, textBytesMax: textBytesMax,
            eventBytesMax: eventBytesMax
        ).report(of: firings, builder: &builder)
    }

    @Test("each row has the events that count in it, and no others")
    func events() throws {
        let report = try report(SampleEvents.log(count: 120))
        #expect(report.rows.count > 10)
        for row in report.rows {
            #expect(.integer(Int64(row.eventCount)) == row.result.value("count"))
            #expect(row.events.count == min(row.eventCount, 10))
            for index in row.events { #expect(report.events[index].text.contains("bitsadmin")) }
        }
        #expect(report.rows.allSatisfy { $0.records.count == 3 })
        #expect(report.skips.map(\.name) == ["truncated"])
        #expect(report.warnings.isEmpty)
    }

    @Test("rows of searches over whole records have their events, whatever else is read")
    func rawEvents() throws {
        let report = try reportOfRule(
            sysmon(0, id: 1, parent: 99, process: "cmd", image: "cmd.exe")
                + sysmon(1, id: 2, parent: 1, process: "bitsadmin /create x")
                + sysmon(2_900, id: 3, parent: 1, process: "bitsadmin /create y"))
        try #require(report.rows.count == 2)
        #expect(report.rows.map(\.eventCount) == [1, 1])
        let texts = report.rows.map { row in row.events.map { report.events[$0].text } }
        try #require(texts.allSatisfy { $0.count == 1 })
        #expect(texts[0][0].contains("/create x") && texts[1][0].contains("/create y"))
    }

    @Test("the tree goes from the oldest ancestor in the logs over the hit to its children")
    func tree() throws {
        let report = try report(
            sysmon(0, id: 1, parent: 99, process: "explorer", image: "explorer.exe")
                + sysmon(1, id: 2, parent: 1, process: "cmd", image: "cmd.exe")
                + sysmon(2, id: 3, parent: 2, process: "bitsadmin /create x")
                + sysmon(3, id: 4, parent: 3, process: "child", image: "child.exe")
                + sysmon(4, id: 5, parent: 2, process: "sibling", image: "sibling.exe"))
        let nodes = try #require(report.rows.first).processes
        #expect(
            nodes.map(\.name)
                == ["parent.exe", "explorer.exe", "cmd.exe", "bitsadmin.exe", "child.exe"])
        #expect(nodes.map(\.kind) == [.mentioned, .relative, .relative, .hit, .relative])
        #expect(nodes.map(\.depth) == [0, 1, 2, 3, 4])
    }

    @Test("an id that was used again is the newest process before the child")
    func reuse() throws {
        let report = try report(
            sysmon(0, id: 2, parent: 1, process: "old", image: "old.exe")
                + sysmon(1, id: 2, parent: 1, process: "new", image: "new.exe")
                + sysmon(2, id: 3, parent: 2, process: "bitsadmin /create x")
                + sysmon(3, id: 2, parent: 1, process: "later", image: "later.exe"))
        #expect(
            try #require(report.rows.first).processes.map(\.name)
                == ["parent.exe", "new.exe", "bitsadmin.exe"])
    }

    @Test("processes that call each other parent end the tree")
    func circle() throws {
        let report = try report(
            sysmon(0, id: 2, parent: 3, process: "a", image: "a.exe", guid: "A", parentGUID: "B")
                + sysmon(
                    1, id: 3, parent: 2, process: "bitsadmin /create x", guid: "B",
                    parentGUID: "A"))
        let nodes = try #require(report.rows.first).processes
        #expect(nodes.prefix(2).map(\.name) == ["a.exe", "bitsadmin.exe"])
    }

    @Test("trees are the same where memory has no room for what processes say of themselves")
    func rereading() throws {
        let log =
            sysmon(0, id: 1, parent: 99, process: "explorer", image: "explorer.exe")
            + sysmon(1, id: 2, parent: 1, process: "cmd", image: "cmd.exe")
            + sysmon(2, id: 3, parent: 2, process: "bitsadmin /create x")
            + (0..<12).map {
                sysmon(3 + $0, id: 10 + $0, parent: 3, process: "child \($0)", image: "c.exe")
            }.joined()
            + sysmon(20, id: 50, parent: 98, process: "bitsadmin /addfile")
        let kept = try report(log).rows.map(\.processes)
        #expect(kept.count == 2)
        #expect(kept.contains { $0.last?.name == "2 more" })
        for room in [0, 80, 400] {
            #expect(try report(log, textBytesMax: room).rows.map(\.processes) == kept)
        }
    }

    @Test("a report has the first rows and the events of those, and says how many are left out")
    func rowsMax() throws {
        let log = SampleEvents.log(count: 120)
        let whole = try report(log)
        let cut = try report(log, rowsMax: 4)
        #expect(cut.rows.map(\.result.row) == whole.rows.prefix(4).map(\.result.row))
        #expect(
            cut.rows.map { $0.events.map { cut.events[$0].offset } }
                == whole.rows.prefix(4).map { $0.events.map { whole.events[$0].offset } })
        #expect(cut.events.count < whole.events.count)
        #expect(
            cut.warnings == ["\(whole.rows.count - 4) further row(s) are not in this report"])
    }

    @Test("a comparison tells what a change of a rule adds, takes away and changes")
    func comparison() throws {
        func record(_ id: String, _ object: String, score: Int) -> String {
            #"{"event_id":"\#(id)","event_type":"risk","search_name":"A","risk_object":"#
                + #""\#(object)","risk_object_type":"user","scheduled_time":"2025-03-04T09:00:00Z","#
                + #""risk_score":\#(score),"risk_message":"m"}"#
        }
        try directory.write(
            [
                record("1", "ann", score: 1), record("2", "bob", score: 1),
                record("3", "eve", score: 1),
            ].joined(separator: "\n"), to: "a")
        try directory.write(
            [
                record("1", "ann", score: 1), record("2", "bob", score: 5),
                record("4", "joe", score: 1),
            ].joined(separator: "\n"), to: "b")
        let (a, b) = (directory.path + "/a", directory.path + "/b")
        let comparison = try OutputComparison(before: a, after: b)
        #expect(comparison.same == 1)
        #expect(comparison.added.map(\.object) == ["user joe"])
        #expect(comparison.removed.map(\.object) == ["user eve"])
        #expect(comparison.changed.map(\.fields) == [["risk_score"]])
        #expect(try OutputComparison(before: a, after: a).isEqual)
        try directory.write("not a record", to: "c")
        #expect(throws: OutputComparison.Failure.self) {
            try OutputComparison(before: a, after: directory.path + "/c")
        }
    }

    @Test("of a long line of ancestors the twenty nearest are shown, and who began the oldest")
    func ancestors() throws {
        let report = try report(
            (1..<30).map {
                sysmon($0, id: $0, parent: $0 - 1, process: "p", image: "p\($0).exe")
            }.joined() + sysmon(40, id: 30, parent: 29, process: "bitsadmin /create x"))
        let nodes = try #require(report.rows.first).processes
        #expect(
            nodes.map(\.name)
                == ["parent.exe"] + (11..<30).map { "p\($0).exe" } + ["bitsadmin.exe"])
    }

    @Test("a row has ten of its events, each cut behind 16 KiB, and says how many there are")
    func eventsOfRow() throws {
        let command = "bitsadmin /create " + String(repeating: "x", count: 20_000)
        let log = (0..<12).map { sysmon($0, id: 3, parent: 2, process: command) }.joined()
        let report = try report(log)
        let row = try #require(report.rows.first)
        #expect(report.rows.count == 1 && row.eventCount == 12 && row.events.count == 10)
        #expect(report.events.count == 10)
        for event in report.events {
            #expect(event.text.hasSuffix("x… (cut after 16384 bytes)"))
        }
        #expect(report.warnings.isEmpty)
    }

    @Test("events that have no room in the report are left out, and it says so")
    func eventBytes() throws {
        let log = (0..<5).map { sysmon($0, id: $0, parent: 2, process: "bitsadmin /create \($0)") }
        let length = log[0].utf8.count - 1
        let report = try report(log.joined(), eventBytesMax: 3 * length)
        #expect(report.events.count == 3)
        #expect(report.rows.map(\.eventCount).reduce(0, +) == 5)
        #expect(report.warnings.count == 1 && report.warnings[0].hasSuffix("are not shown"))
    }
}
