import Dispatch
import SecurityContent

/// Watches both loops: asks each for a snapshot on its own queue, so that an answer proves that the
/// queue turns, and tells the service manager, `riskd status` and Prometheus.
package actor StatusMonitor {
    /// What is asked for outside the regular sampling gets an answer within this, whatever hangs.
    private static let patienceNanoseconds = 3_000_000_000
    /// A loop that does not answer for so long counts as hanging.
    private static let silenceNanoseconds: UInt64 = 2_500_000_000
    /// Regular samples, at most; the watchdog may ask for more of them.
    private static let intervalNanoseconds: UInt64 = 5_000_000_000

    package nonisolated let serial = SerialQueue(label: "riskd.status")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe serial.asUnownedSerialExecutor()
    }

    /// What the detect side has delivered, for those who watch.
    nonisolated let findings: FindingsFeed

    private var loops: Loops?
    private var subject: StatusSubject
    private var last: Sample?
    private var rates = RateMeter()
    private var pending: PendingSample?
    private var numbers: UInt64 = 0
    private var waiting: [@Sendable (StatusReport) -> Void] = []
    /// How often those who wait were answered.
    private var round = 0
    private var timer: (any DispatchSourceTimer)?
    private var watchdog = Watchdog()
    private var lastText = ""
    /// Ticks until what only the start needed is let go of; 0 when it is.
    private var startTicks = 0

    struct Loops {
        let ingest: IngestLoop
        let detection: DetectionLoop
    }

    /// Both loops at about one moment.
    struct Sample: Sendable {
        var ingest: IngestSnapshot
        var detection: DetectionSnapshot
        /// Monotonic nanoseconds.
        var taken: UInt64

        /// What came of each source: what was read, and what was passed over.
        var traffic: [SourceTraffic] {
            var traffic = detection.tally.traffic
            for (source, passed) in ingest.passed where traffic.indices.contains(source) {
                traffic[source].passed = passed
            }
            return traffic
        }
    }

    private struct PendingSample {
        let number: UInt64
        let started: UInt64
        let isDetailed: Bool
        var ingest: IngestSnapshot?
        var detection: DetectionSnapshot?
    }

    package init(subject: StatusSubject) {
        self.subject = subject
        findings = FindingsFeed(queue: serial.queue)
    }

    /// Begins to sample.
    ///
    /// - Parameter watchdogNanoseconds: How often the service manager wants to hear of the daemon;
    ///   nil where it does not.
    func start(watchdogNanoseconds: UInt64?) {
        let interval = Int(min(Self.intervalNanoseconds, (watchdogNanoseconds ?? .max) / 4))
        let timer = DispatchSource.makeTimerSource(queue: serial.queue)
        timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.tick() } }
        timer.schedule(
            deadline: .now() + .nanoseconds(interval), repeating: .nanoseconds(interval),
            leeway: .milliseconds(100))
        timer.resume()
        self.timer = timer
    }

    /// New loops, of a start or a reload; what hung of the old ones no longer counts.
    func watch(_ loops: Loops, _ setup: Setup) {
        self.loops = loops
        subject.update(setup, at: DispatchTime.now().uptimeNanoseconds)
        subject.delay = nil
        rates = RateMeter()
        watchdog = Watchdog()
        last = nil
        pending = nil
        startTicks = 3
        tick()
    }

    func note(_ reload: ReloadStatus) { subject.reload = reload }

    /// The daemon waits for a disk before it starts.
    func note(delay reason: String) {
        let since = subject.delay?.since ?? DispatchTime.now().uptimeNanoseconds
        subject.delay = (reason, since)
    }

    /// Gives the report to `body`, on the monitor's queue.
    func report(_ body: @escaping @Sendable (StatusReport) -> Void) {
        waiting.append(body)
        if waiting.count == 1 {
            let patience = DispatchTimeInterval.nanoseconds(Self.patienceNanoseconds)
            serial.queue.asyncAfter(deadline: .now() + patience) { [round] in
                self.assumeIsolated { if $0.round == round { $0.answer() } }
            }
        }
        // Before the loops run there is nobody to ask.
        if loops == nil { return answer() }
        if pending == nil { sample(isDetailed: true) }
    }

    // MARK: - Samples

    /// A loop that has not answered is not asked again, so that questions do not pile up.
    private func tick() {
        if pending == nil { sample(isDetailed: !waiting.isEmpty) }
        publish()
        guard startTicks > 0 else { return }
        startTicks -= 1
        if startTicks == 0 { ProgramPages.letGo() }
    }

    private func sample(isDetailed: Bool) {
        guard let loops else { return }
        numbers += 1
        let number = numbers
        pending = PendingSample(
            number: number, started: DispatchTime.now().uptimeNanoseconds, isDetailed: isDetailed)
        loops.ingest.serial.queue.async {
            let snapshot = loops.ingest.assumeIsolated { $0.snapshot() }
            self.serial.queue.async { self.assumeIsolated { $0.take(snapshot, nil, of: number) } }
        }
        loops.detection.serial.queue.async {
            let snapshot = loops.detection.assumeIsolated { $0.snapshot(isDetailed: isDetailed) }
            self.serial.queue.async { self.assumeIsolated { $0.take(nil, snapshot, of: number) } }
        }
    }

    private func take(
        _ ingest: IngestSnapshot?, _ detection: DetectionSnapshot?, of number: UInt64
    ) {
        guard var sample = pending, sample.number == number else { return }
        if let ingest { sample.ingest = ingest }
        if let detection { sample.detection = detection }
        pending = sample
        guard let ingest = sample.ingest, let detection = sample.detection else { return }
        pending = nil
        let complete = Sample(
            ingest: ingest, detection: detection, taken: DispatchTime.now().uptimeNanoseconds)
        last = complete
        rates.add(complete)
        if watchdog.hasProgress(complete) { ServiceNotifier.alive() }
        publish()
        guard !waiting.isEmpty else { return }
        if sample.isDetailed { answer() } else { self.sample(isDetailed: true) }
    }

    // MARK: - Answers

    private func answer() {
        guard !waiting.isEmpty else { return }
        let report = makeReport()
        let bodies = waiting
        waiting = []
        round += 1
        for body in bodies { body(report) }
    }

    private func makeReport() -> StatusReport {
        let now = DispatchTime.now().uptimeNanoseconds
        var silence: StatusReport.Silence?
        if let pending, now &- pending.started > Self.silenceNanoseconds {
            silence = StatusReport.Silence(
                seconds: Double(now &- pending.started) / 1e9, isIngest: pending.ingest == nil,
                isDetect: pending.detection == nil)
        }
        return StatusReport(
            subject: subject, sample: last, rates: rates.rates, silence: silence, now: now)
    }

    /// What `systemctl status` shows.
    private func publish() {
        let text = makeReport().line
        guard text != lastText else { return }
        lastText = text
        ServiceNotifier.status(text)
    }
}
