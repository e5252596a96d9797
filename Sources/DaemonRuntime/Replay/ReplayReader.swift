import CIM
import RiskDetection

/// Reads whole files into a detector of its own. Confined to one thread.
struct ReplayReader {
    private(set) var detector: Detector
    /// Records that matter to no detection, and were not read.
    private(set) var passedOver = 0
    private let recordBytesMax: Int
    private let prefilter: Prefilter?
    /// Has a death of what is read say of which file, and where.
    private let mark = ReadingMark()

    init(_ detector: Detector, recordBytesMax: Int, prefilter: PrefilterPlan?) {
        self.detector = detector
        self.recordBytesMax = recordBytesMax
        self.prefilter = prefilter.flatMap { Prefilter($0) }
    }

    /// Reads a file to its end.
    ///
    /// - Parameter progress: Gets the bytes read from disk so far, and how many records are new
    ///   since it was last called.
    /// - Throws: What kept the file from being read; what could be read of it is taken in.
    mutating func read(
        _ path: String, as format: RecordFormat, progress: (UInt64, Int) -> Void
    ) throws {
        var records = LogRecords(recordBytesMax: recordBytesMax, prefilter: prefilter)
        records.looksAtLast = detector.engine.answersEmptyWindows
        var before = detector.records
        var passed = 0
        mark.name(Array(path.utf8))
        cut(from: 0)
        defer {
            mark.leave()
            passedOver += passed
        }
        try records.read(
            path,
            pause: { now in
                passed = now.passedOver
                progress(now.readBytes, detector.records + passed - before)
                before = detector.records + passed
            }
        ) { kind, bytes, start, end in
            take(kind, bytes, start, end, path, format)
        }
    }

    private mutating func take(
        _ kind: FramerOutput, _ bytes: Span<UInt8>, _ start: UInt64, _ end: UInt64, _ path: String,
        _ format: RecordFormat
    ) {
        switch kind {
        case .record:
            mark.enter(.record, start..<max(start, end), bytes)
            Failpoint.trap([.trapRecord, .overflowRecord, .hangRecord], on: bytes)
            _ = detector.take(bytes, as: format, path: path, offset: start)
            while detector.hasNext { _ = detector.takeNext(path: path, offset: start) }
            cut(from: end)
        case .foreign:
            if let format = ForeignFormat(bytes) {
                detector.skip(format, path: path, offset: start)
            }
        case .sample:
            mark.enter(.record, start..<max(start, end), bytes)
            _ = detector.look(at: bytes, as: format, path: path, offset: start)
            cut(from: end)
        case .truncated: detector.skip(.truncated, path: path, offset: start)
        case .tooLong: detector.skip(.tooLong, path: path, offset: start)
        }
    }

    /// What follows is cut into records; where the next record ends is not known yet.
    private func cut(from start: UInt64) {
        let (end, isBeyond) = start.addingReportingOverflow(Self.blockBytes)
        mark.enter(.cutting, start..<(isBeyond ? start : end))
    }

    /// About how much is read at once.
    private static let blockBytes: UInt64 = 1 << 20
}
