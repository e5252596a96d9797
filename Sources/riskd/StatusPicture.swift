import CIM
import DaemonRuntime
import Foundation

/// The status of the daemon as a person reads it.
struct StatusPicture {
    let status: DaemonStatus
    let isColoured: Bool
    let detectionsMax: Int
    /// Columns of the terminal; nil where lines may be of any length.
    let width: Int?

    init(_ status: DaemonStatus, isColoured: Bool, detectionsMax: Int, width: Int?) {
        self.status = status
        self.isColoured = isColoured
        self.width = width
        self.detectionsMax = detectionsMax == 0 ? .max : detectionsMax
    }

    /// One line, with figures behind a bar as monitoring plugins give them.
    var summary: String {
        let worst = status.health.problems.first.map { DisplayText.safe($0.text) }
        let lag = status.sources.reduce(0) { $0 + $1.lagBytes }
        return "RISKD \(status.health.level.rawValue.uppercased()): "
            + (worst ?? "\(status.sources.count) source(s), \(status.detections.count) detection(s)")
            + " | lag=\(lag)B risk_events=\(status.output.riskEvents)c "
            + "memory=\(status.process.residentBytes)B"
    }

    var lines: [String] { whole.head + whole.parts.flatMap { [""] + $0 } }

    /// As many of them as a terminal has rows for; what is wrong with the daemon always is among them.
    func lines(rows: Int) -> [String] {
        let (head, parts) = whole
        return ScreenFit.lines(head: head, parts: parts, rows: rows, columns: width)
    }

    private var whole: (head: [String], parts: [[String]]) {
        (head + problems, [sources, detections, output.flatMap { fold($0, indent: 8) }])
    }

    // MARK: - Parts

    private var head: [String] {
        let memory = ProgressBar.bytes(Double(status.process.residentBytes))
        let parts = [
            "riskd \(status.version)", "pid \(status.pid)",
            "up \(Self.time(status.uptimeSeconds))", "memory \(memory)",
            "CPU \(Self.time(status.process.cpuSeconds))",
        ]
        let rest = "\(DisplayText.safe(status.configuration)), profile \(status.profile)"
        let first = "\(mark(status.health.level)) " + parts.joined(separator: "   ")
        // The mark may be longer than it looks.
        let count = 2 + parts.joined(separator: "   ").count + 3 + rest.count
        return count <= width ?? .max ? ["\(first)   \(rest)"] : [first, "  \(rest)"]
    }

    private var problems: [String] {
        status.health.problems.flatMap { problem in
            let label = "\(problem.level.rawValue): "
            var lines = fold("  \(label)\(DisplayText.safe(problem.text))", indent: 4)
            lines[0] =
                "  \(colour(problem.level, problem.level.rawValue)): "
                + lines[0].dropFirst(2 + label.count)
            return lines
        }
    }

