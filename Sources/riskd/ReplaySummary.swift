import CIM
import DaemonRuntime
import RiskDetection

/// What a replay read, and what it could not read, for standard error.
struct ReplaySummary {
    let replay: Replay
    let files: Int
    let seconds: Double

    var lines: [String] {
        let detector = replay.detector
        let rate = Double(replay.readBytes) / max(seconds, 0.001)
        var lines = [
            "read \(files) file(s), \(ProgressBar.bytes(Double(replay.readBytes))), "
                + "\(detector.records + replay.passedOver) records, "
                + (replay.passedOver > 0 ? "\(replay.passedOver) of them passed over, " : "")
                + "\(detector.events - detector.rawEvents) events of the data models, "
                + (detector.rawEvents > 0 ? "\(detector.rawEvents) other raw events, " : "")
                + "in "
                + "\((seconds * 100).rounded() / 100) s (\(ProgressBar.bytes(rate))/s)"
        ]
        lines += Self.reasons(detector.skips).map { "skipped " + $0 }
        lines += samples
        lines += Self.envelopes(detector.envelopes)
        if detector.skips.repaired > 0 {
            lines.append("mended \(detector.skips.repaired) record(s): bytes that are not UTF-8")
        }
        lines += detector.skips.foreignLines
        lines += detector.observed.lines
        lines += future
        lines += overflows
        lines += tuning
        lines += replay.failures.map { "error: \($0.description)" }
        if let blindness { lines.append("error: \(blindness)") }
        return lines
    }

    /// Writes the lines to standard error; on a terminal none goes beyond its end.
    func write() {
        let width = StandardError.isTerminal ? StandardError.width : nil
        for line in lines {
            let parts = width.map { DisplayWidth.lines(line, width: $0, linesMax: 1_000) } ?? [line]
            for part in parts { StandardError.write(part) }
        }
    }

    /// Why no detection looked at anything; nil where one did, or where there was nothing at all.
    var blindness: String? {
        let detector = replay.detector
        if detector.engine.detections.isEmpty {
            return "no detection ran: enable one in the configuration, or name it with --detection"
        }
        let isBlind = detector.samples > 0 && detector.sampleSkips.total == detector.samples
        guard replay.readBytes > 0, detector.records <= detector.skips.total,
            replay.passedOver == 0 || isBlind
        else { return nil }
        return "no record could be read, so no detection looked at anything"
    }

    static func reasons(_ skips: SkipLog) -> [String] {
        skips.reasons.map { reason in
            let count = skips.counts[reason] ?? 0
            let places = (skips.places[reason] ?? [])
                .map { "\(DisplayText.safe($0.path)) at byte \($0.offset)" }.joined(separator: ", ")
            return "\(count) record(s): \(reason.rawValue): \(places)"
                + (count > SkipLog.placesMax ? ", …" : "")
        }
    }

    /// Records that stood within others, by where.
    static func envelopes(_ counts: [EnvelopePath: Int]) -> [String] {
        counts.sorted { $0.key < $1.key }.map {
            "looked through an envelope: \($0.value) record(s) within \($0.key)"
        }
    }

    /// What a look at some of those that were passed over says.
    private var samples: [String] {
        let detector = replay.detector
        let unread = detector.sampleSkips.total
        guard unread > 0 else { return [] }
        return [
            "warning: of the \(replay.passedOver) records passed over \(detector.samples) were "
                + "looked at, and \(unread == detector.samples ? "none could" : "\(unread) could not") "
                + "be read"
        ] + Self.reasons(detector.sampleSkips).map { "looked at " + $0 }
    }

    /// Times that no clock has shown yet are mostly those of another zone.
    private var future: [String] {
        let now = DaemonClock.wallTime()
        guard let newest = replay.detector.newest, newest.seconds - now.seconds > 3_500 else {
            return []
        }
        let hours = (newest.seconds - now.seconds + 1_800) / 3_600
        return [
            "warning: events are ahead of the clock, by \(hours) h the newest: give --timezone where "
                + "times name no zone"
        ]
    }

    /// Rows that exceptions and throttling kept out of the output.
    private var tuning: [String] {
        let engine = replay.detector.engine
        return engine.detections.indices.flatMap { index -> [String] in
            let detection = engine.detections[index]
            let counts = engine.exceptionCounts(of: index)
            var lines = zip(detection.exceptions, counts).filter { $0.1 > 0 }.map {
                exception, count in
                "\(detection.name): an exception of \(exception.owner) kept back \(count) row(s): "
                    + exception.reason
            }
            let throttled = engine.counters(of: index).throttled
            if throttled > 0 {
                lines.append("\(detection.name): throttling kept back \(throttled) row(s)")
            }
            return lines.map(TextTable.safe)
        }
    }

    /// Limits that were hit: results of those detections are not complete.
    private var overflows: [String] {
        let engine = replay.detector.engine
        return engine.detections.indices.flatMap { index in
            engine.counters(of: index).losses.map { limit, count in
                TextTable.safe(
                    "warning: \(engine.detections[index].name): results are not complete: "
                        + "\(limit.name): \(count) \(limit.what)")
            }
        }
    }
}

extension SkipLog {
    /// What files are of which nothing is read, a line each.
    var foreignLines: [String] {
        let more = (counts[.foreignFile] ?? 0) - foreign.count
        return foreign.map { "\(DisplayText.safe($0.path)) is not read: \($0.format.text)" }
            + (more > 0 ? ["… and \(more) more such files"] : [])
    }
}
