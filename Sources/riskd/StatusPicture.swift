import CIM
import DaemonRuntime
import Foundation

/// The status of the daemon as a person reads it.
struct StatusPicture {
    private let status: DaemonStatus
    private let isColoured: Bool
    private let detectionsMax: Int

    init(_ status: DaemonStatus, isColoured: Bool, detectionsMax: Int) {
        self.status = status
        self.isColoured = isColoured
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

    var lines: [String] {
        head + problems + [""] + sources + [""] + detections + [""] + output
    }

    // MARK: - Parts

    private var head: [String] {
        let memory = ProgressBar.bytes(Double(status.process.residentBytes))
        return [
            "\(mark(status.health.level)) riskd \(status.version)   pid \(status.pid)   up "
                + "\(Self.time(status.uptimeSeconds))   memory \(memory)   CPU "
                + "\(Self.time(status.process.cpuSeconds))   \(status.configuration), profile "
                + status.profile
        ]
    }

    private var problems: [String] {
        status.health.problems.map {
            "  \(colour($0.level, $0.level.rawValue)): \(DisplayText.safe($0.text))"
        }
    }

    private var sources: [String] {
        guard !status.sources.isEmpty else { return ["no sources"] }
        var table = TextTable([
            .init(title: "SOURCE", widthMax: 36), .init(title: "OPEN", isNumber: true, widthMax: 6),
            .init(title: "TO READ", isNumber: true, widthMax: 9),
            .init(title: "BEHIND", isNumber: true, widthMax: 9),
            .init(title: "RATE", isNumber: true, widthMax: 12),
            .init(title: "RECORDS", isNumber: true, widthMax: 14),
            .init(title: "EVENTS", isNumber: true, widthMax: 14),
            .init(title: "NOT READ", isNumber: true, widthMax: 10),
            .init(title: "LAST", isNumber: true, widthMax: 10),
        ])
        for source in status.sources {
            table.add([
                source.name, String(source.streams), ProgressBar.bytes(Double(source.lagBytes)),
                source.lagSeconds.map(Self.time) ?? "-",
                "\(ProgressBar.bytes(source.bytesPerSecond))/s", Self.grouped(source.records),
                Self.grouped(source.events), Self.grouped(source.skipped.values.reduce(0, +)),
                source.lastRecordSecondsAgo.map { Self.time($0) + " ago" } ?? "never",
            ])
        }
        return table.lines(isColoured: isColoured) + reasons + envelopes
    }

    /// Where records stood within others.
    private var envelopes: [String] {
        status.sources.compactMap { source in
            guard let found = source.envelopes, !found.isEmpty else { return nil }
            let counts = found.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return "  looked through envelopes of \(DisplayText.safe(source.name)): "
                + counts.map { "\($0.value) within \($0.key)" }.joined(separator: ", ")
        }
    }

    /// Why records could not be read.
    private var reasons: [String] {
        status.sources.filter { !$0.skipped.isEmpty }.map { source in
            let counts = source.skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return "  not read of \(DisplayText.safe(source.name)): "
                + counts.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
    }

    private var detections: [String] {
        guard !status.detections.isEmpty else { return ["no detection is enabled"] }
        var table = TextTable([
            .init(title: "DETECTION", widthMax: 44), .init(title: "NEXT (UTC)", widthMax: 11),
            .init(title: "OPEN ROWS", isNumber: true, widthMax: 10),
            .init(title: "MATCHED", isNumber: true, widthMax: 12),
            .init(title: "LATE", isNumber: true, widthMax: 10),
            .init(title: "FIRED", isNumber: true, widthMax: 9),
            .init(title: "ROWS", isNumber: true, widthMax: 10),
            .init(title: "KEPT BACK", isNumber: true, widthMax: 10),
            .init(title: "LAST RESULT (UTC)", widthMax: 34),
        ])
        // Those with something to tell first.
        let sorted = status.detections.enumerated().sorted {
            ($1.element.rows + $1.element.openRows, $0.offset)
                < ($0.element.rows + $0.element.openRows, $1.offset)
        }.map(\.element)
        for detection in sorted.prefix(detectionsMax) {
            let last = detection.lastResult.map {
                "\(Self.clock($0.trigger)) \($0.rows) row(s)\($0.isLate ? ", amended" : "")"
            }
            table.add([
                detection.name, detection.nextTrigger.map(Self.clock) ?? "never",
                Self.grouped(detection.openRows), Self.grouped(detection.matched),
                Self.grouped(detection.late), Self.grouped(detection.firedWindows),
                Self.grouped(detection.rows),
                Self.grouped(detection.excepted + detection.throttled), last ?? "-",
            ])
        }
        let rest = sorted.count - sorted.prefix(detectionsMax).count
        return table.lines(isColoured: isColoured)
            + (rest > 0 ? ["  and \(rest) more, with --detections 0"] : [])
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
    private static func clock(_ time: String) -> String {
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
