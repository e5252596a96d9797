import CIM
import Dispatch
import RingBuffer
import RiskDetection

extension DetectionLoop {
    /// Makes what was taken in durable, together with what comes of it, then delivers that.
    func checkpoint(_ records: [OutputRecord]) {
        guard steps.isDirty, steps.pending == nil else { return }
        checkpointTimer?.cancel()
        checkpointTimer = nil
        steps.beginCheckpoint(records + earlyRecords(), at: DaemonClock.wallTime())
        for news in steps.news(&limitWatch) {
            log.write(
                .limitReached(
                    detection: news.detection, limit: news.limit, what: news.what,
                    total: news.total))
        }
        for news in sourceWatch.news(steps.intake.tally.traffic, names: settings.sources) {
            log.write(news)
        }
        advanceCheckpoint()
        for news in backlogWatch.news(steps.outboxes) { log.write(news) }
    }

    /// Whether a full backlog keeps records from being taken.
    func isHeld() -> Bool {
        let isHeld = steps.isHeld
        if isHeld, heldSince == nil {
            heldSince = .now()
            for news in backlogWatch.news(steps.outboxes) { log.write(news) }
        } else if !isHeld, let since = heldSince {
            heldSince = nil
            log.write(.outputResumed(seconds: Self.seconds(since: since)))
        }
        return isHeld
    }

    /// A backlog became smaller.
    func roomInBacklog() {
        if heldSince != nil { drain() }
    }

    /// Takes the pending checkpoint as far as it goes; tries again later where it does not.
    func advanceCheckpoint() {
        switch steps.advanceCheckpoint() {
        case .done: unblock()
        case .blocked(let error): block(error)
        case .failed(let error): settings.fail(error)
        }
    }

    private func unblock() {
        guard let since = blockedSince else { return }
        blockedSince = nil
        failures = 0
        steps.intake.tally.blockedBy = nil
        log.write(.outputResumed(seconds: Self.seconds(since: since)))
        drain()
    }

    /// Stops taking records until the disk takes them again.
    private func block(_ error: String) {
        steps.intake.tally.blockedBy = error
        if blockedSince == nil {
            blockedSince = .now()
            log.write(.outputBlocked(error: error))
        }
        let delay = RetryWait.nanoseconds(after: failures)
        failures += 1
        arm(&retryTimer, after: .nanoseconds(delay)) { $0.advanceCheckpoint() }
    }

    private static func seconds(since start: DispatchTime) -> Double {
        let elapsed = DispatchTime.now().uptimeNanoseconds &- start.uptimeNanoseconds
        return (Double(elapsed) / 1e8).rounded() / 10
    }

    /// Opens the output anew where it was rotated; before each batch riskd looks by itself.
    func reopenOutput() {
        do throws(SystemError) {
            try steps.reopenOutput()
        } catch {
            log.write(.problem(text: error.description))
        }
    }

    /// Takes in what the ring still holds and makes it durable; afterwards nothing happens any
    /// more.
    ///
    /// - Parameter atEndOfInput: Whether nothing will ever follow: the clock that events move then
    ///   passes the last window.
    func stop(atEndOfInput: Bool = false) {
        noteArrival()
        while steps.pending == nil, !steps.isSpoolFull, !steps.isPausedByClock, takeOne() {}
        steps.consumer.release()
        if atEndOfInput, steps.pending == nil { finishInput() }
        steps.endSpool()
        checkpoint([])
        isStopped = true
        for timer in [
            tickTimer, checkpointTimer, retryTimer, emitTimer, earlyTimer, holdTimer,
        ] {
            timer?.cancel()
        }
        steps.spool?.close()
        if steps.pending == nil { log.write(.stopped) }
    }
}
