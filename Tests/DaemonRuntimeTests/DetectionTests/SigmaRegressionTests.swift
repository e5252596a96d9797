import Foundation
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Rules of Sigma with their recorded events, from the file to the row.
struct SigmaRegressionTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for folder in ["rules", "regression_data/a"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(folder)", withIntermediateDirectories: true)
        }
        try directory.write(Self.events, to: "regression_data/a/4711.json")
    }

    /// Two events, as evtx_dump writes them one behind the other.
    private static let events = """
        {
          "Event": {
            "System": {
              "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}},
              "EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational", "Computer": "ws-014",
              "TimeCreated": {"#attributes": {"SystemTime": "2026-01-10T08:12:00Z"}}
            },
            "EventData": {
              "Image": "C:\\\\Windows\\\\System32\\\\bitsadmin.exe", "User": "CORP\\\\ann",
              "CommandLine": "bitsadmin /create job?", "Description": "", "Product": null
            }
          }
        }
        {
          "Event": {
            "System": {
              "Provider": {"#attributes": {"Name": "PowerShell"}},
              "EventID": 400, "Channel": "Windows PowerShell", "Computer": "ws-014",
              "TimeCreated": {"#attributes": {"SystemTime": "2026-01-10T08:13:00Z"}}
            },
            "EventData": {"Data": {"#text": ["Available", "HostName=ConsoleHost EngineVersion=2.0"]}}
          }
        }

        """

    private func outcome(
        _ logSource: String, _ detection: String, status: String = "experimental"
    ) throws -> TestOutcome {
        try directory.write(
            """
            title: A rule
            id: '4711'
            status: \(status)
            regression_tests_path: regression_data/a/info.yml
            logsource: \(logSource)
            detection: \(detection)
            """, to: "rules/a.yml")
        let setup = Setup.load(path: nil, extraContent: [directory.path], selecting: .all)
        #expect(!setup.hasErrors, "\(setup.problems)")
        let data = RecordingDirectories([directory.path])
        let run = DetectionTestRun(setup, data, runsEveryStatus: false)
        return try #require(run.outcomes().first)
    }

    @Test(
        "a rule finds its recorded event",
        arguments: [
            (
                "{product: windows, category: process_creation}",
                #"{s: {Image|endswith: '\BITSADMIN.exe', CommandLine|re: '/c\w+ job\?$'}, condition: s}"#
            ),
            (
                "{product: windows, category: process_creation}",
                #"{s: {CommandLine|contains: 'jo?\?', User|fieldref|contains: User}, condition: s}"#
            ),
            (
                "{product: windows, category: process_creation}",
                "{s: {Description: '', Product: null}, condition: s}"
            ),
            (
                "{product: windows, category: process_creation}",
                "{s: {Description|exists: true}, t: {Product|exists: true}, condition: s and not t}"
            ),
            (
                "{product: windows, category: ps_classic_start}",
                "{s: {Data|contains|all: [HostName=, EngineVersion=2]}, condition: s}"
            ),
            (
                "{product: windows, service: powershell-classic}",
                "{s: [ENGINEVERSION=2], condition: s}"
            ),
        ])
    func found(_ logSource: String, _ detection: String) throws {
        let outcome = try outcome(logSource, detection)
        #expect(outcome.result == .passed, "\(detection): \(outcome.reason)")
        #expect(outcome.rows == 1)
    }

    @Test(
        "a rule that finds nothing fails, and one that cannot run says why",
        arguments: [
            (
                "{product: windows, category: process_creation}",
                "{s: {CommandLine|contains|cased: 'JOB'}, condition: s}", TestOutcome.Result.failed
            ),
            (
                "{product: windows, category: process_creation}",
                "{s: {Description: null}, condition: s}", .failed
            ),
            (
                "{product: windows, category: process_creation}",
                "{s: {Product: ''}, condition: s}", .failed
            ),
            (
                "{product: windows, category: image_load}", "{s: {Image: '*'}, condition: s}",
                .failed
            ),
            ("{product: macos, category: image_load}", "{s: {Image: '*'}, condition: s}", .notRun),
        ])
    func notFound(_ logSource: String, _ detection: String, _ result: TestOutcome.Result) throws {
        #expect(try outcome(logSource, detection).result == result)
    }
}

/// SigmaHQ's own rules and data, where they lie beside the repository.
@Suite(.enabled(if: SharedSigma.isPresent, "needs ../shared/sigma"))
struct SharedSigmaTests {
    @Test("riskd finds every recorded event of SigmaHQ in the library's own files")
    func regressionData() throws {
        let path = SharedData.root.appending(path: "sigma").path
        let setup = Setup.load(path: nil, extraContent: [path], selecting: .all)
        let run = DetectionTestRun(setup, RecordingDirectories([path]), runsEveryStatus: false)
        let outcomes = run.outcomes()
        let others = outcomes.filter { $0.result != .passed }
        #expect(others.isEmpty, "\(others.map { "\($0.detection): \($0.reason)" })")
        #expect(outcomes.count > 100)
    }
}

private enum SharedSigma {
    static var isPresent: Bool {
        let path = SharedData.root.appending(path: "sigma/regression_data").path
        return FileManager.default.fileExists(atPath: path)
    }
}
