import CIM
import RingBuffer
import RiskDetection

/// The detect side's end of the ring: alone knows the streams, so that a position moves when its
/// record is taken in and not before.
///
/// For example a message `position` names stream 7, and the messages `record` of stream 7 move that
/// position while ``Detector`` takes in what they carry.
struct RingIntake {
    private let formats: [RecordFormat]
    /// Records of which processes died.
    private let fatal: FatalStretches
    private let mark = ReadingMark()
    /// Whose name the mark has.
    private var markedStream: UInt32?
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
    /// Records from the future, while the clock may be the one that is wrong.
    var hold = FutureHold()
    /// The clock's time when the records that come now came; nil where only events move it.
    var arrival: Timestamp?

    init(
        formats: [RecordFormat], spool: EventSpool? = nil,
        fatal: FatalStretches = FatalStretches()
    ) {
        self.fatal = fatal
        self.formats = formats
        self.spool = spool
        tally = DetectionTally(sources: formats.count)
    }

    /// A record that could not be read.
    struct SkippedRecord {
        var reason: SkipReason
        var path: String
        var offset: UInt64
        /// Behind it.
        var end: UInt64
        /// Whether it is one that matters to no detection.
        var isSample = false
        /// What a foreign file is.
        var format: ForeignFormat?
    }

    /// What a message was.
    enum Message {
        case taken
        case skipped(SkippedRecord)
        case barrier(UInt64)
    }

    /// Does what a message says.
    ///
    /// - Parameter detector: Takes in the record of the message, where that has one.
    mutating func take(
        _ header: RecordHeader, _ payload: Span<UInt8>, _ detector: inout Detector
    ) -> Message {
        let kind = RingMessage(rawValue: header.kind)
        if kind != .barrier, kind != .note, hold.holds(header.source) {
            wait(header, payload, kind, &detector)
            return .taken
        }
        switch kind {
        case .barrier: return .barrier(header.offset)
        case .position:
            if markedStream == header.source { markedStream = nil }
            streams[header.source] = TakenStream(
                SourcePositionCoding.decode(payload), source: Int(header.offset),
                format: formats[Int(header.offset)])
        case .forget:
            streams[header.source] = nil
            forgotten.append(header.source)
        case .note: notes[String(decoding: Self.array(payload), as: UTF8.self)] = 1
        case .cursor: streams[header.source]?.next = Self.array(payload)
        case .sample:
            if let skip = takeSample(header, payload, &detector) { return .skipped(skip) }
        case .lost: return .skipped(takeLoss(header, payload, &detector))
        case .record, .truncated, .tooLong, .foreign, .fatal, nil:
            if let skip = takeRecord(header, payload, &detector) { return .skipped(skip) }
        }
        return .taken
    }

    private static func array(_ bytes: Span<UInt8>) -> [UInt8] {
        (0..<bytes.count).map { bytes[$0] }
    }

    /// Where the stream of a record stands; the record counts as taken in.
    private mutating func advance(
        _ header: RecordHeader, _ payload: Span<UInt8>
    ) -> Dictionary<UInt32, TakenStream>.Index {
        let place = enter(header, payload)
        streams.values[place].advance(to: header.endOffset)
        return place
    }

    /// Where the stream of a record stands; the mark says that the record is being read.
    private mutating func enter(
        _ header: RecordHeader, _ payload: Span<UInt8>
    ) -> Dictionary<UInt32, TakenStream>.Index {
        guard let place = streams.index(forKey: header.source) else {
            preconditionFailure("a record of stream \(header.source), which was not announced")
        }
        if markedStream != header.source {
            mark.name(Array(streams.values[place].name.utf8))
            markedStream = header.source
        }
        mark.enter(.record, header.offset..<max(header.offset, header.endOffset), payload)
        return place
    }

    /// Looks at a record that was passed over: what comes of it is nothing but figures.
    private mutating func takeSample(
        _ header: RecordHeader, _ payload: Span<UInt8>, _ detector: inout Detector
    ) -> SkippedRecord? {
        // It counts among those that are not looked at.
        if passesOver(payload) { return takeRecord(header, payload, &detector) }
        let place = advance(header, payload)
        defer { mark.leave() }
        let stream = streams.values[place]
        Failpoint.trap([.trapRecord, .overflowRecord, .hangRecord], on: payload)
        let look = detector.look(
            at: payload, as: stream.format, zone: stream.source, path: stream.name,
            offset: header.offset)
        tally.countSample(source: stream.source, eventTime: look.time, look.skip)
        return look.skip.map {
            SkippedRecord(
                reason: $0, path: stream.name, offset: header.offset, end: header.endOffset,
                isSample: true)
        }
    }

    private mutating func takeLoss(
        _ header: RecordHeader, _ payload: Span<UInt8>, _ detector: inout Detector
    ) -> SkippedRecord {
        let place = advance(header, payload)
        defer { mark.leave() }
        let stream = streams.values[place]
        detector.noteLost(path: stream.name, offset: header.offset)
        tally.countLoss(source: stream.source)
        return SkippedRecord(
            reason: .lostFile, path: stream.name, offset: header.offset, end: header.endOffset)
    }

