import CIM
import DetectionExport
import Dispatch
import RingBuffer
import RiskDetection

/// The queue and the timers of the detect side: alone says when a step of ``DetectionSteps`` is due.
///
/// For example the minute is over: the loop asks the ingest side for a barrier, and fires when that
/// comes out of the ring.
///
/// Everything here runs on one queue; the ingest side is reached through `requestBarrier` and
/// `spaceFreed`, which only wake its queue.
actor DetectionLoop {
    /// What the loop is given and never changes.
    struct Settings: Sendable {
        var clock: DaemonClock
        var maxTriggerDelayNanoseconds: Int
        var checkpointIntervalNanoseconds: Int
        /// How far ahead of the clock an event's time may be.
        var futureNanoseconds: Int
        /// Names of the sources.
        var sources: [String]
        /// Ends the process: going on would not be safe.
        var fail: @Sendable (String) -> Void
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
    let steps: DetectionSteps

    var checkpointTimer: (any DispatchSourceTimer)?
    var tickTimer: (any DispatchSourceTimer)?
    var retryTimer: (any DispatchSourceTimer)?
    var emitTimer: (any DispatchSourceTimer)?
    var earlyTimer: (any DispatchSourceTimer)?
    var holdTimer: (any DispatchSourceTimer)?
    /// What was told last of records that wait for the clock: whether they pause reading.
    var toldHold: Bool?
    /// When windows were last looked at before they were over.
    var lastEarly: DispatchTime?
    /// When the last heartbeat was emitted, monotonic nanoseconds.
    var lastHeartbeat: UInt64 = 0
    var blockedSince: DispatchTime?
    /// How often in a row writing failed.
    var failures = 0
    var limitWatch: LimitWatch
    var backlogWatch = BacklogWatch()
    var sourceWatch: SourceWatch
    /// Since when a full backlog of a sink keeps records from being taken.
    var heldSince: DispatchTime?

    /// The trigger that waits for its barrier.
    private var awaited: AwaitedTrigger?
    private var patience: TriggerPatience
    private var barriers: UInt64 = 0
    var lastTrigger: Timestamp?
    /// The clock's last reading.
    var lastSeen: Timestamp?
    var isStopped = false

    private struct AwaitedTrigger {
        let barrier: UInt64
        /// Nil: everything that is pending.
        let time: Timestamp?
        /// Records taken when it was asked for, for the clock that waits for quiet.
        let records: Int
        /// When it was asked for.
        let asked = DispatchTime.now()
    }

    init(
        serial: SerialQueue, settings: Settings, log: MessageLog, ingest: Ingest,
        steps: sending DetectionSteps
    ) {
        self.serial = serial
        self.settings = settings
        patience = TriggerPatience(
            maxNanoseconds: UInt64(settings.maxTriggerDelayNanoseconds))
        self.log = log
        self.ingest = ingest
        limitWatch = LimitWatch(detections: steps.detections.count)
        sourceWatch = SourceWatch(sources: settings.sources.count)
        self.steps = steps
    }

    // MARK: - Records

    /// Takes what the ring holds, a bounded number of records a turn.
    func drain() {
        guard !isStopped, steps.pending == nil, !isHeld() else { return }
        lookAtClock()
        noteArrival()
        var taken = 0
        while taken < Self.recordsPerTurn, steps.pending == nil, !steps.isSpoolFull,
            !steps.isPausedByClock, takeOne()
        {
            taken += 1
            if steps.intake.hold.isTrusted { steps.releaseHeld() }
        }
        watchHold()
        if steps.isSpoolFull { checkpoint([]) }
        tellEarly()
        guard taken > 0 else { return }
        steps.intake.tally.noteArrivals(at: DispatchTime.now().uptimeNanoseconds)
        steps.consumer.release()
        ingest.spaceFreed()
        if taken == Self.recordsPerTurn { wake() }
    }

    /// Runs `drain` in a turn of its own.
    private func wake() { serial.queue.async { self.assumeIsolated { $0.drain() } } }

    func takeOne() -> Bool {
        switch steps.takeOne() {
        case .nothing: return false
        case .message: noteChange()
        case .barrier(let number): pass(number)
        }
        return true
    }

    private func noteChange() {
        if case .replay(let quiet) = settings.clock {
            arm(&tickTimer, after: .nanoseconds(Int(quiet))) { $0.quiet() }
        }
        armCheckpoint()
    }

    func armCheckpoint() {
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
        timer = serial.timer(at: .now() + delay) { [weak self] in self?.assumeIsolated(body) }
    }

    // MARK: - Triggers

    /// Starts the clock: what is due now fires once the backlog is read, then tick after tick.
    func start() {
        advanceCheckpoint()
        startEmitting()
        guard let now = settings.clock.now() else { return }
        lastSeen = now
        rewindIfFarAhead(now)
        requestTrigger(at: now)
    }

    /// The replay clock: nothing came for as long as the sources may pause.
    private func quiet() { requestTrigger(at: nil) }

    /// Everything was read, and nothing will follow.
    func finishInput() {
        guard case .replay = settings.clock else { return }
        var isComplete = false
        // What a disk does not take now fires at the next start.
        while !isComplete, steps.pending == nil, !steps.isHeld {
            let (records, isLast) = steps.evaluate(upTo: nil, isCaughtUp: true)
            checkpoint(records)
            isComplete = isLast
        }
    }

    /// Asks for a trigger once everything that the sources hold now has been read.
    ///
    /// - Parameter tick: When the trigger was due; nil for `time`.
    private func requestTrigger(at time: Timestamp?, dueSince tick: Timestamp? = nil) {
        guard !isStopped else { return }
        barriers += 1
        awaited = AwaitedTrigger(
            barrier: barriers, time: time, records: steps.detector.records)
        ingest.requestBarrier(barriers)
        guard let time else { return }
        let (overdue, isBeyond) = time.nanoseconds.subtractingReportingOverflow(
            (tick ?? time).nanoseconds)
        let wait = patience.nanoseconds(overdue: isBeyond ? 0 : overdue)
        arm(&tickTimer, after: .nanoseconds(Int(clamping: wait))) {
            guard let awaited = $0.awaited else { return }
            $0.patience.noteTimeout(
                afterNanoseconds: DispatchTime.now().uptimeNanoseconds
                    &- awaited.asked.uptimeNanoseconds)
            $0.log.write(
                .triggerDelayed(
                    tick: time.rfc3339,
                    seconds: Double($0.settings.maxTriggerDelayNanoseconds) / 1e9))
            $0.fire(awaited, isCaughtUp: false)
        }
    }

    private func pass(_ barrier: UInt64) {
        guard let awaited, awaited.barrier == barrier else { return }
        lookAtClock()
        if awaited.time == nil, awaited.records != steps.detector.records {
            // The quiet was over before the barrier came: its timer runs anew already.
            self.awaited = nil
            return
        }
        patience.noteCaughtUp()
        fire(awaited)
    }

    private func fire(_ trigger: AwaitedTrigger, isCaughtUp: Bool = true) {
        guard steps.pending == nil, !isHeld() else {
            // The last results are not written yet: this trigger waits for them.
            return arm(&tickTimer, after: .seconds(1)) {
                $0.fire(trigger, isCaughtUp: isCaughtUp)
            }
        }
        awaited = nil
        let (records, isComplete) = steps.evaluate(upTo: trigger.time, isCaughtUp: isCaughtUp)
        checkpoint(records)
        if !records.isEmpty {
            log.write(
                .triggered(
                    tick: trigger.time?.rfc3339 ?? "everything read", records: records.count,
                    late: records.count { $0.result.isLate }))
        }
        guard isComplete else { return fireRest(trigger, isCaughtUp: isCaughtUp) }
        lastTrigger = trigger.time ?? lastTrigger
        scheduleTick()
    }

    /// Goes on with what one checkpoint did not take, in a turn of its own.
    private func fireRest(_ trigger: AwaitedTrigger, isCaughtUp: Bool) {
        serial.queue.async {
            self.assumeIsolated {
                guard !$0.isStopped else { return }
                $0.fire(trigger, isCaughtUp: isCaughtUp)
            }
        }
    }

    private func scheduleTick() {
        guard !isStopped, let last = lastTrigger, let now = settings.clock.now() else { return }
        noteStep(now)
        // After a step back triggers go by the new time, so that late events do not wait for the
        // old one to come again.
        guard let tick = steps.nextTick(after: min(last, now)) else {
            return
        }
        arm(&tickTimer, after: settings.clock.delay(until: tick)) { loop in
            guard let now = loop.settings.clock.now() else { return }
            // Woken early by the bound on a wait: the clock is looked at again. After a step
            // forward all that it passed fires at once, in order.
            if now < tick {
                loop.scheduleTick()
            } else {
                loop.requestTrigger(at: now, dueSince: tick)
            }
        }
    }
}
