import ArgumentParser
import DaemonRuntime
import Foundation
import SecurityContent

/// `riskd tail`: what the running daemon finds, as it finds it.
struct TailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show what the running daemon finds, as it finds it.",
        discussion: """
            Asks over the socket that status.socket of the configuration names, which root and \
            members of the group riskd may use. Shows what comes from now on; the file of output.file \
            has everything. A terminal that is too slow never holds up the daemon: what it does not \
            take is left out, and the number is said.

            Exit status: 0 interrupted, or --count reached; 3 the daemon cannot be reached, or has \
            ended.
            """)

    @OptionGroup var config: ConfigurationOption

    @OptionGroup var socket: SocketOption

    @OptionGroup(title: "Findings") var filter: FilterOptions

    @Option(
        help: ArgumentHelp(
            "Only detections of this name or pattern; may be repeated.", valueName: "name"),
        completion: DetectionNames.completion)
    var detection: [String] = []

    @Option(help: ArgumentHelp("End behind so many findings.", valueName: "count"))
    var count: Int?

    @Flag(help: "Print one JSON object for each finding.")
    var json = false

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count takes 1 or more") }
    }

    func run() throws {
        let path = try socket.path(config, command: "tail")
        let interrupt = InterruptSignal()
        let patterns = detection.map { NamePattern($0) }
        var (shown, left) = (0, count ?? .max)
        var out = StandardOutput()
        let width = StandardOutput.width
        let isColoured = StandardOutput.isTerminal
        do throws(StatusClient.Failure) {
            let end = try StatusClient.follow(
                "/findings", socket: path, interruption: interrupt.descriptor
            ) {
                guard StandardError.isTerminal else { return }
                StandardError.write("findings of riskd at \(path), as they come; ^C ends")
            } line: { line in
                guard let piece = try? TailedFinding.Piece(line: line) else { return true }
                switch piece {
                case .dropped(let count):
                    out.flush()
                    StandardError.write(
                        "\(FindingsText.plural(count, "finding")) left out: this reader is too slow; "
                            + "the output file has them")
                case .finding(let finding):
                    guard filter.takes(finding),
                        patterns.isEmpty
                            || patterns.contains(where: { $0.matches(finding.detection) })
                    else { return true }
                    if json { out.write(line) }
                    if !json {
                        let lines = finding.lines(width: width, isColoured: isColoured)
                        for line in lines { out.write(line) }
                    }
                    out.flush()
                    (shown, left) = (shown + 1, left - 1)
                }
                return left > 0
            }
            guard end == .daemon else { return }
            StandardError.write("riskd tail: riskd at \(path) has ended, or was restarted")
        } catch {
            StandardError.write("riskd tail: \(error.description)")
        }
        throw ExitCode(3)
    }
}
