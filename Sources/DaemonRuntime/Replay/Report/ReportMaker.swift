import CIM
package import DetectionExport
package import RiskDetection
package import SecurityContent

/// Makes the backtest report of a replay: reads the logs again for the events behind the rows, and
/// once more for the processes around them that memory has no room for.
package struct ReportMaker {
    /// Rows beyond this are counted and left out: the page is for people.
    package static let rowsMax = 50_000
    /// Names and command lines of about 200,000 processes.
    package static let textBytesMax = 64 << 20

    private let replay: Replay
    private let detections: [Detection]
    private let configuration: Configuration
    private let paths: [String]
    private let rowsMax: Int
    private let textBytesMax: Int
    private let eventBytesMax: Int

    /// - Parameters:
    ///   - rowsMax: Rows that the page shows.
    ///   - textBytesMax: Room for what processes say of themselves; see ``ProcessTexts``.
    ///   - eventBytesMax: Room for the events of all rows.
    package init(
        _ replay: Replay, detections: [Detection], configuration: Configuration, paths: [String],
        rowsMax: Int = Self.rowsMax, textBytesMax: Int = Self.textBytesMax,
        eventBytesMax: Int? = nil
    ) {
        self.replay = replay
        self.detections = detections
        self.configuration = configuration
        self.paths = paths
        self.rowsMax = rowsMax
        self.textBytesMax = textBytesMax
        self.eventBytesMax = eventBytesMax ?? ReportEvents.totalBytesMax
    }

    /// - Parameter builder: Makes the records, as the replay does.
    package func report(
        of firings: [Firing], builder: inout RiskBuilder
    ) -> BacktestReport {
        let recordBytesMax = configuration.limits.recordBytes
        let shown = Self.first(rowsMax, of: firings)
        let engine = replay.detector.engine
        var events = ReportEvents(
            engine.detections, shown, reading: replay.reading,
            raw: engine.rawDataSet.map {
                RawIntake($0, eventIDs: engine.rawEventIDs, replay.reading)
            }, textBytesMax: textBytesMax, totalBytesMax: eventBytesMax)
        events.read(paths, recordBytesMax: recordBytesMax)
        var trees = ProcessTrees(events)
        trees.read(paths, reading: replay.reading, recordBytesMax: recordBytesMax)

        var report = BacktestReport()
        report.files = paths.map { $0 == "-" ? "standard input" : $0 }
        report.detections = detections
        report.events = events.events
        for (firingIndex, firing) in shown.enumerated() {
            let detection = detections[firing.detection]
            for (rowIndex, result) in builder.results(of: firing, detection).enumerated() {
                let place = RowMatcher.Place(firing: firingIndex, row: rowIndex)
                let known = events.events(of: place)
                report.rows.append(
                    BacktestReport.Row(
                        result: result, detection: firing.detection,
                        records: builder.records(of: result), events: known.kept,
                        eventCount: known.count, processes: trees.tree(of: place)))
            }
        }
        report.coverage = coverage
        report.skips = skips
        let left = firings.reduce(0) { $0 + $1.rows.count } - report.rows.count
        report.warnings = warnings(events, left)
        return report
    }

    /// The first rows of some firings, in their order.
    private static func first(_ most: Int, of firings: [Firing]) -> [Firing] {
        var shown: [Firing] = []
        var left = most
        for firing in firings where left > 0 {
            var firing = firing
            if firing.rows.count > left { firing.rows = Array(firing.rows.prefix(left)) }
            left -= firing.rows.count
            shown.append(firing)
        }
        return shown
    }

    private var coverage: [BacktestReport.Fact] {
        [
            BacktestReport.Fact("Files", paths.joined(separator: "\n")),
            BacktestReport.Fact("Bytes", "\(replay.readBytes)"),
            BacktestReport.Fact("Records", records),
            BacktestReport.Fact("Events of the data models", "\(replay.detector.events)"),
            BacktestReport.Fact(
                "Records mended", "\(replay.detector.skips.repaired) with bytes that are not UTF-8"),
            BacktestReport.Fact("Profile", "\(configuration.profile)"),
            BacktestReport.Fact("Time zone of schedules", configuration.timezone.value),
        ] + tuning
    }

    /// Those that were not read as they can matter to nothing are records as well.
    private var records: String {
        let passedOver = replay.passedOver
        return "\(replay.detector.records + passedOver)"
            + (passedOver > 0 ? ", \(passedOver) of them passed over" : "")
    }

    /// Rows that exceptions and throttles kept back.
    private var tuning: [BacktestReport.Fact] {
        let engine = replay.detector.engine
        let counters = detections.indices.map { engine.counters(of: $0) }
        let (excepted, throttled) = counters.reduce((0, 0)) {
            ($0.0 + $1.excepted, $0.1 + $1.throttled)
        }
        return excepted + throttled == 0
            ? []
            : [
                BacktestReport.Fact(
                    "Rows kept back", "\(excepted) by exceptions, \(throttled) by throttling")
            ]
    }

    private var skips: [BacktestReport.Fact] {
        let skips = replay.detector.skips
        return skips.reasons.map { reason in
            let places = (skips.places[reason] ?? [])
                .map { "\($0.path) at byte \($0.offset)" }.joined(separator: "\n")
            return BacktestReport.Fact(
                reason.rawValue, "\(skips.counts[reason] ?? 0) record(s)\n\(places)")
        }
    }

    private func warnings(_ events: ReportEvents, _ left: Int) -> [String] {
        var warnings = replay.failures.map(\.description) + events.unreadable
        if left > 0 { warnings.append("\(left) further row(s) are not in this report") }
        if !events.isComplete {
            warnings.append(
                "the events take more than \(eventBytesMax >> 20) MiB: those of later "
                    + "rows are not shown")
        }
        if !events.processes.isComplete {
            warnings.append(
                "only the first \(ProcessIndex.creationsMax) process creations are in the trees")
        }
        let engine = replay.detector.engine
        for index in detections.indices {
            let counters = engine.counters(of: index)
            guard counters.groupOverflow + counters.valueOverflow > 0 else { continue }
            warnings.append(
                "\(detections[index].name): limits kept out \(counters.groupOverflow) event(s) and "
                    + "\(counters.valueOverflow) value(s)")
        }
        return warnings
    }
}
