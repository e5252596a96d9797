import Dispatch
import RingBuffer

/// The ingest side: reads files and puts whole records into the ring.
///
/// A full ring pauses reading until the detect side has made room; the files are the buffer.
actor IngestLoop {
    /// The poll is the truth; inotify only shortens it.
    private static let pollNanoseconds = 1_000_000_000

    nonisolated let serial: SerialQueue
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe serial.asUnownedSerialExecutor()
    }

    private let log: MessageLog
    private let source: FileSource
    private let directories: [String]
    private var producer: RingProducer
    private let wakeDetect: @Sendable () -> Void
    private var watcher: InotifyWatcher?
    private var poll: (any DispatchSourceTimer)?
    /// Barriers that were asked for and have not passed.
    private var barriers: [UInt64] = []
    private var hasTurn = false
    private var isBlocked = false
    private var isStopped = false

    init(
        serial: SerialQueue, log: MessageLog, source: sending FileSource, directories: [String],
        producer: consuming RingProducer, wakeDetect: @escaping @Sendable () -> Void
    ) {
        self.serial = serial
        self.log = log
        self.source = source
        self.directories = directories
        self.producer = producer
        self.wakeDetect = wakeDetect
    }

    func start() {
        watcher = InotifyWatcher(queue: serial.queue) { [weak self] in
            self?.assumeIsolated { $0.turn() }
        }
        let timer = DispatchSource.makeTimerSource(queue: serial.queue)
        timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.pollTurn() } }
        timer.schedule(
            deadline: .now(), repeating: .nanoseconds(Self.pollNanoseconds),
            leeway: .milliseconds(200))
        timer.resume()
        poll = timer
    }

    func stop() {
        isStopped = true
        watcher?.cancel()
        poll?.cancel()
    }

    /// Asks for a barrier behind all that the files hold now.
    func requestBarrier(_ number: UInt64) {
        scan()
        source.markBarrier()
        barriers.append(number)
        turn()
    }

    /// The detect side has made room.
    func spaceFreed() {
        guard isBlocked else { return }
        isBlocked = false
        turn()
    }

    private func pollTurn() {
        scan()
        turn()
    }

    /// Looks which files there are.
    func scan() {
        guard !isStopped else { return }
        source.scan(now: DispatchTime.now().uptimeNanoseconds)
        source.checkTruncation()
        watcher?.watch(directories)
        for event in source.takeEvents() {
            log.write(.fileEvent(text: event.text, path: event.path, isProblem: event.isProblem))
        }
    }

    /// Reads a block of each file in turn, then lets others on the queue have theirs.
    private func turn() {
        guard !isStopped, !isBlocked else { return }
        var hasMore = false
        for file in source.openFiles {
            do throws(SystemError) {
                guard announce(file) else { break }
                let outcome = try file.readSome { kind, bytes, start, end in
                    push(kind, bytes, file.number, start, end)
                }
                if outcome == .more { hasMore = true }
                if isBlocked { break }
            } catch {
                source.report(file, error)
            }
        }
        if !isBlocked { passBarriers() }
        if producer.publish() { wakeDetect() }
        if hasMore, !isBlocked { scheduleTurn() }
    }

    private func scheduleTurn() {
        guard !hasTurn else { return }
        hasTurn = true
        serial.queue.async {
            self.assumeIsolated {
                $0.hasTurn = false
                $0.turn()
            }
        }
    }

    private func push(
        _ kind: FramedKind, _ bytes: Span<UInt8>, _ file: UInt32, _ start: UInt64, _ end: UInt64
    ) -> Bool {
        let message: RecordKind =
            switch kind {
            case .record: .record
            case .truncated: .truncated
            case .tooLong: .tooLong
            }
        let header = RecordHeader(
            source: file, kind: message.rawValue, offset: start, endOffset: end)
        switch producer.push(header, bytes) {
        case .pushed: return true
        case .full:
            isBlocked = true
            return false
        case .tooLarge:
            let note = RecordHeader(
                source: file, kind: RecordKind.tooLong.rawValue, offset: start, endOffset: end)
            return put(note, [])
        }
    }

    /// Tells the detect side which file a number means, before its records come.
    private func announce(_ file: TailedFile) -> Bool {
        guard !file.isAnnounced else { return true }
        let header = RecordHeader(
            source: file.number, kind: RecordKind.identity.rawValue, offset: UInt64(file.source),
            endOffset: 0)
        guard put(header, FilePositionCoding.encode(file.position)) else { return false }
        file.isAnnounced = true
        return true
    }

    private func passBarriers() {
        guard !barriers.isEmpty, source.hasReachedBarrier else { return }
        while let number = barriers.first {
            let header = RecordHeader(
                source: 0, kind: RecordKind.barrier.rawValue, offset: number, endOffset: 0)
            guard put(header, []) else { return }
            barriers.removeFirst()
        }
    }

    private func put(_ header: RecordHeader, _ bytes: [UInt8]) -> Bool {
        if producer.push(header, bytes.span) == .pushed { return true }
        isBlocked = true
        return false
    }
}
