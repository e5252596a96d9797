import Foundation
import TestSupport
import Testing

/// `riskd normalize --raw`, as people run it.
struct NormalizeRawTests {
    @Test func `the fields of a whole record are printed, and those of several values as lists`()
        throws
    {
        let directory = try TemporaryDirectory()
        let log = directory.path + "/a.json"
        let record = WindowsEventRecord.event(
            4_624, [("Odd Name", "x"), ("Twice", "1"), ("Twice", "2"), ("TargetUserName", "ann")])
        let lines = [record.text(.xml), record.text(.flat), "{\"a\":1}"]
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: log, atomically: true, encoding: .utf8)
        let result = try Program.run(["normalize", "--raw", log])
        #expect(result.status == 0, "\(result.errors)")
        let printed = result.output.split(separator: "\n")
        #expect(printed.count == 2)
        for line in printed {
            #expect(line.contains(#""_data_set":"Raw.Windows""#))
            #expect(line.contains(#""Odd_Name":"x""#))
            #expect(line.contains(#""Twice":["1","2"]"#))
            #expect(line.contains(#""user":"ann""#))
            #expect(line.contains(#""source":"XmlWinEventLog:Security""#))
        }
        #expect(result.errors.contains("skipped 1 record(s): unknown_format"))
    }

    @Test(
        "--raw has neither data sets nor profiles",
        arguments: [
            ["--data-set", "Endpoint.Processes"], ["--profile", "direct"],
        ])
    func alone(options: [String]) throws {
        let result = try Program.run(["normalize", "--raw"] + options + ["x"])
        #expect(result.status == 64)
        #expect(result.errors.contains("--raw has no data sets and no profiles"))
    }
}
