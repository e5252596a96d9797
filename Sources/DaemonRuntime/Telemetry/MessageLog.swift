import CIM
import DetectionExport
import Glibc

/// Where the daemon's messages go: to the journal when it runs as a service, else to standard
/// error.
package struct MessageLog: Sendable {
    /// How a message looks on standard error.
    package enum Format: String, CaseIterable, Sendable {
        /// A line for a person, coloured on a terminal.
        case text
        /// A JSON object a line, for containers whose log is collected.
        case json
    }

    package enum Sink: Equatable, Sendable {
        case journal
        case standardError(Format, isColoured: Bool)
        /// For tests.
        case none
    }

    private let sink: Sink

    package init(sink: Sink) { self.sink = sink }

    /// - Parameter format: Of standard error; nil for the journal when that reads standard error
    ///   anyway, and for text otherwise.
    package init(format: Format? = nil) {
        if format == nil, Journal.ownsStandardError, Journal.isPresent {
            sink = .journal
        } else {
            let wantsColour = unsafe getenv("NO_COLOR") == nil
            sink = .standardError(format ?? .text, isColoured: wantsColour && isatty(2) == 1)
        }
    }

    package func write(_ message: DaemonMessage) {
        let entry = message.entry
        let line: String
        switch sink {
        case .none: return
        case .journal:
            if Journal.send(entry) == 0 { return }
            line = Self.text(of: entry, isColoured: false)
        case .standardError(.text, let isColoured):
            line = ([Self.text(of: entry, isColoured: isColoured)] + message.excerpt)
                .joined(separator: "\n")
        case .standardError(.json, _):
            line = Self.json(of: entry, at: DaemonClock.wallTime())
        }
        let bytes = Array((line + "\n").utf8)
        // Nobody is left to tell when standard error is closed.
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }

    static func text(of entry: Journal.Entry, isColoured: Bool) -> String {
        let (label, colour) =
            switch entry.priority {
            case .critical, .error: ("error: ", "\u{1B}[1;31m")
            case .warning: ("warning: ", "\u{1B}[1;33m")
            case .notice, .informational, .debug: ("", "")
            }
        let head = isColoured && !label.isEmpty ? "\(colour)\(label)\u{1B}[0m" : label
        return "riskd: \(head)\(Journal.safe(entry.message))"
    }

    /// The fields of the journal, named as members of an object are.
    static func json(of entry: Journal.Entry, at time: Timestamp) -> String {
        let level =
            switch entry.priority {
            case .critical: "critical"
            case .error: "error"
            case .warning: "warning"
            case .notice: "notice"
            case .informational: "info"
            case .debug: "debug"
            }
        let fields = entry.fields.map { name, value in
            (
                key: String(name.hasPrefix("RISKD_") ? name.dropFirst(6) : name[...]).lowercased(),
                value: JSONValue.string(value)
            )
        }
        return JSONValue.object(
            [
                ("time", .string(time.rfc3339(fractionDigits: 3))), ("level", .string(level)),
                ("message", .string(entry.message)), ("message_id", .string(entry.messageID)),
            ] + fields
        ).text
    }
}
