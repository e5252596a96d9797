package import CIM

/// Reads files to their end and hands out the events in them, in the order of the files.
///
/// Sibling of ``Replay``, without detections.
package struct EventReader {
    package private(set) var failures: [Replay.Failure] = []
    package private(set) var skips = SkipLog()
    /// Where records stood within others, and how many did.
    package private(set) var envelopes: [EnvelopePath: Int] = [:]
    package private(set) var records = 0
    package private(set) var events: UInt64 = 0
    private var normalizer: Normalizer
    /// Reads the records as they stand instead.
    private var inspector: RawInspector?
    private var event = Event(dataSet: Processes.dataSet)
    private let recordBytesMax: Int

    package init(profile: Profile, recordBytesMax: Int) {
        self.init(reading: RecordReading(profile), recordBytesMax: recordBytesMax)
    }

    /// - Parameter isRaw: Whether events have the fields of their records, and not those of a data
    ///   model.
    package init(reading: RecordReading, isRaw: Bool = false, recordBytesMax: Int) {
        normalizer = reading.normalizer()
        if isRaw {
            var inspector = RawInspector()
            inspector.zones = reading.zones
            self.inspector = inspector
        }
        self.recordBytesMax = recordBytesMax
    }

    /// Reads files in order; `-` is standard input. One that fails is noted, the others go on.
    ///
    /// - Parameters:
    ///   - body: Gets each event with its number, from 0.
    ///   - pause: Called when what was there is read, before more is waited for.
    package mutating func read(
        _ paths: [String], pause: () -> Void = {}, _ body: (borrowing Event, UInt64) -> Void
    ) {
        for path in paths {
            do {
                try read(path, pause, body)
            } catch {
                failures.append(Replay.Failure(description: "\(error)"))
            }
        }
    }

    private mutating func read(
        _ path: String, _ pause: () -> Void, _ body: (borrowing Event, UInt64) -> Void
    ) throws {
        let log = LogRecords(recordBytesMax: recordBytesMax)
        try log.read(path, pause: { _ in pause() }) { kind, bytes, start, _ in
            records += 1
            switch kind {
            // Without a prefilter there is no sample.
            case .record, .sample: take(bytes, path, start, body)
            case .foreign: note(bytes, path, start)
            case .truncated: skips.count(.truncated, path: path, offset: start)
            case .tooLong: skips.count(.tooLong, path: path, offset: start)
            }
        }
    }

    private mutating func note(_ name: Span<UInt8>, _ path: String, _ offset: UInt64) {
        guard let format = ForeignFormat(name) else { return }
        skips.count(format, path: path, offset: offset)
    }

    private mutating func take(
        _ record: Span<UInt8>, _ path: String, _ offset: UInt64,
        _ body: (borrowing Event, UInt64) -> Void
    ) {
        if inspector != nil { return inspect(record, path, offset, body) }
        note(normalizer.normalize(record, as: .automatic, into: &event), path, offset, body)
        while let outcome = normalizer.next(into: &event) {
            records += 1
            note(outcome, path, offset, body)
        }
    }

    private mutating func inspect(
        _ record: Span<UInt8>, _ path: String, _ offset: UInt64,
        _ body: (borrowing Event, UInt64) -> Void
    ) {
        var count = 0
        inspector?.read(record) { outcome, event, repairs in
            count += 1
            switch outcome {
            case .event:
                if !repairs.isEmpty { skips.countRepair() }
                body(event, events)
                events += 1
            case .notMember: break
            case .skipped(let reason): skips.count(reason, path: path, offset: offset)
            }
        }
        records += count - 1
    }

    private mutating func note(
        _ outcome: Normalization, _ path: String, _ offset: UInt64,
        _ body: (borrowing Event, UInt64) -> Void
    ) {
        if let envelope = normalizer.envelope { envelopes[envelope, default: 0] += 1 }
        switch outcome {
        case .event:
            if !normalizer.repairs.isEmpty { skips.countRepair() }
            body(event, events)
            events += 1
        case .notMember: break
        case .skipped(let reason): skips.count(reason, path: path, offset: offset)
        }
    }
}
