import CIM
import Dispatch
import Foundation
import RingBuffer
import RiskDetection
import SecurityContent

/// The daemon: two loops on two queues with a ring between them, and the state that both leave
/// behind.
package final class Daemon {
    private let log: MessageLog
    private let clock: DaemonClock
    private var lock: StateLock?
    private let store: SQLiteStateStore
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
    }

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
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        lock = try StateLock(directory: directory)
        store = try SQLiteStateStore(path: directory + "/state.db")
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

    /// Takes in what is in flight, makes it durable, and ends reading.
    ///
    /// - Parameter atEndOfInput: Whether nothing will ever follow: the clock that events move then
    ///   passes the last window.
    package func stop(atEndOfInput: Bool = false) {
        guard let running else { return }
        running.ingest.serial.queue.sync { running.ingest.assumeIsolated { $0.stop() } }
        running.detection.serial.queue.sync {
            running.detection.assumeIsolated { $0.stop(atEndOfInput: atEndOfInput) }
        }
        running.wake.cancel()
        self.running = nil
    }

    /// Ends for good: closes the state and gives its lock back.
    package func close(atEndOfInput: Bool = false) throws {
        stop(atEndOfInput: atEndOfInput)
        try store.close()
        lock = nil
    }

    /// Returns when the files that are there now are known: what appears later counts as new.
    package func waitForFirstScan() {
        guard let ingest = running?.ingest else { return }
        ingest.serial.queue.sync { ingest.assumeIsolated { $0.scan() } }
    }

    /// Replaces what runs by a new configuration; panes of detections that did not change go on,
    /// as the state holds them.
    ///
    /// - Parameter new: Without errors.
    package func reload(_ new: Setup) throws {
        stop()
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

    /// Shows the loops to whoever watches.
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
        let completed = try delivery.recover(saved.delivery)
        let detector = restored(setup, saved)
        if !saved.positions.isEmpty {
            log.write(
                .recovered(
                    files: saved.positions.count,
                    panes: saved.detections.values.map(\.saved.panes.count).reduce(0, +),
                    deliveredBytes: completed))
        }
        let ring = RecordRing(capacityBytes: configuration.limits.ringBytes)
        var opened: Delivery? = consume delivery
        return try ring.split { producer, consumer in
            guard let delivery = opened.take() else { preconditionFailure("split calls once") }
            return try connect(setup, saved, detector, delivery, producer, consumer)
        }
    }

    /// The engine with the panes of the last run, where they still mean the same.
    private func restored(_ setup: Setup, _ saved: SavedState) -> Detector {
        var detector = Detector(engine: setup.engine, profile: setup.configuration.profile)
        for (index, detection) in setup.content.detections.enumerated() {
            guard let old = saved.detections[detection.id] else { continue }
            guard old.fingerprint == detection.fingerprint else {
                if !old.saved.panes.isEmpty {
                    log.write(
                        .stateDiscarded(
                            detection: detection.name, reason: "its search or schedule changed"))
                }
                continue
            }
            do throws(CheckpointError) {
                try detector.restore(index, old.saved)
            } catch {
                log.write(.stateDiscarded(detection: detection.name, reason: error.reason))
            }
        }
        return detector
    }

    private func connect(
        _ setup: Setup, _ saved: SavedState, _ detector: Detector,
        _ delivery: consuming Delivery, _ producer: consuming RingProducer,
        _ consumer: consuming RingConsumer
    ) throws -> Running {
        let configuration = setup.configuration
        let sources = try Sources(
            configuration: configuration, saved: saved, sockets: sockets, carried: carried,
            onEndOfInput: onEndOfInput
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
            store: store, consumer: consumer, detector: detector, delivery: delivery)
        unsafe wake.setEventHandler { detection.assumeIsolated { $0.drain() } }
        unsafe wake.resume()
        ingest.serial.queue.async { ingest.assumeIsolated { $0.start() } }
        detectQueue.queue.async { detection.assumeIsolated { $0.start() } }
        return unsafe Running(ingest: ingest, detection: detection, wake: wake)
    }

    private func settings(_ configuration: Configuration) -> DetectionLoop.Settings {
        let journal =
            switch configuration.output.journal {
            case .on: true
            case .off: false
            case .auto: Journal.ownsStandardError
            }
        return DetectionLoop.Settings(
            clock: clock, maxTriggerDelayNanoseconds: configuration.maxTriggerDelay.nanoseconds,
            checkpointIntervalNanoseconds: configuration.state.checkpointInterval.nanoseconds,
            journal: journal,
            emitsUnknownObjects: configuration.unknownRiskObjects == .emit,
            schema: configuration.output.schema,
            formats: configuration.sources.map(\.format))
    }
}

extension Duration {
    /// Whole nanoseconds; longer ones than 290 years are that long.
    var nanoseconds: Int {
        let (seconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : Int(seconds + components.attoseconds / 1_000_000_000)
    }
}
