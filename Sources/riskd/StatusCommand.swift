import ArgumentParser
import DaemonRuntime
import DetectionExport
import Foundation
import SecurityContent

/// `riskd status`: how the running daemon is.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the running daemon reads, detects and writes.",
        discussion: """
            Asks the daemon over the socket that status.socket of its configuration names, which \
            root and members of the group riskd may use.

            Exit status, as monitoring systems expect it: 0 all is well, 1 a warning, 2 critical, \
            3 the daemon cannot be reached.
            """)

    @OptionGroup var config: ConfigurationOption

    @OptionGroup var socket: SocketOption

    @Flag(help: "Print the status as one JSON object.")
    var json = false

    @Flag(help: "Print what Prometheus would be given, for its textfile collector.")
    var metrics = false

    @Flag(help: "Print one line, for a monitoring check.")
    var oneline = false

    @Flag(
        help: """
            Show it anew every few seconds, until interrupted; as much of it as the terminal has rows \
            for.
            """)
    var watch = false

    @Option(help: ArgumentHelp("Seconds between two looks of --watch.", valueName: "seconds"))
    var interval: Double = 2

    @Option(help: ArgumentHelp("How many detections to list; 0 for all.", valueName: "count"))
    var detections: Int = 20

    func validate() throws {
        if [json, metrics, oneline].count(where: { $0 }) > 1 {
            throw ValidationError("take one of --json, --metrics and --oneline")
        }
        if watch, metrics { throw ValidationError("--watch and --metrics do not go together") }
        guard (0.1...3_600).contains(interval) else {
            throw ValidationError("--interval takes 0.1 to 3600 seconds")
        }
        guard detections >= 0 else { throw ValidationError("--detections takes 0 or more") }
    }

    func run() throws {
        let path = try socket.path(config, command: "status")
        var level: Int32
        repeat {
            level = show(path)
            guard watch else { break }
            Thread.sleep(forTimeInterval: interval)
        } while true
        if level != 0 { throw ExitCode(level) }
    }

    /// - Returns: The status to end with.
    private func show(_ path: String) -> Int32 {
        var out = StandardOutput()
        let isTerminal = StandardOutput.isTerminal
        do throws(StatusClient.Failure) {
            if metrics {
                let text = try StatusClient.get("/metrics", socket: path)
                out.write(String(decoding: text.dropLast(), as: UTF8.self))
                out.flush()
                return 0
            }
            let status = try StatusClient.status(socket: path)
            if watch, !json, !oneline, isTerminal { out.write("\u{1B}[H\u{1B}[2J", lineEnd: "") }
            if json {
                out.write(String(decoding: status.json, as: UTF8.self))
            } else {
                let picture = StatusPicture(
                    status, isColoured: isTerminal, detectionsMax: detections,
                    width: StandardOutput.width)
                // The last line feed takes a row as well.
                let rows = watch && isTerminal ? StandardOutput.height.map { $0 - 1 } : nil
                let lines = rows.map { picture.lines(rows: $0) } ?? picture.lines
                for line in oneline ? [picture.summary] : lines { out.write(line) }
            }
            out.flush()
            return status.health.level.exitStatus
        } catch {
            if json {
                let health = JSONValue.object([
                    ("level", .string("unreachable")),
                    (
                        "problems",
                        .array([
                            .object([
                                ("level", .string("unreachable")),
                                ("text", .string(error.description)),
                            ])
                        ])
                    ),
                ])
                out.write(JSONValue.object([("health", health)]).text)
                out.flush()
            } else {
                StandardError.write("riskd status: \(error.description)")
            }
            return 3
        }
    }
}

extension HealthStatus.Level {
    /// As Nagios and its kin read it.
    var exitStatus: Int32 {
        switch self {
        case .ok: 0
        case .warning: 1
        case .critical: 2
        }
    }
}
