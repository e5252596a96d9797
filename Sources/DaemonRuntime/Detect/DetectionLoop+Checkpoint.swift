import CIM
import DetectionExport
import Dispatch
import RingBuffer
import RiskDetection

/// What is to become durable and delivered, and how far that has come.
struct PendingCheckpoint {
    enum Stage: Equatable {
        /// Where its lines will go is not known yet.
        case planning
        case committing
        /// The state holds it; what is left is the output file.
        case writing
    }

    var stage = Stage.planning
    var checkpoint: Checkpoint
    let records: [OutputRecord]
}

extension DetectionLoop {
    /// How long a full disk is given before the next try.
    private static let retryNanoseconds = 1_000_000_000

    /// Makes what was taken in durable, together with what comes of it, then delivers that.
    ///
    /// The order is what survives a crash at any point: the plan of the delivery and the state in
    /// one transaction, then the lines, then (with the next checkpoint) forgetting the plan.
    func checkpoint(_ records: [OutputRecord]) {
        guard isDirty, pending == nil else { return }
        checkpointTimer?.cancel()
        checkpointTimer = nil
        isDirty = false
        var checkpoint = Checkpoint(forgotten: forgotten, detections: detector.takeChanges())
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
        checkpoint.notes = notes
        notes = [:]
        let saved = SavedState.note(savedAt: DaemonClock.wallTime().nanoseconds)
        checkpoint.notes[saved.key] = saved.value
        pending = PendingCheckpoint(checkpoint: checkpoint, records: records)
        advanceCheckpoint()
    }

    /// Takes the pending checkpoint as far as it goes; tries again later where it does not.
    func advanceCheckpoint() {
        guard var next = pending else { return }
        do {
            if next.stage == .planning {
                let (plan, reopened) = try delivery.plan(
                    next.records.map(settings.schema.line))
                if reopened { log.write(.outputReopened(path: delivery.path)) }
                next.checkpoint.delivery = plan
                next.stage = .committing
                pending = next
            }
            if next.stage == .committing {
                try store.commit(next.checkpoint)
                tally.noteCommit(at: DispatchTime.now().uptimeNanoseconds)
                delivery.begin(next.checkpoint.delivery)
                next.stage = .writing
                pending = next
            }
            if let error = delivery.flush() { throw error }
        } catch {
            return block("\(error)")
        }
        pending = nil
        tally.delivered.count(next.records, at: DaemonClock.wallTime())
        copyToJournal(next.records)
        guard let since = blockedSince else { return }
        blockedSince = nil
        tally.blockedBy = nil
        log.write(.outputResumed(seconds: Self.seconds(since: since)))
        drain()
    }

    /// Stops taking records until the disk takes them again.
    private func block(_ error: String) {
        tally.blockedBy = error
        if blockedSince == nil {
            blockedSince = .now()
            log.write(.outputBlocked(error: error))
        }
        arm(&retryTimer, after: .nanoseconds(Self.retryNanoseconds)) { $0.advanceCheckpoint() }
    }

    private static func seconds(since start: DispatchTime) -> Double {
        let elapsed = DispatchTime.now().uptimeNanoseconds &- start.uptimeNanoseconds
        return (Double(elapsed) / 1e8).rounded() / 10
    }

    /// The file has them already, so what the journal refuses is not lost, but said.
    private func copyToJournal(_ records: [OutputRecord]) {
        guard let code = journal?.deliver(records), code != 0 else { return }
        if !hasJournalProblem { log.write(.journalRefused(error: code)) }
        hasJournalProblem = true
    }

    /// Takes in what the ring still holds and makes it durable; afterwards nothing happens any
    /// more.
    ///
    /// - Parameter atEndOfInput: Whether nothing will ever follow: the clock that events move then
    ///   passes the last window.
    func stop(atEndOfInput: Bool = false) {
        while pending == nil, takeOne() {}
        consumer.release()
        if atEndOfInput, pending == nil { finishInput() }
        checkpoint([])
        isStopped = true
        for timer in [tickTimer, checkpointTimer, retryTimer] { timer?.cancel() }
        if pending == nil { log.write(.stopped) }
    }
}
