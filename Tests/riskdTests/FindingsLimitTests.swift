import CIM
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import riskd

/// How much a person is shown of what a replay found, and that the rest is counted.
struct FindingsLimitTests {
    private static func yaml(_ number: Int) -> String {
        """
        name: Detection \(number)
        id: 0c1e4c1a-0000-4000-8000-\(String(repeating: "0", count: 10))\(number + 10)
        version: 1
        date: '2025-01-01'
        author: riskd
        status: production
        type: TTP
        description: Sees a program.
        search: '| tstats count min(_time) as firstTime max(_time) as lastTime from
          datamodel=Endpoint.Processes where Processes.process_name=bitsadmin.exe by Processes.dest
          Processes.user Processes.process_name | rename "Processes.*" as *'
        how_to_implement: none
        known_false_positives: none
        references: []
        rba:
          message: A program on $dest$
          risk_objects: [{field: dest, type: system, score: 25}]
          threat_objects: []
        tags:
          analytic_story: []
          asset_type: Endpoint
          mitre_attack_id: [T1197]
          product: [Splunk Enterprise]
          security_domain: endpoint
        """
    }

    @Test("a terminal shows 8 objects, 12 detections and 50 rows, and how many more there are")
    func terminal() throws {
        let directory = try TemporaryDirectory(holding: "content/detections")
        for number in 0..<13 {
            try directory.write(Self.yaml(number), to: "content/detections/d\(number).yml")
        }
        try directory.write("content: [\(directory.path)/content]\n", to: "riskd.yaml")
        try directory.write(
            (0..<10).map { SampleLog.bitsadmin(hour: 9, number: $0) }.joined(), to: "a.xml")
        let typed =
            "stty cols 200; \"$RISKD\" replay --config \(directory.path)/riskd.yaml --all --exit-zero "
            + "\(directory.path)/a.xml"
        let result = try Program.shell(
            "export RISKD=\"$0\"; script -qec '\(typed)' /dev/null </dev/null")
        let text = result.output.replacing("\r\n", with: "\n")
            .replacing(#/\u{1B}\[[0-9;]*[mK]/#, with: "")
        #expect(text.contains("130 rows of 13 detections"), "\(text)")
        #expect(text.contains("and 2 more: --group-by object"))
        #expect(text.contains("and 1 more: --group-by detection"))
        #expect(text.contains("80 more: --limit 0"))
        let rows = text.split(separator: "SEVERITY  SCORE").last ?? ""
        #expect(rows.split(separator: "\n").count { $0.contains(" Detection ") } == 50)
    }

    @Test("a cell of a table has 32 KiB at most", arguments: [32_767, 32_768, 32_769, 100_000])
    func cells(count: Int) {
        var table = FittedTable([FittedTable.Column(title: "A")])
        table.add([String(repeating: "x", count: count)])
        let cell = table.lines(width: nil, isColoured: false)[1]
        #expect(cell == String(repeating: "x", count: min(count, 32_768)))
    }

    @Test("runs of an export beyond the limit are left out, and that is known")
    func runs() throws {
        let hourly = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        let daily = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest", cron: "0 0 * * *")
        let first = Timestamp(seconds: 1_704_067_200)
        func runs(_ runsMax: Int) -> (count: Int, isCut: Bool) {
            let runs = ExportedRuns(
                of: [hourly, hourly, daily], from: first, to: Timestamp(seconds: 1_704_153_600),
                runsMax: runsMax)
            return (runs.windows.count, runs.isCut)
        }
        #expect(runs(27) == (27, false) && runs(28) == (27, false))
        #expect(runs(26) == (26, true) && runs(25) == (25, true) && runs(3) == (3, true))
        let last = ExportedRuns(of: [hourly, daily], from: nil, to: first, runsMax: 1)
        #expect(last.windows.map(\.window.tick) == [first, first] && !last.isCut)
    }
}
