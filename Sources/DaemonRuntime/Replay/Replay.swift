package import CIM
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
    private let recordBytesMax: Int

    package init(engine: DetectionEngine, profile: Profile, recordBytesMax: Int) {
        detector = Detector(engine: engine, profile: profile)
        self.recordBytesMax = recordBytesMax
    }

    /// Reads files in order; `-` is standard input. One that fails is noted, the others go on.
    package mutating func read(_ paths: [String], progress: (Progress) -> Void) {
        var total: UInt64? = 0
        for path in paths {
            let size = (try? InputFile(path: path))?.totalBytes
            // Unreadable ones are told of when their turn comes.
            total = size.flatMap { size in total.map { $0 + size } }
        }
        for path in paths {
            do {
                try read(path, as: .automatic, before: readBytes, total: total, progress)
            } catch {
                failures.append(Failure(description: "\(error)"))
            }
        }
    }

    /// Reads one file whose records have a known shape.
    package mutating func read(_ path: String, as format: RecordFormat) {
        do {
            try read(path, as: format, before: readBytes, total: nil) { _ in }
        } catch {
            failures.append(Failure(description: "\(error)"))
        }
    }

    private mutating func read(
        _ path: String, as format: RecordFormat, before: UInt64, total: UInt64?,
        _ progress: (Progress) -> Void
    ) throws {
        var input = try InputFile(path: path)
        var framer = RecordFramer(recordBytesMax: recordBytesMax)
        var result: Result<Void, any Error> = .success(())
        do {
            try input.read { piece, read in
                framer.append(piece)
                drain(&framer, path, format)
                readBytes = before + read
                progress(
                    Progress(
                        readBytes: readBytes, totalBytes: total, records: detector.records))
            }
        } catch {
            result = .failure(error)
        }
        framer.finish()
        drain(&framer, path, format)
        try result.get()
    }

    private mutating func drain(
        _ framer: inout RecordFramer, _ path: String, _ format: RecordFormat
    ) {
        while framer.next({ kind, bytes, start, _ in
            switch kind {
            case .record:
                _ = detector.take(bytes, as: format, path: path, offset: start)
            case .truncated: detector.skip(.truncated, path: path, offset: start)
            case .tooLong: detector.skip(.tooLong, path: path, offset: start)
            }
            return true
        }) == .taken {}
    }

    /// What one search over all time would return, run at the time of the newest event.
    ///
    /// - Returns: One firing for each detection, in their order.
    package mutating func searchAllTime() -> [Firing] { detector.searchAllTime() }

    /// Evaluates the windows, ascending by tick.
    ///
    /// - Parameter ticks: Only runs that were scheduled within.
    package mutating func finish(_ ticks: ClosedRange<Timestamp>) -> [Firing] {
        detector.finish().filter { ticks.contains($0.window.tick) }
    }
}
