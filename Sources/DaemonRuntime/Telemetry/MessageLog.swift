import Glibc

/// Where the daemon's messages go: to the journal when it runs as a service, else to standard
/// error.
package struct MessageLog: Sendable {
    private let toJournal: Bool

    package init(toJournal: Bool = Journal.ownsStandardError && Journal.isPresent) {
        self.toJournal = toJournal
    }

    package func write(_ message: DaemonMessage) {
        let entry = message.entry
        if toJournal, Journal.send(entry) == 0 { return }
        let level =
            entry.priority <= .error ? "error: " : entry.priority == .warning ? "warning: " : ""
        let line = Array("riskd: \(level)\(Journal.safe(entry.message))\n".utf8)
        // Nobody is left to tell when standard error is closed.
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