    private mutating func takeRecord(
        _ header: RecordHeader, _ payload: Span<UInt8>, _ detector: inout Detector
    ) -> SkippedRecord? {
        let place = enter(header, payload)
        defer { mark.leave() }
        var events = detector.events
        detector.holdsFuture = !hold.isTrusted
        var reason = read(header, payload, place, &detector)
        if reason == .future, !hold.isTrusted {
            hold.keep(header, payload, time: detector.lastTime, isAhead: true)
            // They come again with it.
            detector.dropNext()
            return nil
        }
        streams.values[place].advance(to: header.endOffset)
        note(reason, place, since: events, bytes: payload.count, detector)
        // Of records within one record the first decides whether they wait for the clock.
        detector.holdsFuture = false
        while detector.hasNext {
            events = detector.events
            let next = detector.takeNext(
                path: streams.values[place].name, offset: header.offset)
            note(next, place, since: events, bytes: 0, detector)
            reason = reason ?? next
        }
        return reason.map {
            SkippedRecord(
                reason: $0, path: streams.values[place].name, offset: header.offset,
                end: header.endOffset,
                format: $0 == .foreignFile ? ForeignFormat(payload) : nil)
        }
    }

    /// Counts a record that the detector has taken in.
    ///
    /// - Parameter events: How many it had before.
    private mutating func note(
        _ reason: SkipReason?, _ place: Dictionary<UInt32, TakenStream>.Index, since events: Int,
        bytes: Int, _ detector: borrowing Detector
    ) {
        let isEvent = detector.events != events
        if isEvent { hold.note(detector.lastTime, now: arrival) }
        if reason == nil, isEvent {
            if let spool { detector.emitLast(to: spool) }
            tally.observe(
                detector.lastObservation, source: streams.values[place].source, arrival: arrival)
        }
        tally.count(
            source: streams.values[place].source, bytes: bytes,
            eventTime: isEvent ? detector.lastTime : nil, reason,
            envelope: detector.lastEnvelope)
    }

    private mutating func read(
        _ header: RecordHeader, _ payload: Span<UInt8>,
        _ place: Dictionary<UInt32, TakenStream>.Index, _ detector: inout Detector
    ) -> SkipReason? {
        let cut: SkipReason
        switch RingMessage(rawValue: header.kind) {
        case .truncated: cut = .truncated
        case .tooLong: cut = .tooLong
        case .foreign:
            guard let format = ForeignFormat(payload) else { return nil }
            detector.skip(format, path: streams.values[place].name, offset: header.offset)
            return .foreignFile
        case .fatal: cut = .fatal
        case .record where passesOver(payload), .sample where passesOver(payload): cut = .fatal
        default:
            Failpoint.trap([.trapRecord, .overflowRecord, .hangRecord], on: payload)
            return detector.take(
                payload, as: streams.values[place].format, zone: streams.values[place].source,
                path: streams.values[place].name, offset: header.offset)
        }
        detector.skip(cut, path: streams.values[place].name, offset: header.offset)
        return cut
    }

    /// Whether riskd died of a record twice.
    private func passesOver(_ record: Span<UInt8>) -> Bool {
        !fatal.isEmpty && fatal.passesOver(record)
    }

    /// Has a message wait behind one of the future, looking at what it is.
    private mutating func wait(
        _ header: RecordHeader, _ payload: Span<UInt8>, _ kind: RingMessage?,
        _ detector: inout Detector
    ) {
        var time: Timestamp?
        if kind == .record, let stream = streams[header.source] {
            time = detector.time(of: payload, as: stream.format, zone: stream.source)
        }
        let isAhead = time.map { time in detector.latestTime.map { time > $0 } ?? false } ?? false
        hold.keep(header, payload, time: time, isAhead: isAhead)
        if let time { hold.note(time, now: arrival) }
    }

    /// Whether no more may be taken until the clock is set.
    ///
    /// - Parameter latest: Up to when events are kept.
    func isPaused(upTo latest: Timestamp?) -> Bool { hold.isFull && !hold.isDue(latest) }

    /// Takes in what waited, where its time has come or the clock was found to be right.
    ///
    /// - Returns: What could not be read of it.
    mutating func releaseHeld(_ detector: inout Detector) -> [SkippedRecord] {
        guard hold.isDue(detector.latestTime) else { return [] }
        var skipped: [SkippedRecord] = []
        for message in hold.takeAll() {
            if case .skipped(let skip) = take(message.header, message.payload.span, &detector) {
                skipped.append(skip)
            }
        }
        return skipped
    }

    /// What has changed of streams since the last call, for the checkpoint.
    mutating func takeChanges() -> Checkpoint {
        var checkpoint = Checkpoint(forgotten: forgotten, notes: notes)
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
