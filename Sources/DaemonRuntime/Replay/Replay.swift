package import CIM
import Foundation
package import RiskDetection
import SPL

/// Reads files to their end, then evaluates every window: what the scheduled searches would have
/// returned over these logs.
package struct Replay {
    /// How far reading has come.
    package struct Progress: Sendable {
        package var readBytes: UInt64
        /// Nil when some input does not say how long it is.
        package var totalBytes: UInt64?
        package var records: Int
    }

    /// A file that could not be read, or not to its end.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package private(set) var detector: Detector
    package private(set) var failures: [Failure] = []
    package private(set) var readBytes: UInt64 = 0
    /// Records that matter to no detection, and were not read.
    package private(set) var passedOver = 0
    /// How records are read.
    let reading: RecordReading
    private let recordBytesMax: Int
    private let prefilter: PrefilterPlan?

    package init(
        engine: DetectionEngine, profile: Profile, recordBytesMax: Int,
        prefilter: PrefilterPlan? = nil
    ) {
        self.init(
            engine: engine, reading: RecordReading(profile), recordBytesMax: recordBytesMax,
            prefilter: prefilter)
    }

    /// - Parameter prefilter: What tells records that need not be read; nil where all are.
    package init(
        engine: DetectionEngine, reading: RecordReading, recordBytesMax: Int,
        prefilter: PrefilterPlan? = nil
    ) {
        self.reading = reading
        detector = Detector(engine: engine, reading: reading)
        self.recordBytesMax = recordBytesMax
        self.prefilter = prefilter
    }

    /// Reads files, several at a time; `-` is standard input. One that fails is noted, the others
    /// go on. What comes of them does not depend on their order.
    ///
    /// - Parameters:
    ///   - threads: How many files are read at a time; nil for as many as there are processors.
    ///   - progress: Called on any thread, one call after the other.
    package mutating func read(
        _ paths: [String], as format: RecordFormat = .automatic, threads: Int? = nil,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        var total: UInt64? = 0
        for path in paths {
            let size = (try? InputFile(path: path))?.totalBytes
            // An unreadable file is reported when its turn comes.
            total = size.flatMap { size in total.map { $0 + size } }
        }
        let (empty, bytesMax, plan, all) = (detector, recordBytesMax, prefilter, total)
        let wanted = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let result = ReplayWork(paths, as: format).run(
            threads: max(1, min(wanted, paths.count))
        ) {
            ReplayReader(empty, recordBytesMax: bytesMax, prefilter: plan)
        } progress: {
            progress(Progress(readBytes: $0, totalBytes: all, records: $1))
        }
        readBytes += result.readBytes
        failures += result.failures.map { Failure(description: $0) }
        passedOver += result.passedOver
        detector = result.detectors[0]
        let order = Dictionary(
            paths.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
        for other in result.detectors.dropFirst() { detector.merge(other, order: order) }
    }

    /// What one search over all time would return, run at the time of the newest event.
    ///
    /// - Returns: One firing for each detection, in their order.
    package mutating func searchAllTime() -> [Firing] { detector.searchAllTime() }

    /// Evaluates the windows, ascending by tick: those that hold an event, and of a search that
    /// gives rows over nothing (`| where count=0`) each from the first to the last event of the log.
    ///
    /// - Parameter ticks: Only runs that were scheduled within. Where an end is given, searches over
    ///   nothing run from there or up to there, whatever the log shows.
    package mutating func finish(_ ticks: ClosedRange<Timestamp>) -> [Firing] {
        let (from, to) = (ticks.lowerBound, ticks.upperBound)
        return detector.finish(
            from: from.nanoseconds == .min ? nil : from, to: to.nanoseconds == .max ? nil : to
        ).filter { ticks.contains($0.window.tick) }
    }
}
