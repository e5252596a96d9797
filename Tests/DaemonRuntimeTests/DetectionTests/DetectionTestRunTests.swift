import Foundation
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The shipped detection with other tests, over the events of the example.
struct DetectionTestRunTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for folder in ["content/detections", "data"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(folder)", withIntermediateDirectories: true)
        }
    }

    private static let examples = ShippedContent.directory + "/../examples/bits-job-persistence"

    /// Runs tests that stand in the place of those of the shipped detection.
    ///
    /// - Parameter edit: Changes the file further.
    private func outcomes(
        _ tests: String, runsEveryStatus: Bool = false, _ edit: (String) -> String = { $0 }
    ) throws -> [TestOutcome] {
        let path = ShippedContent.directory + "/detections/bits_job_persistence.yml"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let head = text.range(of: "\ntests:").map { text[..<$0.lowerBound] } ?? text[...]
        try directory.write(
            edit(String(head)) + "\ntests:\n\(tests)\n", to: "content/detections/bits.yml")
        let setup = Setup.load(
            path: nil,
            extraContent: [ShippedContent.directory, directory.path + "/content"],
            selecting: .all)
        #expect(!setup.hasErrors, "\(setup.problems)")
        let data = RecordingDirectories([directory.path + "/data", Self.examples])
        return DetectionTestRun(setup, data, runsEveryStatus: runsEveryStatus).outcomes()
    }

    private static func test(_ name: String, _ files: String..., sourcetype: String = "x")
        -> String
    {
        let recordings = files.map {
            "  - {data: 'https://host/repo/\($0)', source: s, sourcetype: \(sourcetype)}"
        }
        return (["- name: \(name)", "  attack_data:"] + recordings).joined(separator: "\n")
    }

    @Test("a detection that finds its attack passes, over all time in one search")
    func passes() throws {
        let outcome = try #require(try outcomes(Self.test("found", "events.xml")).first)
        #expect(outcome.result == .passed, "\(outcome.reason)")
        #expect(outcome.detection == "BITS Job Persistence")
        #expect(outcome.test == "found")
        #expect(outcome.rows == 7)
    }

    @Test("all recordings of a test go into one search")
    func several() throws {
        let outcome = try #require(
            try outcomes(Self.test("both", "events.xml", "events.json")).first)
        #expect(outcome.result == .passed)
        #expect(outcome.rows == 9)
    }

    @Test("compressed recordings are read")
    func compressed() throws {
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/gzip")
        gzip.arguments = ["-c", Self.examples + "/events.xml"]
        let target = directory.path + "/data/packed.log.gz"
        _ = FileManager.default.createFile(atPath: target, contents: nil)
        gzip.standardOutput = try FileHandle(forWritingTo: URL(filePath: target))
        try gzip.run()
        gzip.waitUntilExit()
        let outcome = try #require(try outcomes(Self.test("packed", "packed.log")).first)
        #expect(outcome.result == .passed, "\(outcome.reason)")
    }

    @Test("a detection that finds nothing fails, and says what was read")
    func fails() throws {
        try directory.write(
            "<Event xmlns='x'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1"
                + "</EventID><TimeCreated SystemTime='2024-01-01T00:00:00Z'/></System><EventData>"
                + "<Data Name='Image'>C:\\cmd.exe</Data></EventData></Event>\n",
            to: "data/harmless.xml")
        let outcome = try #require(try outcomes(Self.test("none", "harmless.xml")).first)
        #expect(outcome.result == .failed)
        #expect(outcome.rows == 0)
        #expect(outcome.reason.hasPrefix("no rows; 1 of 1 record(s)"), "\(outcome.reason)")
    }

    @Test("the sourcetype says how a recording is read, as it does in Splunk")
    func sourcetype() throws {
        let tests = [
            Self.test("xml", "events.xml", sourcetype: "XmlWinEventLog"),
            Self.test("fdr", "events.xml", sourcetype: "crowdstrike:events:sensor"),
        ].joined(separator: "\n")
        #expect(try outcomes(tests).map(\.result) == [.passed, .failed])
    }

    @Test("a recording that is not there, or not fetched, is no failure")
    func noData() throws {
        try directory.write("version https://git-lfs.github.com/spec/v1\n", to: "data/p.log")
        let tests = Self.test("gone", "gone.log") + "\n" + Self.test("pointer", "p.log")
        let outcomes = try outcomes(tests)
        #expect(outcomes.map(\.result) == [.noData, .noData])
        #expect(outcomes.map(\.test) == ["gone", "pointer"])
    }

    @Test("what is not in production, or for a person to test, is not run")
    func notRun() throws {
        let test = Self.test("t", "events.xml")
        let experimental = try outcomes(test) {
            $0.replacing("status: production", with: "status: experimental")
        }
        #expect(experimental.map(\.result) == [.notRun])
        let manual = try outcomes(test) {
            $0.replacing("\ntags:\n", with: "\ntags:\n  manual_test: needs a lab\n")
        }
        #expect(manual.map(\.reason) == ["manual test: needs a lab"])
        let asked = try outcomes(test, runsEveryStatus: true) {
            $0.replacing("status: production", with: "status: experimental")
        }
        #expect(asked.map(\.result) == [.passed])
    }

    @Test("an experimental test is run only when somebody asks, and fails no strict run")
    func experimental() throws {
        let test =
            Self.test("t", "events.xml") + "\n  test_type: experimental\n  description: a lab\n"
        let outcomes = try outcomes(
            test + "- {name: u, test_type: experimental, description: d}\n"
                + Self.test("v", "events.xml") + "\n  test_type: unit")
        #expect(outcomes.map(\.result) == [.notRun, .notRun, .passed])
        #expect(outcomes[0].reason == "experimental test: a lab")
        #expect(!outcomes.contains { $0.isFailure(strict: true) })
        let asked = try self.outcomes(
            test + "- {name: u, test_type: experimental}", runsEveryStatus: true)
        #expect(asked.map(\.result) == [.passed, .notRun])
    }

    @Test(
        "a test passes with as many rows as it expects, of the seven that there are",
        arguments: [
            ("7", true), ("6", false), ("8", false), ("0", false), ("2-7", true), ("8 - 9", false),
            ("'>=7'", true), ("'> 7'", false), ("<= 7", true), ("<7", false), ("{min: 7}", true),
            ("{max: 6}", false), ("{min: 1, max: 9}", true),
        ])
    func expected(_ rows: String, _ passes: Bool) throws {
        let test = Self.test("t", "events.xml") + "\n  expected_results: \(rows)"
        let outcome = try #require(try outcomes(test).first)
        #expect(outcome.result == (passes ? .passed : .failed), "\(outcome.reason)")
        if !passes { #expect(outcome.reason.hasPrefix("7 row(s), expected: ")) }
    }

    @Test("a test that expects no rows passes when nothing is found")
    func expectsNothing() throws {
        try directory.write("{}\n", to: "data/harmless.json")
        for rows in ["0", "0-3", "<2"] {
            let test = Self.test("t", "harmless.json") + "\n  expected_results: \(rows)"
            #expect(try outcomes(test).map(\.result) == [.passed])
        }
        let test = Self.test("t", "harmless.json") + "\n  expected_results: 1"
        #expect(try outcomes(test).map(\.result) == [.failed])
    }

    @Test(
        "an expectation or a kind of test that cannot be understood is warned of, and its test not run",
        arguments: [
            "expected_results: many", "expected_results: [1]", "expected_results: 5-2",
            "expected_results: -1", "expected_results: <0", "expected_results: {least: 1}",
            "expected_results: {}", "expected_results: 99999999999999999999",
            "expected_results: '>9223372036854775807'", "test_type: manual", "test_type: [unit]",
        ])
    func unreadable(_ line: String) throws {
        let outcome = try #require(
            try outcomes(Self.test("t", "events.xml") + "\n  \(line)").first)
        #expect(outcome.result == .notRun && outcome.isFailure(strict: true))
        #expect(outcome.reason.contains(": write "), "\(outcome.reason)")
    }

    @Test("a detection that does not compile is not run, and says why")
    func notCompiled() throws {
        let outcomes = try outcomes(Self.test("t", "events.xml")) {
            $0.replacing("| `security_content_ctime(firstTime)`", with: "| iplocation dest")
        }
        #expect(outcomes.map(\.result) == [.notRun])
        #expect(outcomes[0].reason.contains("iplocation"), "\(outcomes[0].reason)")
    }

    @Test("tests that are written wrongly are warned about and leave the detection running")
    func malformed() throws {
        #expect(try outcomes("- just text\n- {name: x}\n- {name: y, attack_data: [{}]}").isEmpty)
    }

    @Test("of a strict run JUnit XML has a failure wherever the run has one")
    func strictJUnit() {
        var experimental = TestOutcome(
            detection: "D", file: "d.yml", dataModel: "", test: "t", result: .notRun, reason: "e")
        experimental.isExperimental = true
        let outcomes = [
            TestOutcome(
                detection: "C", file: "c.yml", dataModel: "", test: "t", result: .noData,
                reason: "gone"), experimental,
            TestOutcome(
                detection: "E", file: "e.yml", dataModel: "", test: "t", result: .notRun,
                reason: "does not compile"),
        ]
        let lax = JUnitReport.text(of: outcomes)
        #expect(lax.contains("failures=\"0\" errors=\"0\" skipped=\"3\""))
        let strict = JUnitReport.text(of: outcomes, strict: true)
        #expect(strict.contains("failures=\"2\" errors=\"0\" skipped=\"1\""))
        #expect(strict.contains("<failure message=\"no data: gone\"/>"))
        #expect(strict.contains("<skipped message=\"not run: e\"/>"))
        #expect(strict.contains("<failure message=\"not run: does not compile\"/>"))
    }

    @Test("JUnit XML has a case for each test, with what is special in it escaped")
    func junit() throws {
        let xml = JUnitReport.text(of: [
            TestOutcome(
                detection: "A <b> & \"c\"", file: "d/a.yml", dataModel: "", test: "t",
                result: .passed, reason: ""),
            TestOutcome(
                detection: "B", file: "d/b.yml", dataModel: "", test: "t", result: .failed,
                reason: "no rows\u{1}\n"),
            TestOutcome(
                detection: "C", file: "d/c.yml", dataModel: "", test: "t", result: .noData,
                reason: "gone"),
        ])
        #expect(
            xml == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="3" failures="1" errors="0" skipped="1">
                  <testsuite name="riskd test" tests="3" failures="1" errors="0" skipped="1">
                    <testcase classname="d/a.yml" name="A &lt;b&gt; &amp; &quot;c&quot;: t"/>
                    <testcase classname="d/b.yml" name="B: t">
                      <failure message="no rows\u{FFFD}&#10;"/>
                    </testcase>
                    <testcase classname="d/c.yml" name="C: t">
                      <skipped message="no data: gone"/>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }
}
