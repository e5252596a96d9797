import CIM
import DetectionExport
import Dispatch
import RingBuffer
import RiskDetection

/// The steps of the detect side, each a call: alone keeps their order, which is what survives a crash.
///
/// One round: ``takeOne()`` until the ring is empty, ``evaluate(upTo:isCaughtUp:rowsMax:)`` at a
/// trigger, ``beginCheckpoint(_:at:)``, then ``advanceCheckpoint()`` until it says done. The loop
/// says when; no step asks a clock what is due, so that the simulation drives them one by one. A
/// class because of a fault of the compiler: docs/decisions/0015-the-detect-side-is-a-class.md.
final class DetectionSteps {
    let log: MessageLog
    private let store: any StateStore
    var consumer: RingConsumer
    var intake: RingIntake
    var detector: Detector
    private var builder: RiskBuilder
    /// Writes records as they look in the output file.
    private var encoder: RecordEncoder
    let outboxes: [Outbox]
    let leftOver: [String: Int]
    private var delivery: Delivery
    private(set) var journal: JournalSink?
    /// For those who watch.
    private let feed: FindingsFeed?
    private var hasJournalProblem = false

    /// Records that the output holds and the state does not know of.
    private var written: WrittenOutput
    /// Of these, those that came up again: whether the sinks have them is not known.
    private var rewritten: [OutputRecord] = []
    var isDirty = false
    private(set) var pending: PendingCheckpoint?
    /// Whether the spool takes no events now, so that a checkpoint has to wait for it.
    var isSpoolFull = false

    /// What the steps work on, besides what has one owner.
    struct Parts {
        var log: MessageLog
        var store: any StateStore
        var detector: Detector
        var formats: [RecordFormat]
        var journal: JournalSink?
        var feed: FindingsFeed?
        var riskBuilder: RiskBuilder
        /// How records look in the output file.
        var schema: OutputSchema
        /// Backlogs of the sinks beside it.
        var outboxes: [Outbox] = []
        /// Records that wait for sinks which the configuration does not have, by name.
        var leftOver: [String: Int] = [:]
        /// See ``Delivery/recover(_:)``.
        var undelivered: [[UInt8]] = []
        var written = WrittenOutput()
        /// Records that are passed over, as processes died of them.
        var fatal = FatalStretches()
    }

    /// - Parameter spool: Where events go for other engines.
    init(
        _ parts: Parts, consumer: consuming RingConsumer, delivery: consuming Delivery,
        spool: sending EventSpool? = nil
    ) {
        log = parts.log
        store = parts.store
        self.consumer = consumer
        detector = parts.detector
        intake = RingIntake(formats: parts.formats, spool: spool, fatal: parts.fatal)
        builder = parts.riskBuilder
        encoder = RecordEncoder(parts.schema)
        outboxes = parts.outboxes
        leftOver = parts.leftOver
        journal = parts.journal
        feed = parts.feed
        written = parts.written
        // What the last run committed and did not deliver comes before anything else.
        if !parts.undelivered.isEmpty {
            pending = PendingCheckpoint(checkpoint: Checkpoint(), lines: parts.undelivered)
        } else if delivery.isPending {
            pending = PendingCheckpoint(stage: .writing, checkpoint: Checkpoint(), lines: [])
        }
        self.delivery = delivery
    }

    // MARK: - Records

    /// What was taken out of the ring.
    enum Taken: Equatable {
        case nothing
        case message
        case barrier(UInt64)
    }

    func takeOne() -> Taken {
        var message = RingIntake.Message.taken
        let took: Void? = consumer.pop { header, payload in
            message = intake.take(header, payload, &detector)
        }
        guard took != nil else { return .nothing }
        switch message {
        case .taken: break
        case .skipped(let skip): report(skip)
        case .barrier(let number): return .barrier(number)
        }
        isDirty = true
        if let spool, spool.isLarge { spill(spool) }
        return .message
    }

    /// Takes in what waited for the clock, where it may.
    func releaseHeld() {
        let held = intake.hold.ahead
        guard held > 0, intake.hold.isDue(detector.latestTime) else { return }
        let isTrusted = intake.hold.isTrusted
        for skip in intake.releaseHeld(&detector) { report(skip) }
        isDirty = true
        if !isTrusted { log.write(.clockSet(records: held)) }
    }

    // MARK: - Windows

    /// Rows that one checkpoint takes at most, over its receivers: what it holds of lines in memory
    /// is a few times their size.
    static let rowsMax = 4_096

    /// Whether a backlog is at its limit, so that nothing may come in.
    var isHeld: Bool { outboxes.contains(where: \.isFull) }

    /// Evaluates what is due, as much as one checkpoint takes.
    ///
    /// - Parameters:
    ///   - time: Nil: everything that is pending.
    ///   - isCaughtUp: Whether all that the sources held has been taken in.
    /// - Returns: What comes of it, and whether nothing is due any more.
    func evaluate(
        upTo time: Timestamp?, isCaughtUp: Bool, rowsMax: Int = rowsMax
    ) -> (records: [OutputRecord], isComplete: Bool) {
        // Early records come first, while it is still known which records the output may hold.
        let early = written.isEmpty ? [] : time.map { tellEarly(before: $0) } ?? []
        let (firings, isComplete) = detector.advance(
            to: time, rowsMax: max(1, rowsMax / (1 + outboxes.count)))
        isDirty = true
        let records = early + news(of: firings)
        // From here on the state knows of all that is written.
        if isCaughtUp, isComplete, !written.isEmpty {
            written = WrittenOutput()
            intake.notes[SavedState.rebuilding] = 0
        }
        return (records, isComplete)
    }