    /// A line in as many as the terminal needs, cut between words; what has no blanks stays whole.
    func fold(_ line: String, indent: Int) -> [String] {
        guard let width, line.count > width else {
            return line.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        let lead = line.prefix { $0 == " " }
        var words = line.dropFirst(lead.count).split(
            separator: " ", omittingEmptySubsequences: false)
        var lines: [String] = []
        var current = lead + words.removeFirst()
        for word in words {
            if current.count + 1 + word.count > width {
                lines.append(String(current))
                current = String(repeating: " ", count: indent) + word
            } else {
                current += " " + word
            }
        }
        return lines + [String(current)]
    }

    private var output: [String] {
        let output = status.output
        let state = status.state
        let recent = output.recent.prefix(5).map {
            "  \(Self.clock($0.time))  \($0.riskScore)  \(DisplayText.safe($0.riskObject))  "
                + "\(DisplayText.safe($0.detection))\($0.isLate ? "  (late)" : "")"
        }
        return [
            "output  \(DisplayText.safe(output.file))\(output.journal ? " and journal" : ""): "
                + "\(Self.grouped(output.riskEvents)) risk event(s), "
                + "\(Self.grouped(output.notables)) notable(s)"
                + (output.lateRecords > 0 ? ", \(output.lateRecords) of amended windows" : "")
        ] + output.sinks.map(Self.line) + [
            "state   \(DisplayText.safe(state.directory)): "
                + "\(ProgressBar.bytes(Double(state.sizeBytes))), "
                + (state.lastCheckpointSecondsAgo.map { "saved \(Self.time($0)) ago" }
                    ?? "nothing to save yet")
        ] + emit + (recent.isEmpty ? [] : ["last risk events:"] + recent)
    }

    private func kafka(_ kafka: KafkaStatus) -> String {
        let last = kafka.lastDeliverySecondsAgo.map { "last \(Self.time($0)) ago" } ?? "none yet"
        return "kafka   \(DisplayText.safe(kafka.servers.joined(separator: ", "))): "
            + "\(Self.grouped(kafka.delivered)) record(s) delivered, \(last), "
            + "\(Self.grouped(kafka.underway)) on their way"
            + (kafka.stoppedSeconds.map { ", stopped for \(Self.time($0))" } ?? "")
    }

    private var emit: [String] {
        guard let emit = status.emit else { return [] }
        return [
            "emit    \(DisplayText.safe(emit.directory)): \(Self.grouped(emit.events)) event(s), "
                + "\(Self.grouped(emit.closedSegments)) closed segment(s), "
                + "\(ProgressBar.bytes(Double(emit.spoolBytes))) of "
                + ProgressBar.bytes(Double(emit.spoolBytesMax))
                + (emit.droppedSegments > 0
                    ? ", \(Self.grouped(emit.droppedSegments)) segment(s) dropped" : "")
        ] + (emit.kafka.map { [kafka($0)] } ?? [])
    }

    private static func line(_ sink: SinkStatus) -> String {
        let waiting =
            sink.backlogEntries == 0
            ? "nothing waits"
            : "\(grouped(sink.backlogEntries)) record(s) wait "
                + "(\(ProgressBar.bytes(Double(sink.backlogBytes))) of "
                + "\(ProgressBar.bytes(Double(sink.backlogBytesMax)))"
                + (sink.oldestSeconds.map { ", oldest \(time($0))" } ?? "") + ")"
        let losses = [
            sink.setAside > 0 ? "\(grouped(sink.setAside)) set aside" : nil,
            sink.dropped > 0 ? "\(grouped(sink.dropped)) dropped" : nil,
        ].compactMap { $0 }
        return
            ([
                "sink    \(DisplayText.safe(sink.name)) (\(DisplayText.safe(sink.target)), \(sink.schema)): "
                    + "\(grouped(sink.delivered)) delivered, \(waiting)"
            ] + losses)
            .joined(separator: ", ")
            + (sink.failedBy.map {
                "\n        fails for \(time(sink.failedSeconds ?? 0)): \(DisplayText.safe($0))"
            } ?? "")
    }

    // MARK: - Text

    private func mark(_ level: HealthStatus.Level) -> String { colour(level, "●") }

    private func colour(_ level: HealthStatus.Level, _ text: String) -> String {
        guard isColoured else { return text == "●" ? "[\(level.rawValue)]" : text }
        let code =
            switch level {
            case .ok: "32"
            case .warning: "33"
            case .critical: "31"
            }
        return "\u{1B}[1;\(code)m\(text)\u{1B}[0m"
    }

    /// `03-04 09:00` of an RFC 3339 time; the day only where it is not today's.
    static func clock(_ time: String) -> String {
        let today = DaemonClock.wallTime().rfc3339.prefix(10)
        let clock = time.dropFirst(11).prefix(5)
        return time.prefix(10) == today ? String(clock) : "\(time.dropFirst(5).prefix(5)) \(clock)"
    }

    /// `42 s`, `3 min`, `5 h 12 min`, `8 d`.
    static func time(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "?" }
        let whole = Int(max(0, seconds))
        return switch whole {
        case ..<120: "\(whole) s"
        case ..<7_200: "\(whole / 60) min"
        case ..<172_800: "\(whole / 3_600) h \(whole % 3_600 / 60) min"
        default: "\(whole / 86_400) d"
        }
    }

    /// Digits in threes.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + text
    }
}
