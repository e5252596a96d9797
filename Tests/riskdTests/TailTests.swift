import Foundation
import TestSupport
import Testing

/// `riskd tail` of a daemon that runs.
struct TailTests {
    /// `riskd tail` as a process.
    private final class Tail {
        let process = Process()
        private let directory: TemporaryDirectory

        init(_ daemon: RunningDaemon, _ arguments: [String] = []) throws {
            directory = try TemporaryDirectory()
            try directory.write("", to: "out")
            try directory.write("", to: "err")
            process.executableURL = URL(filePath: Program.path)
            process.arguments =
                ["tail", "--socket", daemon.directory.path + "/status.sock"] + arguments
            process.standardOutput = try FileHandle(
                forWritingTo: URL(filePath: directory.path + "/out"))
            process.standardError = try FileHandle(
                forWritingTo: URL(filePath: directory.path + "/err"))
            process.standardInput = FileHandle.nullDevice
            try process.run()
        }

        deinit { if process.isRunning { process.terminate() } }

        var lines: [String] { directory.lines(of: "out") }
        var errors: [String] { directory.lines(of: "err") }

        func end() -> Int32 {
            process.end(within: 30, "riskd tail")
            return process.terminationStatus
        }
    }

    /// Feeds records until the watcher has shown something: only what comes after it asked is shown.
    private func feed(_ daemon: RunningDaemon, until isShown: () -> Bool) async throws {
        var hour = 1
        try daemon.feed(hour: hour, count: 1)
        try await daemon.wait("something is shown") {
            if isShown() { return true }
            // Each hour gives a finding once the next one has begun.
            if hour < 23, daemon.writtenCount >= 3 * (hour - 1) {
                hour += 1
                try daemon.feed(hour: hour, count: 1)
            }
            return false
        }
    }

    @Test(
        "findings come as they are made, as text and as JSON; filters hold; the end of the daemon ends it"
    )
    func shows() async throws {
        let daemon = try RunningDaemon(output: "")
        try daemon.start()
        try await daemon.wait("the socket is there") { daemon.directory.exists("status.sock") }
        let text = try Tail(daemon)
        let json = try Tail(daemon, ["--json", "--severity", "medium", "--min-score", "50"])
        let none = try Tail(daemon, ["--severity", "low"])
        let other = try Tail(daemon, ["--detection", "Other *"])
        let one = try Tail(daemon, ["--count", "1", "--detection", "BITS *", "--type", "ttp"])
        try await feed(daemon) {
            !text.lines.isEmpty && !json.lines.isEmpty && !one.process.isRunning
        }
        #expect(one.end() == 0 && one.lines.count == 2)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.lines[0].utf8)) as? [String: Any])
        #expect(object["detection"] as? String == "BITS Job Persistence")
        #expect(object["severity"] as? String == "medium" && object["early"] as? Bool == false)
        #expect((object["objects"] as? [String])?.count == 2, "one finding of two risk events")
        #expect(
            text.lines[0].contains(
                #/^2025-03-04 \d\d:00:00  medium     56  BITS Job Persistence$/#), "\(text.lines)")
        #expect(
            text.lines[1] == "    user mira, system ws-0: bitsadmin /create \"job 0\"")
        daemon.stop()
        #expect(text.end() == 3)
        #expect(text.errors.last?.hasSuffix("/status.sock has ended, or was restarted") == true)
        #expect(none.end() == 3 && none.lines.isEmpty)
        #expect(other.end() == 3 && other.lines.isEmpty)
    }

    @Test("SIGINT ends it with status 0")
    func interrupted() async throws {
        let daemon = try RunningDaemon(output: "")
        try daemon.start()
        try await daemon.wait("the socket is there") { daemon.directory.exists("status.sock") }
        let tail = try Tail(daemon)
        try await feed(daemon) { !tail.lines.isEmpty }
        kill(tail.process.processIdentifier, SIGINT)
        #expect(tail.end() == 0)
        #expect(tail.errors.isEmpty, "\(tail.errors)")
        #expect(daemon.stop() == 0)
    }

    @Test("without a daemon it says so, and ends with status 3")
    func unreachable() throws {
        let directory = try TemporaryDirectory()
        let result = try Program.run(["tail", "--socket", directory.path + "/none"])
        #expect(result.status == 3)
        #expect(result.errors.hasPrefix("riskd tail: ask riskd at "))
    }
}
