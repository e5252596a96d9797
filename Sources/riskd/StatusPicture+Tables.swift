import CIM
import DaemonRuntime

extension StatusPicture {
    var sources: [String] {
        guard !status.sources.isEmpty else { return ["no sources"] }
        let hasPassed = status.sources.contains { $0.passedOver ?? 0 > 0 }
        let hasTooLate = status.sources.contains { $0.tooLate ?? 0 > 0 }
        var table = TextTable(
            [
                .init(title: "SOURCE", widthMax: 36),
                .init(title: "OPEN", isNumber: true, widthMax: 6, rank: 4),
                .init(title: "TO READ", isNumber: true, widthMax: 9, rank: 3),
                .init(title: "BEHIND", isNumber: true, widthMax: 9, rank: 1),
                .init(title: "RATE", isNumber: true, widthMax: 12, rank: 5),
                .init(title: "RECORDS", isNumber: true, widthMax: 14),
            ]
                + (hasPassed
                    ? [.init(title: "PASSED", isNumber: true, widthMax: 14, rank: 2)] : [])
                + [
                    .init(title: "EVENTS", isNumber: true, widthMax: 14),
                    .init(title: "NOT READ", isNumber: true, widthMax: 10),
                ]
                + (hasTooLate ? [.init(title: "TOO LATE", isNumber: true, widthMax: 10)] : [])
                + [
                    .init(title: "LAST", isNumber: true, widthMax: 10)
                ])
        for source in status.sources {
            var cells = [
                source.name, String(source.streams),
                ProgressBar.bytes(Double(source.lagBytes)),
                source.lagSeconds.map(Self.time) ?? "-",
                "\(ProgressBar.bytes(source.bytesPerSecond))/s", count(source.records),
            ]
            if hasPassed { cells.append(source.passedOver.map(count) ?? "-") }
            cells += [count(source.events), count(source.skipped.values.reduce(0, +))]
            if hasTooLate { cells.append(source.tooLate.map(count) ?? "-") }
            cells.append(source.lastRecordSecondsAgo.map { Self.time($0) + " ago" } ?? "never")
            table.add(cells)
        }
        return table.lines(isColoured: isColoured, width: width) + reasons
    }

    /// Why records could not be read, and what they stood in.
    private var reasons: [String] {
        status.sources.flatMap { source -> [String] in
            let name = DisplayText.safe(source.name)
            var lines: [String] = []
            if !source.skipped.isEmpty {
                lines.append("  not read of \(name): \(Self.list(source.skipped))")
            }
            if let found = source.envelopes, !found.isEmpty {
                lines.append(
                    "  looked through envelopes of \(name): "
                        + found.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                        .map { "\($0.value) within \($0.key)" }.joined(separator: ", "))
            }
            if let skipped = source.sampledSkipped, !skipped.isEmpty {
                lines.append(
                    "  of \(name) \(source.sampled ?? 0) of those passed over were looked at, and not "
                        + "read: \(Self.list(skipped))")
            }
            return lines.flatMap { fold($0, indent: 4) }
        }
    }

    /// The most frequent first.
    private static func list(_ counts: [String: Int]) -> String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    var detections: [String] {
        guard !status.detections.isEmpty else { return ["no detection is enabled"] }
        var table = TextTable([
            .init(title: "DETECTION", widthMax: 44), .init(title: "NEXT (UTC)", widthMax: 11),
            .init(title: "OPEN ROWS", isNumber: true, widthMax: 10, rank: 4),
            .init(title: "MATCHED", isNumber: true, widthMax: 12),
            .init(title: "LATE", isNumber: true, widthMax: 10, rank: 2),
            .init(title: "FIRED", isNumber: true, widthMax: 9, rank: 3),
            .init(title: "ROWS", isNumber: true, widthMax: 10),
            .init(title: "KEPT BACK", isNumber: true, widthMax: 10, rank: 1),
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
                count(detection.openRows), count(detection.matched), count(detection.late),
                count(detection.firedWindows), count(detection.rows),
                count(detection.excepted + detection.throttled), last ?? "-",
            ])
        }
        let rest = sorted.count - sorted.prefix(detectionsMax).count
        return table.lines(isColoured: isColoured, width: width)
            + (rest > 0 ? ["  and \(rest) more, with --detections 0"] : [])
    }

    /// Digits in threes; on a narrow terminal large numbers in short.
    private func count(_ number: Int) -> String {
        guard let width, width < 100, number >= 100_000 else { return Self.grouped(number) }
        var value = Double(number) / 1_000
        var unit = "K"
        for next in ["M", "G", "T"] where value >= 1_000 {
            value /= 1_000
            unit = next
        }
        return value < 10 ? "\((value * 10).rounded(.down) / 10)\(unit)" : "\(Int(value))\(unit)"
    }
}
