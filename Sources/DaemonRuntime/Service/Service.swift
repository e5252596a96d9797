import CIM
import Dispatch
import Glibc
package import SecurityContent

/// A daemon under signals: SIGTERM and SIGINT end it, SIGHUP loads configuration and content anew.
///
/// A disk that is full or read-only at the start is waited for.
package final class Service {
    private let open: () throws -> Daemon
    private let monitor: StatusMonitor
    private let log: MessageLog
    private let load: () -> Setup
    /// Nil before its state could be opened.
    private var daemon: Daemon?
    private var isStarted = false
    private var failures = 0
    private var signals: [any DispatchSourceSignal] = []
    private var answers: ServiceAnswers?
    private let queue = DispatchQueue(label: "riskd.service")

    /// - Parameters:
    ///   - load: Reads configuration and content again, for a reload.
    ///   - open: Opens the state.
    package init(
        monitor: StatusMonitor, log: MessageLog, load: @escaping () -> Setup,
        open: @escaping () throws -> Daemon
    ) {
        self.monitor = monitor
        self.log = log
        self.load = load
        self.open = open
    }

    /// Has signals end the process with status 0 while nothing has been opened yet, as they do
    /// later; what asks for a reload then gets it, as nothing has been read.
    ///
    /// The program that starts riskd may have blocked signals, and riskd inherits that. A blocked
    /// signal would wait until riskd handles it, and would be thrown away if it is ignored.
    package static func prepare() {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_UNBLOCK, &all, nil)
        for number in [SIGHUP, SIGUSR1] { signal(number, SIG_IGN) }
        for number in [SIGTERM, SIGINT] { signal(number) { _ in _exit(0) } }
    }

    /// Starts the daemon and does not return; the process ends with status 0 on a signal, and with
    /// that of the error where something keeps it from starting.
    package func run(_ configuration: Configuration) -> Never {
        nonisolated(unsafe) let service = self
        for (number, name) in [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")] {
            handle(number) { unsafe service.end(name) }
        }
        handle(SIGHUP) { unsafe service.reload() }
        handle(SIGUSR1) { unsafe service.daemon?.reopenOutput() }
        signal(SIGPIPE, SIG_IGN)
        queue.sync { start(configuration) }
        dispatchMain()
    }

    private func start(_ configuration: Configuration) {
        do {
            let daemon = try self.daemon ?? open()
            self.daemon = daemon
            nonisolated(unsafe) let service = self
            daemon.onEndOfInput = { [queue] in
                queue.async { unsafe service.end("the end of its input", atEndOfInput: true) }
            }
            try daemon.start()
        } catch  where Transience.isTransient(error) {
            return delay(configuration, "\(error)")
        } catch {
            log.write(.problem(text: "\(error)"))
            exit((error as? StateError)?.exitStatus ?? 74)
        }
        isStarted = true
        answer(configuration)
        ServiceNotifier.ready(status: "running")
        let watchdog = ServiceNotifier.watchdogNanoseconds
        let monitor = monitor
        monitor.serial.queue.async {
            monitor.assumeIsolated { $0.start(watchdogNanoseconds: watchdog) }
        }
    }

    /// Tries again later, and says what is waited for.
    private func delay(_ configuration: Configuration, _ reason: String) {
        if failures == 0 { log.write(.startDelayed(error: reason)) }
        let wait = RetryWait.nanoseconds(after: failures)
        failures += 1
        ServiceNotifier.starting(
            status: "not started: \(reason)",
            withinNanoseconds: 2 * wait + RetryWait.nanosecondsMax)
        let monitor = monitor
        monitor.serial.queue.async { monitor.assumeIsolated { $0.note(delay: reason) } }
        answer(configuration)
        nonisolated(unsafe) let service = self
        queue.asyncAfter(deadline: .now() + .nanoseconds(wait)) {
            unsafe service.start(configuration)
        }
    }

    private func answer(_ configuration: Configuration) {
        let answers = answers ?? ServiceAnswers(monitor: monitor, log: log)
        self.answers = answers
        answers.listen(configuration)
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
            try daemon?.close(atEndOfInput: atEndOfInput)
        } catch {
            log.write(.problem(text: "closing the state: \(error)"))
        }
        exit(0)
    }

    private func reload() {
        guard isStarted, let daemon else {
            return log.write(
                .problem(text: "no reload: riskd waits for a disk and has not started"))
        }
        ServiceNotifier.reloading()
        let setup = load()
        for problem in setup.problems { log.write(.contentProblem(problem)) }
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
