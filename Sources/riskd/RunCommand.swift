import ArgumentParser
import CIM
import DaemonRuntime
import Foundation
import SecurityContent

/// `riskd run`: the daemon.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run as a daemon: follow log files, evaluate detections on their schedule.",
        discussion: """
            SIGTERM ends it, SIGHUP loads configuration and content anew and keeps the old ones \
            when the new ones have problems.

            Exit status: 0 ended by a signal, 74 input or output failed, 75 another riskd holds \
            the state, 78 the configuration has errors.
            """)

    @OptionGroup var config: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            """
            wall; a factor such as 60x, for a clock that runs faster; or replay, for the events' \
            own time: windows fire once the sources have been quiet.
            """, valueName: "clock"))
    var clock: ClockOption = .wall

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Where a faster clock starts; now, unless given.", valueName: "time"),
        transform: EventTime.init(argument:))
    var clockFrom: EventTime?

    @Option(
        help: ArgumentHelp(
            "With --clock replay: how long the sources have to be quiet.", valueName: "seconds"))
    var quiet: Double = 2

    @Option(
        help: ArgumentHelp(
            """
            Messages on standard error: text or json. Under systemd they go to the journal, unless \
            this is given.
            """, valueName: "format"))
    var logFormat: MessageLog.Format?

    func validate() throws {
        guard (0.05...3_600).contains(quiet) else {
            throw ValidationError("--quiet takes 0.05 to 3600 seconds")
        }
        if clockFrom != nil, !clock.isAccelerated {
            throw ValidationError("--clock-from goes with a factor, such as --clock 60x")
        }
    }

    func run() throws {
        Service.prepare()
        let path = config.path
        let setup = Setup.load(path: path, selecting: .enabled)
        let log = MessageLog(format: logFormat)
        for problem in setup.problems { log.write(.contentProblem(problem)) }
        if setup.hasErrors {
            let errors = setup.problems.count { $0.severity == .error }
            log.write(.startRefused(problems: errors))
            throw ExitCode(78)
        }
        let clock = daemonClock
        let monitor = StatusMonitor(
            subject: StatusSubject(
                version: Version.text, configurationPath: path, clock: clock))
        let service = Service(monitor: monitor, log: log) {
            Setup.load(path: path, selecting: .enabled)
        } open: {
            try Daemon(setup: setup, clock: clock, log: log, monitor: monitor)
        }
        service.run(setup.configuration)
    }

    private var daemonClock: DaemonClock {
        switch clock {
        case .wall: .wall
        case .accelerated(let factor):
            .accelerated(factor: factor, start: clockFrom?.time ?? DaemonClock.wallTime())
        case .replay: .replay(quietNanoseconds: UInt64(quiet * 1e9))
        }
    }
}

extension MessageLog.Format: ExpressibleByArgument {}

/// `--clock`.
enum ClockOption: ExpressibleByArgument, Equatable {
    case wall
    case accelerated(Double)
    case replay

    init?(argument: String) {
        switch argument {
        case "wall": self = .wall
        case "replay": self = .replay
        default:
            guard argument.hasSuffix("x"), let factor = Double(argument.dropLast()),
                (0.001...1_000_000).contains(factor)
            else { return nil }
            self = .accelerated(factor)
        }
    }

    var defaultValueDescription: String { "wall" }

    var isAccelerated: Bool {
        if case .accelerated = self { true } else { false }
    }
}
