package import CIM
package import RiskDetection
import SecurityContent

/// The normaliser in front of the engine: alone makes an event of a record, and counts what became of
/// each.
///
/// `replay` and the daemon drive the same one: bytes in, skip reasons and firings out.
package struct Detector: Sendable {
    package private(set) var engine: DetectionEngine
    package private(set) var skips = SkipLog()
    package private(set) var records = 0
    package private(set) var events = 0
    /// Those of them that are of no data model, and are there for raw searches alone.
    package private(set) var rawEvents = 0
    /// Records that matter to no detection and were looked at; they count among no others.
    package private(set) var samples = 0
    /// Those of them that could not be read.
    package private(set) var sampleSkips = SkipLog()
    /// Where records stood within others, and how many did.
    package private(set) var envelopes: [EnvelopePath: Int] = [:]
    /// Where the record that was taken in last stood.
    var lastEnvelope: EnvelopePath? { normalizer.envelope }
    /// The newest event time seen.
    package private(set) var newest: Timestamp?
    /// The oldest and the newest event time seen, of records that were only looked at as well.
    private(set) var span: ClosedRange<Timestamp>?
    /// Events later than this are counted and not kept; nil keeps them all.
    package var latestTime: Timestamp?
    /// Whether such events are not counted either, as they will be given again.
    var holdsFuture = false
    /// Time of the event that was taken in last.
    package private(set) var lastTime = Timestamp(nanoseconds: 0)
    /// Whether some detection looks at the event that was taken in last.
    private(set) var isLastMatched = false
    /// Whether it is one of a data model, and not of raw searches alone.
    private var isLastModelled = false
    /// What events lack, of all sources.
    package private(set) var observed = SourceObservations()
    private var normalizer: Normalizer
    private var event: Event
    /// What raw searches look at; nil where there are none.
    private var raw: RawIntake?

    package init(engine: DetectionEngine, reading: RecordReading) {
        self.engine = engine
        normalizer = reading.normalizer()
        event = Event(dataSet: Processes.dataSet)
        raw = engine.rawDataSet.map { RawIntake($0, of: engine, reading) }
    }

    package init(engine: DetectionEngine, profile: Profile) {
        self.init(engine: engine, reading: RecordReading(profile))
    }

    /// Names that records do not hold, for those that come from now on.
    var identities: Identities {
        get { normalizer.identities }
        set { normalizer.identities = newValue }
    }

    /// What the event that was taken in last lacks.
    var lastObservation: SourceObservations.Event {
        SourceObservations.Event(
            time: lastTime, gaps: isLastModelled ? normalizer.gaps : [],
            isTooLate: engine.isLastTooLate,
            shiftSeconds: isLastModelled ? normalizer.shiftSeconds : 0)
    }

    /// Takes in one record; of a record that holds several, the first, see ``takeNext(path:offset:)``.
    ///
    /// - Parameter zone: The source, by whose zone times are read that name none.
    /// - Returns: The reason when it could not be read.
    package mutating func take(
        _ record: Span<UInt8>, as format: RecordFormat, zone: Int = 0,
        path: @autoclosure () -> String,
        offset: UInt64
    ) -> SkipReason? {
        raw?.extract(record, as: format, zone: zone)
        return take(
            normalizer.normalize(record, as: format, zone: zone, into: &event), path(), offset)
    }

    /// Whether the record that was taken in last holds more.
    private(set) var hasNext = false

    /// Takes in the next of the records that the one taken in last holds.
    ///
    /// - Precondition: There is one.
    /// - Returns: The reason when it could not be read.
    mutating func takeNext(path: @autoclosure () -> String, offset: UInt64) -> SkipReason? {
        raw?.extractNext()
        return take(
            normalizer.hasNext ? normalizer.next(into: &event) ?? .notMember : .notMember, path(),
            offset)
    }

    /// Leaves out what the record that was taken in last holds more.
    mutating func dropNext() { hasNext = false }

    /// Takes in what a record came to: an event of a data model, a raw event for the raw searches, or
    /// both.
    private mutating func take(
        _ outcome: Normalization, _ path: @autoclosure () -> String, _ offset: UInt64
    ) -> SkipReason? {
        records += 1
        hasNext = normalizer.hasNext || raw?.hasNext ?? false
        if let envelope = normalizer.envelope { envelopes[envelope, default: 0] += 1 }
        let isEvent = outcome == .event
        guard let time = isEvent ? event.time : raw?.time else {
            guard case .skipped(let reason) = outcome else { return nil }
            skips.count(reason, path: path(), offset: offset)
            return reason
        }
        lastTime = time
        events += 1
        if !isEvent { rawEvents += 1 }
        if isEvent, !normalizer.repairs.isEmpty { skips.countRepair() }
        if let latestTime, time > latestTime {
            guard holdsFuture else {
                skips.count(.future, path: path(), offset: offset)
                return .future
            }
            records -= 1
            events -= 1
            if !isEvent { rawEvents -= 1 }
            return .future
        }
        newest = max(newest ?? time, time)
        noteSpan(time)
        isLastMatched = false
        isLastModelled = isEvent
        if isEvent {
            isLastMatched = engine.ingest(event)
            // Not `lastObservation`: as an argument that copies all of this, for 3,800 instructions a record.
            observed.note(
                SourceObservations.Event(
                    time: time, gaps: normalizer.gaps, isTooLate: engine.isLastTooLate,
                    shiftSeconds: normalizer.shiftSeconds))
        }
        if let rawEvent = raw?.event { engine.ingest(rawEvent) }
        return nil
    }

    /// Looks whether a record that matters to no detection can be read. The engine does not see it.
    ///
    /// - Returns: The reason when it cannot, and its time when it is an event.
    mutating func look(
        at record: Span<UInt8>, as format: RecordFormat, zone: Int = 0,
        path: @autoclosure () -> String, offset: UInt64
    ) -> (skip: SkipReason?, time: Timestamp?) {
        samples += 1
        switch normalizer.normalize(record, as: format, zone: zone, into: &event) {
        case .event:
            noteSpan(event.time)
            return (nil, event.time)
        case .notMember: return (nil, nil)
        case .skipped(let reason):
            sampleSkips.count(reason, path: path(), offset: offset)
            return (reason, nil)
        }
    }

    private mutating func noteSpan(_ time: Timestamp) {
        guard let span else { return self.span = time...time }
        guard !span.contains(time) else { return }
        self.span = min(span.lowerBound, time)...max(span.upperBound, time)
    }

    /// The time of a record, if it is an event; nothing else comes of it.
    mutating func time(of record: Span<UInt8>, as format: RecordFormat, zone: Int) -> Timestamp? {
        normalizer.normalize(record, as: format, zone: zone, into: &event) == .event
            ? event.time : nil
    }

    /// Hands the event that was taken in last to other engines, if they are to have it.
    func emitLast(to spool: EventSpool) {
        guard isLastModelled else { return }
        if isLastMatched || spool.settings.events == .all { spool.append(event) }
    }

    /// Counts what the framer could not make a record of.
    package mutating func skip(_ reason: SkipReason, path: String, offset: UInt64) {
        records += 1
        skips.count(reason, path: path, offset: offset)
    }

    /// Counts a file that is none to be read.
    package mutating func skip(_ format: ForeignFormat, path: String, offset: UInt64) {
        records += 1
        skips.count(format, path: path, offset: offset)
    }

    /// Counts a file that went before all of it was read: no record.
    mutating func noteLost(path: String, offset: UInt64) {
        skips.count(.lostFile, path: path, offset: offset)
    }

    /// Takes in what another detector has read of other files.
    ///
    /// - Parameter order: Places of the files.
    mutating func merge(_ other: Detector, order: [String: Int]) {
        records += other.records
        events += other.events
        rawEvents += other.rawEvents
        skips.merge(other.skips, order: order)
        envelopes.merge(other.envelopes, uniquingKeysWith: +)
        samples += other.samples
        observed.merge(other.observed)
        sampleSkips.merge(other.sampleSkips, order: order)
        newest = [newest, other.newest].compactMap(\.self).max()
        if let span = other.span {
            noteSpan(span.lowerBound)
            noteSpan(span.upperBound)
        }
        engine.merge(other.engine)
    }

    package mutating func advance(to now: Timestamp) -> [Firing] { engine.advance(to: now) }

    /// - Parameter time: Nil: everything that is pending.
    /// - Returns: See ``DetectionEngine/advance(to:rowsMax:)``.
    mutating func advance(
        to time: Timestamp?, rowsMax: Int
    ) -> (firings: [Firing], isComplete: Bool) {
        guard let time else { return engine.finish(rowsMax: rowsMax) }
        return engine.advance(to: time, rowsMax: rowsMax)
    }

    var hasEarlyMatches: Bool { engine.hasEarlyMatches }

    /// See ``DetectionEngine/tellEarly(before:)``.
    mutating func tellEarly(before now: Timestamp) -> [Firing] {
        engine.tellEarly(before: now)
    }

    package mutating func searchAllTime() -> [Firing] {
        engine.searchAllTime(at: newest ?? Timestamp(nanoseconds: 0))
    }

    /// Has windows after an instant fire again when their time comes; see
    /// ``DetectionEngine/rewind(to:)``.
    package mutating func rewind(to now: Timestamp) { engine.rewind(to: now) }

    /// The same where ticks further ahead than so much have fired.
    ///
    /// - Returns: Up to where they had.
    package mutating func rewind(
        to now: Timestamp, ifAheadByNanoseconds distance: Int64
    ) -> Timestamp? {
        engine.rewind(to: now, ifAheadByNanoseconds: distance)
    }

    package mutating func finish() -> [Firing] { engine.finish() }

    /// The end of a replay; see ``DetectionEngine/finish(over:from:to:)``.
    mutating func finish(from: Timestamp?, to: Timestamp?) -> [Firing] {
        engine.finish(over: span, from: from, to: to)
    }

    package mutating func takeChanges() -> [(id: String, changes: DetectionChanges)] {
        let changes = zip(engine.detections, engine.takeChanges()).map { (id: $0.id, changes: $1) }
        let logs = engine.takeLogChanges().map { (id: $0.name, changes: $0.changes) }
        return (changes + logs).filter { !$0.changes.isEmpty }
    }

    package mutating func restore(
        _ detection: Int, _ saved: SavedDetection, written fingerprint: String? = nil
    ) throws(CheckpointError) {
        try engine.restore(detection, saved, written: fingerprint)
    }

    /// Puts back the events that are kept for several detections.
    ///
    /// - Parameter saved: What the checkpoint holds, by name.
    package mutating func restoreLogs(
        _ saved: [String: (fingerprint: String, saved: SavedDetection)]
    ) throws(CheckpointError) {
        try engine.restoreLogs { saved[$0] }
    }
}
