import Foundation
import TestSupport
import Testing

/// The program that the tests were built with.
enum Program {
    /// It stands beside the test bundle.
    static let path: String = {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appending(path: "riskd").path
    }()

    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - failpoint: Where it dies; see `Failpoint`.
    ///   - output: Where its output goes; none is given back then.
    ///   - environment: Beside that of the tests.
    static func run(
        _ arguments: [String], input: String = "", failpoint: String? = nil,
        output: FileHandle? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        var environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let failpoint {
            environment = [
                "PATH": "/usr/bin:/bin", "FAILPOINT": failpoint,
                // The runtime's own backtrace takes half a minute without optimisation.
                "SWIFT_BACKTRACE": "enable=no",
            ]
        }
        return try run(path, arguments, input: input, environment: environment, output: output)
    }

    /// Runs a line of the shell, in which `$0` is the program.
    static func shell(_ line: String, output: FileHandle? = nil) throws -> Result {
        try run("/bin/bash", ["-c", line, path], input: "", environment: nil, output: output)
    }

    private static func run(
        _ executable: String, _ arguments: [String], input: String,
        environment: [String: String]?, output: FileHandle?
    ) throws -> Result {
        let process = Process()
        if let environment { process.environment = environment }
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        let directory = try TemporaryDirectory(holding: "logs")
        try directory.write(input, to: "in")
        try directory.write("", to: "out")
        try directory.write("", to: "err")
        // Files, so that no pipe fills up.
        process.standardInput = try FileHandle(
            forReadingFrom: URL(filePath: directory.path + "/in"))
        process.standardOutput =
            try output ?? FileHandle(forWritingTo: URL(filePath: directory.path + "/out"))
        process.standardError = try FileHandle(
            forWritingTo: URL(filePath: directory.path + "/err"))
        try process.run()
        process.end(within: 60, arguments.joined(separator: " "))
        return Result(
            status: process.terminationStatus, output: try directory.text(of: "out"),
            errors: try directory.text(of: "err"))
    }
}

extension Process {
    /// Waits for its end, and kills it after so many seconds: a test fails then, and holds up no other.
    func end(within seconds: Int, _ what: String) {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while isRunning, ContinuousClock.now < deadline { usleep(10_000) }
        if isRunning {
            Issue.record("still runs after \(seconds) s: \(what)")
            kill(processIdentifier, SIGKILL)
        }
        waitUntilExit()
    }
}
