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
                + "\(detector.events) events of the data models, in "
                + "\((seconds * 100).rounded() / 100) s (\(ProgressBar.bytes(rate))/s)"
        ]
        lines += Self.reasons(detector.skips).map { "skipped " + $0 }
        lines += samples
        lines += Self.envelopes(detector.envelopes)
        if detector.skips.repaired > 0 {
            lines.append("mended \(detector.skips.repaired) record(s): bytes that are not UTF-8")
        }
        lines += overflows
        lines += tuning
        lines += replay.failures.map { "error: \($0.description)" }
        return lines
    }

    private static func reasons(_ skips: SkipLog) -> [String] {
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

    /// What exceptions and throttling kept from being told of.
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
        return engine.detections.indices.compactMap { index in
            let counters = engine.counters(of: index)
            let total =
                counters.groupOverflow + counters.valueOverflow + counters.memoryOverflow
                + counters.rowOverflow
            guard total > 0 else { return nil }
            return "warning: \(engine.detections[index].name): limits kept out "
                + "\(counters.groupOverflow) event(s), \(counters.valueOverflow) value(s) and "
                + "\(counters.rowOverflow) row(s), "
                + "memory \(counters.memoryOverflow) of either"
        }
    }
}
