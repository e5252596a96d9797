import CIM
import DetectionExport
import Dispatch
import RingBuffer
import RiskDetection

/// The detect side: takes records out of the ring, fires triggers, writes checkpoints and output.
///
/// Everything here runs on one queue; the ingest side is reached through `requestBarrier` and
/// `spaceFreed`, which only wake its queue.
actor DetectionLoop {
    /// What the loop is given and never changes.
    struct Settings: Sendable {
        var clock: DaemonClock
        var maxTriggerDelayNanoseconds: Int
        var checkpointIntervalNanoseconds: Int
        var journal: Bool
        var emitsUnknownObjects: Bool
        /// How records look in the output file.
        var schema: OutputSchema
        /// The format that each source of the configuration pins.
        var formats: [RecordFormat]
    }

    /// How the loop speaks to the ingest side.
    struct Ingest: Sendable {
        var requestBarrier: @Sendable (UInt64) -> Void
        var spaceFreed: @Sendable () -> Void
    }

    /// Records handled in one turn before others on the queue get theirs.
    private static let recordsPerTurn = 4_096

    nonisolated let serial: SerialQueue
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe serial.asUnownedSerialExecutor()
    }

    let settings: Settings
    let log: MessageLog
    private let ingest: Ingest
    let store: any StateStore
    var consumer: RingConsumer
    var detector: Detector
    private var builder: RiskBuilder
    var delivery: Delivery
    var journal: JournalSink?

    /// What records come from, by the number that they carry; positions are of what is taken in.
    var streams: [UInt32: TakenStream] = [:]
    /// Files whose position the next checkpoint drops.
    var forgotten: [UInt32] = []
    /// Facts for the next checkpoint.
    var notes: [String: Int64] = [:]
    var isDirty = false
    var checkpointTimer: (any DispatchSourceTimer)?
    var tickTimer: (any DispatchSourceTimer)?
    var retryTimer: (any DispatchSourceTimer)?
    var pending: PendingCheckpoint?
    var blockedSince: DispatchTime?
    var hasJournalProblem = false

    /// What `riskd status` shows.
    var tally: DetectionTally

    /// The trigger that waits for its barrier.
    private var awaited: AwaitedTrigger?
    private var barriers: UInt64 = 0
    private var lastTrigger: Timestamp?
    var isStopped = false

    private struct AwaitedTrigger {
        let barrier: UInt64
        /// Nil: everything that is pending.
        let time: Timestamp?
        /// Records taken when it was asked for, for the clock that waits for quiet.
        let records: Int
    }

    init(
        serial: SerialQueue, settings: Settings, log: MessageLog, ingest: Ingest,
        store: any StateStore, consumer: consuming RingConsumer, detector: Detector,
        delivery: consuming Delivery
    ) {
        self.serial = serial
        self.settings = settings
        self.log = log
        self.ingest = ingest
        self.store = store
        self.consumer = consumer
        self.detector = detector
        // What the last run committed and the disk has not taken comes before anything else.
        if delivery.isPending {
            pending = PendingCheckpoint(stage: .writing, checkpoint: Checkpoint(), records: [])
        }
        self.delivery = delivery
        builder = RiskBuilder(emitsUnknownObjects: settings.emitsUnknownObjects)
        journal = settings.journal ? JournalSink() : nil
        tally = DetectionTally(sources: settings.formats.count)
    }

    // MARK: - Records

    /// Takes what the ring holds, a bounded number of records a turn.
    func drain() {
        guard !isStopped, pending == nil else { return }
        var taken = 0
        while taken < Self.recordsPerTurn, pending == nil, takeOne() { taken += 1 }
        guard taken > 0 else { return }
        tally.noteArrivals(at: DispatchTime.now().uptimeNanoseconds)
        consumer.release()
        ingest.spaceFreed()
        if taken == Self.recordsPerTurn { wake() }
    }

    /// Runs `drain` in a turn of its own.
    private func wake() { serial.queue.async { self.assumeIsolated { $0.drain() } } }

    func takeOne() -> Bool {
        var barrier: UInt64?
        var skip: (reason: SkipReason, path: String, offset: UInt64)?
        let took: Void? = consumer.pop { header, payload in
            let kind = RecordKind(rawValue: header.kind)
            switch kind {
            case .barrier: barrier = header.offset
            case .position: admit(SourcePositionCoding.decode(payload), header)
            case .forget: forget(header.source)
            case .note:
                notes[String(decoding: (0..<payload.count).map { payload[$0] }, as: UTF8.self)] = 1
            case .cursor:
                streams[header.source]?.next = (0..<payload.count).map { payload[$0] }
            case .record, .truncated, .tooLong, nil:
                guard let place = streams.index(forKey: header.source) else {
                    preconditionFailure(
                        "a record of stream \(header.source), which was not announced")
                }
                streams.values[place].advance(to: header.endOffset)
                let events = detector.events
                let reason = take(kind, payload, place, header.offset)
                if let reason { skip = (reason, streams.values[place].name, header.offset) }
                tally.count(
                    source: streams.values[place].source, bytes: payload.count,
                    eventTime: detector.events == events ? nil : detector.lastTime, reason)
            }
        }
        guard took != nil else { return false }
        if let skip { report(skip) }
        if let barrier { pass(barrier) } else { noteChange() }
        return true
    }

    private func admit(_ position: SourcePosition, _ header: RecordHeader) {
        streams[header.source] = TakenStream(
            position, source: Int(header.offset), format: settings.formats[Int(header.offset)])
    }

    private func forget(_ stream: UInt32) {
        streams[stream] = nil
        forgotten.append(stream)
    }

    private func take(
        _ kind: RecordKind?, _ payload: Span<UInt8>,
        _ place: Dictionary<UInt32, TakenStream>.Index, _ offset: UInt64
    ) -> SkipReason? {
        switch kind {
        case .truncated:
            detector.skip(.truncated, path: streams.values[place].name, offset: offset)
            return .truncated
        case .tooLong:
            detector.skip(.tooLong, path: streams.values[place].name, offset: offset)
            return .tooLong
        default:
            return detector.take(
                payload, as: streams.values[place].format, path: streams.values[place].name,
                offset: offset)
        }
    }

    private func report(_ skip: (reason: SkipReason, path: String, offset: UInt64)) {
        guard detector.skips.isNotable(skip.reason) else { return }
        log.write(
            .skipped(
                reason: skip.reason.rawValue, path: skip.path, offset: skip.offset,
                total: detector.skips.counts[skip.reason] ?? 0))
    }

    private func noteChange() {
        isDirty = true
        if case .replay(let quiet) = settings.clock {
            arm(&tickTimer, after: .nanoseconds(Int(quiet))) { $0.quiet() }
        }
        guard checkpointTimer == nil else { return }
        arm(&checkpointTimer, after: .nanoseconds(settings.checkpointIntervalNanoseconds)) {
            $0.checkpointTimer = nil
            $0.checkpoint([])
        }
    }

    /// Sets a timer that runs once, in place of the one before.
    func arm(
        _ timer: inout (any DispatchSourceTimer)?, after delay: DispatchTimeInterval,
        _ body: @escaping @Sendable (isolated DetectionLoop) -> Void
    ) {
        timer?.cancel()
        let new = DispatchSource.makeTimerSource(queue: serial.queue)
        new.setEventHandler { [weak self] in self?.assumeIsolated(body) }
        new.schedule(deadline: .now() + delay)
        new.resume()
        timer = new
    }

    // MARK: - Triggers

    /// Starts the clock: what is due now fires once the backlog is read, then tick after tick.
    func start() {
        advanceCheckpoint()
        guard let now = settings.clock.now() else { return }
        requestTrigger(at: now)
    }

    /// The replay clock: nothing came for as long as the sources may pause.
    private func quiet() { requestTrigger(at: nil) }

    /// Everything was read, and nothing will follow.
    func finishInput() {
        guard case .replay = settings.clock else { return }
        fire(AwaitedTrigger(barrier: 0, time: nil, records: detector.records))
    }

    /// Asks for a trigger once everything that the sources hold now has been read.
    private func requestTrigger(at time: Timestamp?) {
        guard !isStopped else { return }
        barriers += 1
        awaited = AwaitedTrigger(barrier: barriers, time: time, records: detector.records)
        ingest.requestBarrier(barriers)
        guard let time else { return }
        arm(&tickTimer, after: .nanoseconds(settings.maxTriggerDelayNanoseconds)) {
            guard let awaited = $0.awaited else { return }
            $0.log.write(
                .triggerDelayed(
                    tick: time.rfc3339,
                    seconds: Double($0.settings.maxTriggerDelayNanoseconds) / 1e9))
            $0.fire(awaited)
        }
    }

    private func pass(_ barrier: UInt64) {
        guard let awaited, awaited.barrier == barrier else { return }
        if awaited.time == nil, awaited.records != detector.records {
            // The quiet was over before the barrier came: its timer runs anew already.
            self.awaited = nil
            return
        }
        fire(awaited)
    }

    private func fire(_ trigger: AwaitedTrigger) {
        guard pending == nil else {
            // The last results are not written yet: this trigger waits for them.
            return arm(&tickTimer, after: .seconds(1)) { $0.fire(trigger) }
        }
        awaited = nil
        let firings = trigger.time.map { detector.advance(to: $0) } ?? detector.finish()
        lastTrigger = trigger.time ?? lastTrigger
        tally.note(firings)
        let records = firings.flatMap { firing in
            builder.records(of: firing, detector.engine.detections[firing.detection])
        }
        isDirty = true
        checkpoint(records)
        if !records.isEmpty {
            log.write(
                .triggered(
                    tick: trigger.time?.rfc3339 ?? "everything read", records: records.count,
                    late: records.count { $0.result.isLate }))
        }
        scheduleTick()
    }

    private func scheduleTick() {
        guard !isStopped, let last = lastTrigger,
            let tick = detector.engine.nextTick(after: last)
        else { return }
        arm(&tickTimer, after: settings.clock.delay(until: tick)) { loop in
            guard let now = loop.settings.clock.now() else { return }
            // Woken early by the bound on a wait: the clock is looked at again.
            if now < tick { loop.scheduleTick() } else { loop.requestTrigger(at: tick) }
        }
    }
}
