import Glibc

/// Where the daemon's messages go: to the journal when it runs as a service, else to standard
/// error.
package struct MessageLog: Sendable {
    package enum Sink: Sendable {
        case journal
        case standardError
        /// For tests.
        case none
    }

    private let sink: Sink

    /// - Parameter sink: The journal when it reads standard error anyway, unless given.
    package init(
        sink: Sink = Journal.ownsStandardError && Journal.isPresent ? .journal : .standardError
    ) {
        self.sink = sink
    }

    package func write(_ message: DaemonMessage) {
        let entry = message.entry
        switch sink {
        case .none: return
        case .journal where Journal.send(entry) == 0: return
        case .journal, .standardError: break
        }
        let level =
            entry.priority <= .error ? "error: " : entry.priority == .warning ? "warning: " : ""
        let line = Array("riskd: \(level)\(Journal.safe(entry.message))\n".utf8)
        // Nobody is left to tell when standard error is closed.
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
