import Foundation
import TestSupport
import Testing

/// What `riskd replay` shows a person: the summary, the table at any width, groups and filters, and
/// the same for spreadsheets and programs.
struct ReplayFindingsTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(holding: "logs")
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            detections: {enable: [BITS Job Persistence, Risk Score Above 100 In 24 Hours]}
            """, to: "riskd.yaml")
        let log = [(9, 0), (9, 1), (10, 2), (12, 2), (12, 2)].map {
            SampleLog.bitsadmin(hour: $0.0, number: $0.1)
        }
        try directory.write(
            log.joined().replacing("job 1", with: "=cmd|' /C calc'!A0, \"x\""), to: "logs/a.xml")
    }

    private var base: [String] {
        ["replay", "--config", directory.path + "/riskd.yaml", "--exit-zero"]
    }

    private func replay(_ arguments: [String], columns: Int? = nil) throws -> Program.Result {
        try Program.run(
            base + arguments + [directory.path + "/logs/a.xml"],
            environment: columns.map { ["COLUMNS": "\($0)"] } ?? [:])
    }

    @Test(
        "no line is longer than the terminal, and names are whole", arguments: [60, 80, 100, 160])
    func widths(columns: Int) throws {
        for grouping in [[], ["object"], ["detection"], ["technique"]] {
            let options = grouping.flatMap { ["--group-by", $0] }
            let result = try replay(["--summary"] + options, columns: columns)
            #expect(result.status == 0, "\(result.errors)")
            for line in result.output.split(separator: "\n") {
                #expect(line.count <= columns, "\(line)")
            }
            #expect(!result.output.contains("…"), "\(result.output)")
            #expect(result.output.contains("system ws-2"))
        }
    }

    @Test("the summary names the worst object first, with its score out of 100 and its techniques")
    func summary() throws {
        let lines = try replay(["--summary"], columns: 100).output.split(separator: "\n")
            .map(String.init)
        #expect(lines[0].hasPrefix("7 rows of 2 detections, 7 notables; 2025-03-04 09:00:00 to "))
        let objects = try #require(lines.firstIndex { $0.hasPrefix("Worst risk objects") })
        // Four rows of 56 count twice at most, which is more than 100.
        #expect(lines[objects + 2].contains(#/^user mira +100 +224 /#), "\(lines[objects + 2])")
        #expect(lines[objects + 2].contains("T1197 BITS Jobs"))
        let detections = try #require(lines.firstIndex { $0.hasPrefix("Detections by severity") })
        #expect(detections > objects)
        #expect(lines[detections + 2].hasPrefix("high "))
        let rows = try #require(lines.firstIndex { $0.hasPrefix("SEVERITY  SCORE") })
        #expect(rows > detections)
    }

    @Test("on a terminal the summary comes before what was read, and the rows after it")
    func terminal() throws {
        let file = directory.path + "/logs/a.xml"
        let command = (base + [file]).map { "'\($0)'" }.joined(separator: " ")
        let typed = "stty cols 80; \"$RISKD\" \(command)"
        let result = try Program.shell(
            "export RISKD=\"$0\"; script -qec '\(typed.replacing("'", with: "'\\''"))' /dev/null </dev/null"
        )
        // What is written over after a return is not seen.
        let text = result.output.replacing("\r\n", with: "\n").split(separator: "\n")
            .map { $0.split(separator: "\r").last ?? "" }.joined(separator: "\n")
        let worst = try #require(text.range(of: "Worst risk objects"), "\(text)")
        let read = try #require(text.range(of: "read 1 file(s)"))
        let rows = try #require(text.range(of: "SEVERITY  SCORE"))
        #expect(worst.lowerBound < read.lowerBound && read.lowerBound < rows.lowerBound)
        let visible = text.replacing(#/\u{1B}\[[0-9;]*[mK]/#, with: "")
        for line in visible.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test("filters leave rows out by score, type and severity, and a limit says what it left out")
    func filters() throws {
        func count(_ arguments: [String]) throws -> Int {
            let text = try replay(["--output", "csv"] + arguments).output
            return max(0, text.split(separator: "\n").count - 1)
        }
        let all = try count([])
        #expect(all == 7)
        let correlations = try count(["--type", "correlation"])
        #expect(try count(["--type", "TTP"]) + correlations == all && correlations > 0)
        #expect(try count(["--type", "TTP", "--type", "Correlation"]) == all)
        #expect(try count(["--severity", "medium"]) == all - correlations)
        #expect(try count(["--severity", "info"]) == 0)
        #expect(try count(["--min-score", "57"]) == correlations)
        #expect(try count(["--limit", "2"]) == 2)
        let table = try replay(["--limit", "2"], columns: 100).output
        #expect(table.contains("5 more: --limit 0, or --output csv"))
        #expect(try replay(["--severity", "low"]).output == "nothing found\n")
    }

    @Test("CSV begins no cell with a formula, and JSON is one object")
    func programs() throws {
        let csv = try replay(["--output", "csv", "--type", "TTP"]).output
        #expect(csv.hasPrefix("severity,score,detection,type,notable,objects,"))
        #expect(!csv.contains(",="))
        let json =
            try JSONSerialization.jsonObject(
                with: Data(replay(["--output", "json"]).output.utf8)) as? [String: Any]
        #expect(json?["rows"] as? Int == 7)
        let findings = try #require(json?["findings"] as? [[String: Any]])
        #expect(findings.count == 7)
        let correlation = try #require(findings.first)
        #expect(correlation["type"] as? String == "Correlation")
        #expect((correlation["objects"] as? [String])?.count == 1)
        #expect(correlation["score"] as? Int == 100)
        #expect(findings.last?["process"] as? String == "bitsadmin.exe")
        let groups = try JSONSerialization.jsonObject(
            with: Data(replay(["--output", "json", "--group-by", "technique"]).output.utf8))
        let techniques = (groups as? [String: Any])?["groups"] as? [[String: Any]]
        #expect(techniques?.first?["technique"] as? String == "T1197")
        #expect(techniques?.first?["name"] as? String == "BITS Jobs")
    }

    @Test("the wide table has all columns, and cuts nothing")
    func wide() throws {
        let result = try replay(["--output", "wide"], columns: 80).output
        let head = try #require(result.split(separator: "\n").first)
        for title in ["PROCESS", "LAST (UTC)", "TYPE", "EVENTS"] { #expect(head.contains(title)) }
        #expect(result.contains("bitsadmin /create \"job 2\""))
    }

    @Test("what does not go together is refused before anything is read")
    func refused() throws {
        let filtered = try replay(["--output", "rows", "--min-score", "5"])
        #expect(
            filtered.status != 0 && filtered.errors.contains("--output table, wide, csv and json"))
        #expect(try replay(["--min-score", "101"]).errors.contains("0 to 100"))
        #expect(try replay(["--limit", "-1"]).status != 0)
        let unwritable = try replay(["--report", directory.path + "/none/report.html"])
        #expect(unwritable.status == 1 && unwritable.output.isEmpty)
        #expect(unwritable.errors.contains("the report cannot be written"))
        #expect(!unwritable.errors.contains("read 1 file"))
    }

    @Test("the plain table names the object of a correlation with its score")
    func plainTable() throws {
        let output = try replay([]).output
        let line = try #require(
            output.split(separator: "\n").first { $0.contains("Risk Score Above 100") })
        #expect(line.contains("system ws-2") || line.contains("user "))
        #expect(line.contains(#/ 1[0-9]{2} /#), "\(line)")
    }
}
