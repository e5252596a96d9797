import CIM
import Dispatch
import Glibc
package import SecurityContent

/// A daemon under signals: SIGTERM and SIGINT end it, SIGHUP loads configuration and content anew.
package final class Service {
    private let daemon: Daemon
    private let monitor: StatusMonitor
    private let log: MessageLog
    private let load: () -> Setup
    private var signals: [any DispatchSourceSignal] = []
    private var answers: ServiceAnswers?
    private let queue = DispatchQueue(label: "riskd.service")

    /// - Parameter load: Reads configuration and content again, for a reload.
    package init(
        daemon: Daemon, monitor: StatusMonitor, log: MessageLog, load: @escaping () -> Setup
    ) {
        self.daemon = daemon
        self.monitor = monitor
        self.log = log
        self.load = load
    }

    /// Starts the daemon and does not return; the process ends with status 0 on a signal.
    ///
    /// - Throws: What keeps the daemon from starting.
    package func run(_ configuration: Configuration) throws -> Never {
        nonisolated(unsafe) let service = self
        for (number, name) in [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")] {
            handle(number) { unsafe service.end(name) }
        }
        handle(SIGHUP) { unsafe service.reload() }
        handle(SIGUSR1) { unsafe service.daemon.reopenOutput() }
        signal(SIGPIPE, SIG_IGN)
        daemon.onEndOfInput = { [queue] in
            queue.async { unsafe service.end("the end of its input", atEndOfInput: true) }
        }
        try queue.sync {
            try daemon.start()
            answers = ServiceAnswers(monitor: self.monitor, log: log)
            answers?.listen(configuration)
        }
        ServiceNotifier.ready(status: "running")
        let watchdog = ServiceNotifier.watchdogNanoseconds
        let monitor = monitor
        monitor.serial.queue.async {
            monitor.assumeIsolated { $0.start(watchdogNanoseconds: watchdog) }
        }
        dispatchMain()
    }

    private func handle(_ number: Int32, _ body: @escaping @Sendable () -> Void) {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: body)
        source.resume()
        signals.append(source)
    }

    private func end(_ signal: String, atEndOfInput: Bool = false) {
        ServiceNotifier.stopping()
        log.write(.stopping(signal: signal))
        answers?.stop()
        do {
            try daemon.close(atEndOfInput: atEndOfInput)
        } catch {
            log.write(.problem(text: "closing the state: \(error)"))
        }
        exit(0)
    }

    private func reload() {
        ServiceNotifier.reloading()
        let setup = load()
        for problem in setup.problems where problem.severity == .error {
            log.write(.contentProblem(problem))
        }
        let errors = setup.problems.count { $0.severity == .error }
        var isAccepted = !setup.hasErrors
        if setup.hasErrors {
            log.write(.reloadRejected(problems: errors))
        } else {
            do {
                try daemon.reload(setup)
                answers?.listen(setup.configuration)
            } catch {
                log.write(.problem(text: "reload: \(error)"))
                isAccepted = false
            }
        }
        let status = ReloadStatus(
            time: DaemonClock.wallTime().rfc3339, isAccepted: isAccepted, errors: errors)
        let monitor = monitor
        monitor.serial.queue.async { monitor.assumeIsolated { $0.note(status) } }
        ServiceNotifier.ready(status: isAccepted ? "running" : "running, a reload was rejected")
    }
}
