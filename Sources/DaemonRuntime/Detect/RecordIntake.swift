import CIM
import RingBuffer
import RiskDetection

/// What the messages of the ring do: positions of streams move, events reach the engine.
struct RecordIntake {
    private let formats: [RecordFormat]
    var detector: Detector
    /// What `riskd status` shows.
    var tally: DetectionTally
    /// What records come from, by the number that they carry; positions are of what is taken in.
    private var streams: [UInt32: TakenStream] = [:]
    /// Files whose position the next checkpoint drops.
    private var forgotten: [UInt32] = []
    /// Facts for the next checkpoint.
    var notes: [String: Int64] = [:]
    /// Where events go for other engines.
    let spool: EventSpool?

    init(_ detector: Detector, formats: [RecordFormat], spool: EventSpool? = nil) {
        self.detector = detector
        self.formats = formats
        self.spool = spool
        tally = DetectionTally(sources: formats.count)
    }

    /// A record that could not be read.
    struct SkippedRecord {
        var reason: SkipReason
        var path: String
        var offset: UInt64
        /// Whether it is one that matters to no detection.
        var isSample = false
    }

    /// What a message was.
    enum Message {
        case taken
        case skipped(SkippedRecord)
        case barrier(UInt64)
    }

    mutating func take(_ header: RecordHeader, _ payload: Span<UInt8>) -> Message {
        switch RecordKind(rawValue: header.kind) {
        case .barrier: return .barrier(header.offset)
        case .position:
            streams[header.source] = TakenStream(
                SourcePositionCoding.decode(payload), source: Int(header.offset),
                format: formats[Int(header.offset)])
        case .forget:
            streams[header.source] = nil
            forgotten.append(header.source)
        case .note: notes[String(decoding: Self.array(payload), as: UTF8.self)] = 1
        case .cursor: streams[header.source]?.next = Self.array(payload)
        case .sample: if let skip = takeSample(header, payload) { return .skipped(skip) }
        case .record, .truncated, .tooLong, nil:
            if let skip = takeRecord(header, payload) { return .skipped(skip) }
        }
        return .taken
    }

    private static func array(_ bytes: Span<UInt8>) -> [UInt8] {
        (0..<bytes.count).map { bytes[$0] }
    }

    /// Where the stream of a record stands; the record counts as taken in.
    private mutating func advance(
        _ header: RecordHeader
    ) -> Dictionary<UInt32, TakenStream>.Index {
        guard let place = streams.index(forKey: header.source) else {
            preconditionFailure("a record of stream \(header.source), which was not announced")
        }
        streams.values[place].advance(to: header.endOffset)
        return place
    }

    /// Looks at a record that was passed over: what comes of it is nothing but figures.
    private mutating func takeSample(
        _ header: RecordHeader, _ payload: Span<UInt8>
    ) -> SkippedRecord? {
        let place = advance(header)
        let stream = streams.values[place]
        let look = detector.look(
            at: payload, as: stream.format, path: stream.name, offset: header.offset)
        tally.countSample(source: stream.source, eventTime: look.time, look.skip)
        return look.skip.map {
            SkippedRecord(reason: $0, path: stream.name, offset: header.offset, isSample: true)
        }
    }

    private mutating func takeRecord(
        _ header: RecordHeader, _ payload: Span<UInt8>
    ) -> SkippedRecord? {
        let place = advance(header)
        var events = detector.events
        var reason = read(header, payload, place)
        note(reason, place, since: events, bytes: payload.count)
        while detector.hasNext {
            events = detector.events
            let next = detector.takeNext(
                path: streams.values[place].name, offset: header.offset)
            note(next, place, since: events, bytes: 0)
            reason = reason ?? next
        }
        return reason.map {
            SkippedRecord(reason: $0, path: streams.values[place].name, offset: header.offset)
        }
    }

    /// Counts a record that the detector has taken in.
    ///
    /// - Parameter events: How many it had before.
    private mutating func note(
        _ reason: SkipReason?, _ place: Dictionary<UInt32, TakenStream>.Index, since events: Int,
        bytes: Int
    ) {
        let isEvent = detector.events != events
        if let spool, reason == nil, isEvent { detector.emitLast(to: spool) }
        tally.count(
            source: streams.values[place].source, bytes: bytes,
            eventTime: isEvent ? detector.lastTime : nil, reason,
            envelope: detector.lastEnvelope)
    }

    private mutating func read(
        _ header: RecordHeader, _ payload: Span<UInt8>,
        _ place: Dictionary<UInt32, TakenStream>.Index
    ) -> SkipReason? {
        let cut: SkipReason
        switch RecordKind(rawValue: header.kind) {
        case .truncated: cut = .truncated
        case .tooLong: cut = .tooLong
        default:
            return detector.take(
                payload, as: streams.values[place].format, path: streams.values[place].name,
                offset: header.offset)
        }
        detector.skip(cut, path: streams.values[place].name, offset: header.offset)
        return cut
    }

    /// What has changed since the last call, for the checkpoint.
    mutating func takeChanges() -> Checkpoint {
        var checkpoint = Checkpoint(
            forgotten: forgotten, notes: notes, detections: detector.takeChanges())
        for number in streams.keys.sorted() where streams[number]?.isMoved ?? false {
            streams[number]?.isMoved = false
            switch streams[number]?.position {
            case .file(let position): checkpoint.positions.append(position)
            case .cursor(let position): checkpoint.cursors.append(position)
            // There is no going back, so nothing is kept.
            case .transient, nil: break
            }
        }
        forgotten = []
        notes = [:]
        return checkpoint
    }
}
