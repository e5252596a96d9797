import CIM
import DetectionExport
import RingBuffer
import RiskDetection
import SecurityContent

@testable import DaemonRuntime

/// Sources, ring, detect side and delivery in one thread over a file system in memory: the daemon
/// without queues, timers and a clock of its own.
final class SimulatedDaemon {
    static let output = "/out/events.ndjson"

    let files: MemoryFileSystem
    let store: SimulatedStateStore
    private let setup: Setup
    private var running: Running?
    private var now: UInt64 = 0
    private var traced: Set<String> = []

    private struct Running: ~Copyable {
        let source: FileSource
        var sink: RingWriter
        var steps: DetectionSteps
    }

    init(_ setup: Setup, _ files: MemoryFileSystem, waitsForDisk: Bool) throws {
        self.setup = setup
        self.files = files
        store = try SimulatedStateStore(files, waitsForDisk: waitsForDisk)
    }

    var isRunning: Bool {
        switch running {
        case .some: true
        case nil: false
        }
    }

    // MARK: - Life

    /// As ``Daemon`` does it.
    func start() throws {
        running = nil
        let saved = try store.load()
        var delivery = Delivery(
            file: try FileSink(path: Self.output, mode: 0o640, fileSystem: files))
        let written =
            try delivery.standing(to: saved.outputMark) == .known
            ? WrittenOutput() : try delivery.survey().written
        let (_, lines) = try delivery.recover(saved.delivery)
        let log = MessageLog(sink: .none)
        let parts = DetectionSteps.Parts(
            log: log, store: store,
            detector: Restoration(log: log).detector(setup, saved, written),
            formats: [.automatic], journal: nil, riskBuilder: RiskBuilder(), schema: .splunk,
            undelivered: lines, written: written)
        let source = FileSource(
            [FileSource.Settings(name: "logs", patterns: ["/logs/app*"], startsAtEnd: false)],
            FileSource.Environment(
                fileSystem: files, recordBytesMax: 1 << 20, openFilesMax: 3,
                partialLineNanoseconds: nil),
            known: saved.files(patterns: ["/logs/app*"]),
            numbers: StreamNumbers(after: saved.positions.map(\.number).max() ?? 0))
        var opened: Delivery? = consume delivery
        running = RecordRing(capacityBytes: 1 << 16).split { producer, consumer in
            guard let delivery = opened.take() else { preconditionFailure("split calls once") }
            return Running(
                source: source, sink: RingWriter(producer: producer),
                steps: DetectionSteps(parts, consumer: consumer, delivery: delivery))
        }
        advance()
    }

    func crash(isPowerCut: Bool, kept: (Range<Int>) -> Int) throws {
        running = nil
        try store.crash(isPowerCut: isPowerCut)
        files.crash(isPowerCut: isPowerCut, kept: kept)
    }

    // MARK: - Steps

    func poll() {
        now += 1_000_000_000
        running?.source.poll(now: now)
    }

    var description: String {
        guard let running = running.take() else { return "down" }
        let detector = running.steps.detector
        let text =
            "\(detector.records) records, \(detector.events) events, skips "
            + "\(detector.skips.places), pending \(running.steps.pending != nil)"
        self.running = consume running
        return text
    }

    /// What the source told, what files there are, and how far each generation was read, for a
    /// person who follows a failing seed.
    func trace(_ told: [String]) -> String {
        var lines = files.listing
        if let running = running.take() {
            for (entry, file) in running.source.files {
                lines.append(
                    "reads \(entry.number) \(entry.displayPath) inode \(entry.key.inode): "
                        + "\(file.offset) of \(file.readOffset) of \(file.status.size)")
            }
            let known = running.source.known
            let waiting = known.waiting.files.map { "\($0.key.inode): \($0.value.reason)" }
            let doubted = known.followed.numbers.filter(known.followed.isDoubted)
            lines.append(
                "gone: \(known.past.generations.positions.keys.sorted()), doubted: "
                    + "\(doubted), waiting: \(waiting)")
            lines.append("\(running.steps.detector.events) events taken in")
            self.running = consume running
        }
        defer { traced = Set(lines) }
        return "\n"
            + (told + lines.filter { !traced.contains($0) }).map { "    \($0)\n" }.joined()
    }

    /// What the source told since the last call.
    func takeEvents() -> [String] {
        guard let running = running.take() else { return [] }
        let events = running.source.takeEvents()
        self.running = consume running
        return events.map { "\($0.path) \($0.text.prefix(60))" }
    }

    /// Has the source read, and takes some of what the ring then holds.
    ///
    /// - Returns: Whether there was nothing left.
    @discardableResult
    func read(taking count: Int = .max) -> Bool {
        guard var running = running.take() else { return true }
        let outcome = running.source.read(into: &running.sink)
        _ = running.sink.publish()
        var isEmpty = false
        if running.steps.pending == nil {
            for _ in 0..<min(count, 100_000) {
                if running.steps.takeOne() == .nothing {
                    isEmpty = true
                    break
                }
            }
            running.steps.consumer.release()
            running.sink.isFull = false
        }
        let isDone = isEmpty && outcome == .atEnd && running.source.hasReachedBarrier
        self.running = consume running
        return isDone
    }

    func catchUp() {
        for _ in 0..<3 {
            poll()
            for _ in 0..<200 where !read() {}
        }
    }

    /// Evaluates what is due and begins to deliver it.
    func trigger(upTo time: Timestamp, isCaughtUp: Bool) {
        var isComplete = false
        while !isComplete {
            guard let running = running.take() else { return }
            let isPending = running.steps.pending != nil
            if !isPending {
                // Few rows at a time, so that a crash falls between the parts of a window.
                let (records, isLast) = running.steps.evaluate(
                    upTo: time, isCaughtUp: isCaughtUp, rowsMax: 3)
                running.steps.beginCheckpoint(records, at: Timestamp(nanoseconds: files.clock))
                isComplete = isLast
            }
            self.running = consume running
            if !advance() || isPending { return }
        }
    }

    func checkpoint() {
        guard let running = running.take() else { return }
        if running.steps.pending == nil, running.steps.isDirty {
            running.steps.beginCheckpoint([], at: Timestamp(nanoseconds: files.clock))
        }
        self.running = consume running
        advance()
    }

    /// - Returns: Whether nothing is pending any more.
    @discardableResult
    func advance() -> Bool {
        guard let running = running.take() else { return true }
        let progress = running.steps.advanceCheckpoint()
        // The real one ends.
        if case .failed = progress { return false }
        self.running = consume running
        return progress == .done
    }

    /// Whether the state holds that all of a file was taken in.
    func hasTakenIn(_ path: String) throws -> Bool {
        let size = UInt64(files.contents(path).count)
        // Of several generations on the inode the newest is what the file holds.
        let position = try store.load().positions.filter {
            $0.identity.inode == files.inode(path) && $0.path == Array(path.utf8)
        }.max { $0.number < $1.number }
        // It may have been truncated and have come to the same size since.
        let bytes = files.contents(path)
        return position?.offset == size
            && position?.continuation(head: Array(bytes.prefix(1_024)), size: size)?
                .allSatisfy {
                    $0.matches(bytes[Int($0.range.lowerBound)..<Int($0.range.upperBound)])
                }
                ?? false
    }
}
