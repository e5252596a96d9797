import CIM
import Dispatch
import Foundation
import RingBuffer
import RiskDetection
import SecurityContent

/// The daemon: two loops on two queues with a ring between them, and the state that both leave
/// behind.
package final class Daemon {
    let log: MessageLog
    private let clock: DaemonClock
    /// A state that was found damaged, until the message about it is written.
    private var setAside: (path: String, reason: String)?
    private var lock: StateLock?
    private let survival: Survival
    let store: SQLiteStateStore
    private var running: Running?
    private let monitor: StatusMonitor?
    /// What runs, to go back to when a reload fails.
    private var setup: Setup
    /// Outlive a reload.
    private let sockets = SocketPool()
    private let carried = CarriedBytes()
    /// Called when the only thing to read has ended.
    package var onEndOfInput: @Sendable () -> Void = {}

    /// Names of detections in one message about what is enabled.
    private static let namesPerMessage = 25

    private struct Running {
        let ingest: IngestLoop
        let detection: DetectionLoop
        let wake: any DispatchSourceUserDataAdd
        let sinks: [SinkLoop]
        let shipper: ShipperLoop?
        let identities: IdentityWatch?
    }

    /// How long sinks may go on at the end: delivering what waits, or only what is being sent.
    private static let drainNanoseconds: UInt64 = 5_000_000_000
    private static let reloadNanoseconds: UInt64 = 2_000_000_000

    /// Opens the state and takes its lock; nothing is read yet.
    ///
    /// - Throws: ``StateError``, ``SystemError``, or what SQLite says.
    package init(
        setup: Setup, clock: DaemonClock, log: MessageLog, monitor: StatusMonitor? = nil
    ) throws {
        self.setup = setup
        self.clock = clock
        self.log = log
        self.monitor = monitor
        let directory = setup.configuration.state.directory
        try StateDirectory.prepare(directory)
        lock = try StateLock(directory: directory)
        survival = try Survival(directory: directory, log: log)
        let patterns = setup.configuration.sources.flatMap(\.paths)
        let opened = try StateDirectory.open(
            directory, replacement: Checkpoint(notes: SavedState.lost(patterns: patterns)))
        store = opened.store
        setAside = opened.setAside
    }

    /// Goes on where the last run ended, and starts reading.
    package func start() throws {
        running = try makeLoops(setup)
        observe()
        let names = setup.content.detections.map(\.name)
        log.write(
            .started(detections: names, sources: setup.configuration.sources.map(\.name)))
        for start in stride(from: 0, to: names.count, by: Self.namesPerMessage) {
            log.write(.enabled(detections: Array(names[start...].prefix(Self.namesPerMessage))))
        }
        if setup.configuration.output.journal == .on, !Journal.isPresent {
            log.write(
                .problem(
                    text: "output.journal is true and no journal listens: risk events go to "
                        + "\(setup.configuration.output.file) only"))
        }
    }

    /// Opens the output anew where its path names another file by now.
    package func reopenOutput() {
        guard let detection = running?.detection else { return }
        detection.serial.queue.async { detection.assumeIsolated { $0.reopenOutput() } }
    }

    /// Takes in what is in flight, makes it durable, and ends reading.
    ///
    /// - Parameter atEndOfInput: Whether nothing will ever follow: the clock that events move then
    ///   passes the last window.
    package func stop(atEndOfInput: Bool = false) { stop(atEndOfInput: atEndOfInput, isLast: true) }

    private func stop(atEndOfInput: Bool, isLast: Bool) {
        guard let running else { return }
        running.ingest.serial.queue.sync { running.ingest.assumeIsolated { $0.stop() } }
        running.detection.serial.queue.sync {
            running.detection.assumeIsolated { $0.stop(atEndOfInput: atEndOfInput) }
        }
        running.identities?.stop()
        running.wake.cancel()
        let limit = isLast ? Self.drainNanoseconds : Self.reloadNanoseconds
        SinkLoop.stop(running.sinks, isDraining: isLast, withinNanoseconds: limit)
        running.shipper?.stop(isDraining: isLast, withinNanoseconds: limit)
        self.running = nil
    }

    /// Ends for good: closes the state and gives its lock back.
    package func close(atEndOfInput: Bool = false) throws {
        stop(atEndOfInput: atEndOfInput)
        sockets.closeOthers(than: [])
        try store.close()
        lock = nil
    }

    /// Replaces what runs by a new configuration; panes of detections that did not change go on,
    /// as the state holds them.
    ///
    /// - Parameter new: Without errors.
    package func reload(_ new: Setup) throws {
        stop(atEndOfInput: false, isLast: false)
        do {
            running = try makeLoops(new)
            let before = setup.content.detections.map(\.name)
            let after = new.content.detections.map(\.name)
            setup = new
            observe()
            log.write(
                .reloaded(
                    detections: after.count,
                    added: after.filter { !before.contains($0) },
                    removed: before.filter { !after.contains($0) }))
        } catch {
            running = try makeLoops(setup)
            observe()
            throw error
        }
    }

    /// Shows the loops to the status monitor.
    private func observe() {
        guard let monitor, let running else { return }
        let loops = StatusMonitor.Loops(ingest: running.ingest, detection: running.detection)
        let setup = setup
        monitor.serial.queue.async { monitor.assumeIsolated { $0.watch(loops, setup) } }
    }

    private func makeLoops(_ setup: Setup) throws -> Running {
        let configuration = setup.configuration
        let saved = try store.load()
        var delivery = Delivery(
            file: try FileSink(
                path: configuration.output.file, mode: configuration.output.mode,
                group: configuration.output.group))
        let written = try unknown(to: saved, in: delivery)
        let (missing, lines) = try delivery.recover(saved.delivery)
        let (reading, identities) = readIdentities(setup)
        let restored = Restoration(log: log).detector(setup, saved, written, reading)
        if !saved.positions.isEmpty {
            log.write(
                .recovered(
                    files: saved.positions.count,
                    panes: saved.detections.values.map(\.saved.panes.count).reduce(0, +),
                    deliveredBytes: missing))
        }
        let sinks = try makeSinks(configuration)
        let parts = DetectionSteps.Parts(
            log: log, store: store, detector: restored,
            formats: configuration.sources.map(\.format),
            journal: writesJournal(configuration) ? JournalSink() : nil,
            feed: monitor?.findings,
            riskBuilder: configuration.riskBuilder,
            schema: configuration.output.schema, outboxes: sinks.outboxes, leftOver: sinks.leftOver,
            undelivered: lines,
            written: written, fatal: survival.stretches)
        let ring = RecordRing(capacityBytes: configuration.limits.ringBytes)
        var opened: Delivery? = consume delivery
        let shipper = Self.shipper(setup, log: log)
        return try ring.split { producer, consumer in
            guard let delivery = opened.take() else { preconditionFailure("split calls once") }
            let steps = DetectionSteps(
                parts, consumer: consumer, delivery: delivery,
                spool: try openSpool(configuration, saved, shipper?.shipping))
            return try connect(setup, saved, steps, producer, sinks, shipper?.loop, identities)
        }
    }

    /// What the output holds and the state does not know of.
    private func unknown(
        to saved: SavedState, in delivery: borrowing Delivery
    ) throws -> WrittenOutput {
        let standing =
            saved.isRebuilding ? .ahead : try delivery.standing(to: saved.outputMark)
        guard standing != .known else { return WrittenOutput() }
        let (written, unread) = try delivery.survey()
        if !unread.isEmpty { log.write(.outputUnread(paths: unread)) }
        if let aside = setAside {
            log.write(
                .stateSetAside(
                    path: aside.path, reason: aside.reason, records: written.count))
            setAside = nil
        } else if standing == .ahead, !written.isEmpty {
            log.write(.outputAhead(path: delivery.path, records: written.count))
        }
        return written
    }

    private func connect(
        _ setup: Setup, _ saved: SavedState, _ steps: sending DetectionSteps,
        _ producer: consuming RingProducer, _ sinks: SinkAssembly,
        _ shipper: ShipperLoop?, _ identities: IdentityWatch?
    ) throws -> Running {
        let configuration = setup.configuration
        let sources = try Sources(
            configuration: configuration, saved: saved, sockets: sockets, carried: carried,
            onEndOfInput: onEndOfInput, prefilter: setup.prefilter, fatal: survival.stretches
        ).make()
        let detectQueue = SerialQueue(label: "riskd.detect")
        // Adding to a source is safe from any thread; only its Swift type does not say so.
        nonisolated(unsafe) let wake = DispatchSource.makeUserDataAddSource(
            queue: detectQueue.queue)
        let ingest = IngestLoop(
            serial: SerialQueue(label: "riskd.ingest"), log: log,
            sources: sources, producer: producer
        ) { unsafe wake.add(data: 1) }
        let detection = DetectionLoop(
            serial: detectQueue, settings: settings(configuration), log: log,
            ingest: DetectionLoop.Ingest(
                requestBarrier: { number in
                    ingest.serial.queue.async {
                        ingest.assumeIsolated { $0.requestBarrier(number) }
                    }
                },
                spaceFreed: {
                    ingest.serial.queue.async { ingest.assumeIsolated { $0.spaceFreed() } }
                }),
            steps: steps)
        unsafe wake.setEventHandler { detection.assumeIsolated { $0.drain() } }
        unsafe wake.resume()
        ingest.serial.queue.async { ingest.assumeIsolated { $0.start() } }
        detectQueue.queue.async { detection.assumeIsolated { $0.start() } }
        sinks.start {
            detection.serial.queue.async { detection.assumeIsolated { $0.roomInBacklog() } }
        }
        shipper?.wake()
        identities?.start { known in
            detection.serial.queue.async {
                detection.assumeIsolated { $0.steps.detector.identities = known }
            }
        }
        return unsafe Running(
            ingest: ingest, detection: detection, wake: wake, sinks: sinks.loops,
            shipper: shipper, identities: identities)
    }

    /// Reads the files of identities before any record, so that what is known does not depend on
    /// which is faster.
    private func readIdentities(_ setup: Setup) -> (RecordReading, IdentityWatch?) {
        var files = IdentityFiles(setup.configuration.identities)
        files.load()
        let reading = RecordReading(
            setup.configuration.profile, zones: setup.zones, identities: files.identities,
            sources: setup.configuration.sources.map(\.raw))
        guard !setup.configuration.identities.isEmpty else { return (reading, nil) }
        log.write(
            .identitiesRead(
                sensors: files.identities.sensors.count, users: files.identities.users.count))
        for problem in files.takeProblems() { log.write(.contentProblem(problem)) }
        return (reading, IdentityWatch(files, log: log))
    }

    /// The sinks with what the state holds for them.
    private func makeSinks(_ configuration: Configuration) throws -> SinkAssembly {
        let output = configuration.output
        var backlogs = try store.backlogs()
        for name in output.discard where backlogs[name] != nil {
            let gone = try store.remove(.min ... .max, of: name)
            backlogs[name] = nil
            log.write(.backlogDiscarded(sink: name, entries: gone.entries))
        }
        let sinks = SinkAssembly(
            output.sinks, store: store, backlogs: backlogs, log: log, fail: fail)
        for (name, entries) in sinks.leftOver.sorted(by: { $0.key < $1.key }) {
            log.write(.backlogLeft(sink: name, entries: entries))
        }
        return sinks
    }

    /// Ends the process.
    private var fail: @Sendable (String) -> Void {
        { [log] reason in
            log.write(.problem(text: "ending, as a new start is what is safe: \(reason)"))
            exit(74)
        }
    }

    private func writesJournal(_ configuration: Configuration) -> Bool {
        switch configuration.output.journal {
        case .on: true
        case .off: false
        case .auto: Journal.ownsStandardError
        }
    }

    private func settings(_ configuration: Configuration) -> DetectionLoop.Settings {
        DetectionLoop.Settings(
            clock: clock, maxTriggerDelayNanoseconds: configuration.maxTriggerDelay.nanoseconds,
            checkpointIntervalNanoseconds: configuration.state.checkpointInterval.nanoseconds,
            futureNanoseconds: configuration.limits.futureEvents.nanoseconds,
            sources: configuration.sources.map(\.name),
            fail: fail)
    }
}
