import Foundation
import TestSupport
import Testing

/// `riskd run` as a process of its own, over logs, output and state in one directory.
///
/// Its clock is the events' own: windows fire once nothing has come for a while.
final class RunningDaemon {
    let directory: TemporaryDirectory
    private var process: Process?
    private let clock: [String]
    private let detections: String

    /// - Parameters:
    ///   - output: Keys of `output` beside the file, as YAML.
    ///   - early: Whether the detection tells early; the clock then goes on by itself, from an hour
    ///     of 2025-03-04 on, as one that events move is never early.
    init(output: String, early hour: Int? = nil) throws {
        clock =
            hour.map { ["1x", "--clock-from", "2025-03-04T\($0 < 10 ? "0" : "")\($0):00:00Z"] }
            ?? ["replay", "--quiet", "0.3"]
        detections =
            "{enable: [BITS Job Persistence]"
            + (hour == nil ? "}" : ", early: [BITS Job Persistence]}")
        directory = try TemporaryDirectory(holding: "logs")
        try directory.write("secret-token\n", to: "token")
        try configure(output: output)
    }

    func configure(output: String) throws {
        let indented = output.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            sources: [{path: \(directory.path)/logs/*, read_from: start}]
            detections: \(detections)
            output:
              file: \(directory.path)/out.ndjson
              journal: false
            \(indented)
            state: {directory: \(directory.path)/state, checkpoint_interval: 100ms}
            status: {socket: \(directory.path)/status.sock}
            """, to: "riskd.yaml")
    }

    /// - Parameter failpoint: Where it dies; see `Failpoint`.
    func start(failpoint: String? = nil) throws {
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments =
            ["run", "--config", directory.path + "/riskd.yaml", "--log-format", "json", "--clock"]
            + clock
        process.environment = [
            "PATH": "/usr/bin:/bin", "CREDENTIALS_DIRECTORY": directory.path,
            // The runtime's own backtrace takes half a minute without optimisation.
            "SWIFT_BACKTRACE": "enable=no",
        ]
        if let failpoint { process.environment?["FAILPOINT"] = failpoint }
        let log = directory.path + "/log"
        if !FileManager.default.fileExists(atPath: log) { try directory.write("", to: "log") }
        let errors = try FileHandle(forWritingTo: URL(filePath: log))
        errors.seekToEndOfFile()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// - Returns: The status that it ended with.
    @discardableResult
    func stop() -> Int32 {
        guard let process else { return -1 }
        process.terminate()
        process.end(within: 30, "riskd run, after SIGTERM")
        self.process = nil
        return process.terminationStatus
    }

    func kill() {
        guard let process else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    func send(_ signal: Int32) {
        if let process { Foundation.kill(process.processIdentifier, signal) }
    }

    /// Waits until it has ended by itself.
    ///
    /// - Returns: The signal of which it died; nil where it ended otherwise.
    func death() async throws -> Int32? {
        let process = try #require(process)
        try await wait("the process has ended") { !process.isRunning }
        // Only behind this its end can be asked for.
        process.waitUntilExit()
        self.process = nil
        return process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
    }

    func reload() { if let process { Foundation.kill(process.processIdentifier, SIGHUP) } }

    deinit { kill() }

    // MARK: - What goes in and comes out

    /// Adds process creations of an hour, each on a computer of its own: three records for each.
    func feed(hour: Int, count: Int) throws {
        let events = (0..<count).map { SampleLog.bitsadmin(hour: hour, number: $0) }.joined()
        try directory.write(events, to: "logs/\(hour).xml")
    }

    /// Identities of the records that the file holds.
    var written: [String] {
        directory.lines(of: "out.ndjson").compactMap { line in
            line.firstMatch(of: /"event_id":"([0-9a-f]{32})"/).map { String($0.output.1) }
        }
    }

    /// Records that the file holds whole.
    var writtenCount: Int { directory.lineCount(of: "out.ndjson") }

    /// Its messages, in order.
    var messages: [String] {
        directory.lines(of: "log").compactMap { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?["message"] as? String
        }
    }

    /// What `riskd status --json` says, and the status that it ends with.
    func status() throws -> (exit: Int32, answer: [String: Any]) {
        let result = try Program.run([
            "status", "--json", "--socket", directory.path + "/status.sock",
        ])
        let status = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return (result.status, try #require(status as? [String: Any], "\(result.output)"))
    }

    /// What it says of a sink.
    func sink(_ name: String) throws -> [String: Any] {
        let answer = try status().answer
        let output = answer["output"] as? [String: Any]
        let sinks = output?["sinks"] as? [[String: Any]] ?? []
        return try #require(sinks.first { $0["name"] as? String == name }, "\(answer)")
    }

    /// Waits until something holds; fails at once when the program has ended meanwhile.
    func wait(_ what: String, until isReached: () throws -> Bool) async throws {
        do {
            try await TestSupport.wait(
                until: what, cannotCome: { self.isRunning ? nil : "the program has ended" },
                isReached)
        } catch let error as WaitedInVain {
            throw WaitedInVain(description: "\(error); messages: \(messages.suffix(8))")
        }
    }

    /// Whether it was started, and has neither been stopped nor ended by itself.
    private var isRunning: Bool { process?.isRunning ?? false }
}