    /// Evaluates windows that are not over and have something to tell already.
    func tellEarly(before now: Timestamp) -> [OutputRecord] {
        isDirty = true
        return news(of: detector.tellEarly(before: now))
    }

    /// The records of what fired, without those that the output is known to hold.
    private func news(of firings: [Firing]) -> [OutputRecord] {
        intake.tally.note(firings)
        var records: [OutputRecord] = []
        for firing in firings {
            records += builder.records(
                of: firing, detector.engine.detections[firing.detection])
        }
        guard !written.isEmpty else { return records }
        if !outboxes.isEmpty { rewritten += records.filter { written.contains($0.eventID) } }
        records.removeAll { written.contains($0.eventID) }
        return records
    }

    // MARK: - Checkpoints

    /// Begins to make what was taken in durable, together with what comes of it.
    ///
    /// The order is what survives a crash at any point: the plan of the delivery and the state in
    /// one transaction, then the lines, then (with the next checkpoint) forgetting the plan.
    ///
    /// - Parameter now: The wall clock's time.
    func beginCheckpoint(_ records: [OutputRecord], at now: Timestamp) {
        precondition(pending == nil, "a checkpoint begins while another is pending")
        isDirty = false
        isSpoolFull = false
        var checkpoint = intake.takeChanges()
        checkpoint.detections = detector.takeChanges()
        let saved = SavedState.note(savedAt: now.nanoseconds)
        checkpoint.notes[saved.key] = saved.value
        for outbox in outboxes {
            let additions = (rewritten + records).map {
                OutboxAddition(
                    sink: outbox.name, added: now.nanoseconds, bytes: outbox.encode($0))
            }
            let excess = outbox.excess(adding: additions.reduce(0) { $0 + $1.bytes.count })
            if excess > 0, !additions.isEmpty { checkpoint.shed[outbox.name] = excess }
            checkpoint.outbox += additions
        }
        rewritten = []
        pending = PendingCheckpoint(
            checkpoint: checkpoint, lines: records.map { encoder.line($0) }, records: records)
    }

    /// How far a pending checkpoint has come.
    enum Progress: Equatable {
        /// Nothing is pending any more.
        case done
        /// It is to be tried again.
        case blocked(String)
        /// Going on would not be safe: only a new start tells what is durable.
        case failed(String)
    }

    /// Takes the pending checkpoint as far as it goes.
    func advanceCheckpoint() -> Progress {
        while var next = pending {
            do {
                if next.stage == .planning {
                    Failpoint.pass(.beforePlan)
                    if let notes = try spool?.prepare(at: Self.monotonicNow) {
                        next.checkpoint.notes.merge(notes) { _, new in new }
                    }
                    let (plan, reopened) = try delivery.plan(next.lines)
                    if reopened { log.write(.outputReopened(path: delivery.path)) }
                    next.checkpoint.delivery = plan
                    if let plan { next.checkpoint.notes.merge(plan.notes) { _, new in new } }
                    next.stage = .committing
                    pending = next
                    Failpoint.pass(.afterPlan)
                }
                if next.stage == .committing {
                    noteInOutboxes(next.checkpoint, shed: try store.commit(next.checkpoint))
                    next.checkpoint.outbox = []
                    intake.tally.noteCommit(at: Self.monotonicNow)
                    delivery.begin(next.checkpoint.delivery)
                    next.stage = .writing
                    pending = next
                    Failpoint.pass(.afterCommit)
                    closeSegments()
                }
            } catch let error as StateError {
                return .failed("\(error)")
            } catch {
                let isState = pending?.stage == .committing
                return .blocked(isState ? "the state cannot be saved: \(error)" : "\(error)")
            }
            switch delivery.flush() {
            case .done:
                pending = nil
                Failpoint.pass(.afterDelivery)
                finish(next.records)
            case .blocked(let error): return .blocked("\(error)")
            case .failed(let error): return .failed("\(error)")
            case .moved(let lines):
                pending = PendingCheckpoint(
                    checkpoint: Checkpoint(), lines: lines, records: next.records)
            }
        }
        return .done
    }

    private func noteInOutboxes(_ checkpoint: Checkpoint, shed: [String: OutboxAmount]) {
        for outbox in outboxes {
            outbox.noteAdded(
                checkpoint.outbox.filter { $0.sink == outbox.name }, shed: shed[outbox.name])
        }
    }

    private static var monotonicNow: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// What cannot be closed now is tried again with the next checkpoint.
    private func closeSegments() {
        do throws(SystemError) {
            try spool?.finish()
        } catch {
            log.write(.problem(text: "\(error)"))
        }
    }

    /// The file has them already, so what the journal refuses is not lost, but said.
    private func finish(_ records: [OutputRecord]) {
        intake.tally.delivered.count(records, at: DaemonClock.wallTime())
        feed?.publish(records)
        guard let code = journal?.deliver(records), code != 0 else { return }
        if !hasJournalProblem { log.write(.journalRefused(error: code)) }
        hasJournalProblem = true
    }

    /// Opens the output anew where it was rotated.
    func reopenOutput() throws(SystemError) {
        if try delivery.reopen() { log.write(.outputReopened(path: delivery.path)) }
    }
}
