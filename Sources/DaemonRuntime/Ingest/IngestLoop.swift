import Dispatch
import RingBuffer

/// The ingest side: has the sources put whole records into the ring.
///
/// A full ring pauses reading until the detect side has made room; the files are the buffer.
actor IngestLoop {
    nonisolated let serial: SerialQueue
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe serial.asUnownedSerialExecutor()
    }

    private let log: MessageLog
    let sources: [any RecordSource]
    private var ring: RingWriter
    private let wakeDetect: @Sendable () -> Void
    private var poll: (any DispatchSourceTimer)?
    /// Barriers that were asked for and have not passed.
    private var barriers: [UInt64] = []
    private var hasTurn = false
    private var hasEarlyPoll = false
    private var pace = PollPace()
    /// When the last look was over, monotonic nanoseconds.
    private var lookedAt: UInt64 = 0
    private var isStopped = false

    init(
        serial: SerialQueue, log: MessageLog, sources: sending [any RecordSource],
        producer: consuming RingProducer, wakeDetect: @escaping @Sendable () -> Void
    ) {
        self.serial = serial
        self.log = log
        self.sources = sources
        ring = RingWriter(producer: producer)
        self.wakeDetect = wakeDetect
    }

    func start() {
        for source in sources {
            source.start(on: serial.queue) { [weak self] in self?.assumeIsolated { $0.turn() } }
        }
        let timer = DispatchSource.makeTimerSource(queue: serial.queue)
        timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.pollTurn() } }
        poll = timer
        schedulePoll(afterNanoseconds: 0)
        timer.resume()
    }

    private func schedulePoll(afterNanoseconds delay: UInt64) {
        let delay = Int(delay)
        poll?.schedule(
            deadline: .now() + .nanoseconds(delay), leeway: .nanoseconds(delay / 5))
    }

    private func noteRecords() {
        if pace.noteRecords() { schedulePoll(afterNanoseconds: pace.intervalNanoseconds) }
    }

    func stop() {
        takeInRest()
        isStopped = true
        for source in sources { source.stop() }
        poll?.cancel()
    }

    /// Takes in what is there of sources that cannot be read again, as far as there is room.
    private func takeInRest() {
        var rounds = 16
        for source in sources where source.losesUnread {
            while rounds > 0, !ring.isFull, source.read(into: &ring) == .more { rounds -= 1 }
        }
        report()
        _ = ring.publish()
    }

    /// Looks soon, where names changed; not at once, as they mostly change in numbers.
    private func pollEarly() {
        guard !hasEarlyPoll, sources.contains(where: \.wantsPoll) else { return }
        hasEarlyPoll = true
        let waited = DispatchTime.now().uptimeNanoseconds &- lookedAt
        let delay = max(
            PollPace.earlyNanosecondsMin, pace.earlyNanoseconds - min(pace.earlyNanoseconds, waited)
        )
        serial.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(delay))) {
            self.assumeIsolated {
                $0.hasEarlyPoll = false
                $0.pollTurn()
            }
        }
    }

    /// Asks for a barrier behind all that the sources hold now.
    func requestBarrier(_ number: UInt64) {
        scan()
        for source in sources { source.markBarrier() }
        barriers.append(number)
        turn()
    }

    /// The detect side has made room.
    func spaceFreed() {
        guard ring.isFull else { return }
        ring.isFull = false
        for source in sources { source.setPaused(false) }
        turn()
    }

    /// Whether reading waits for room in the ring.
    var isFull: Bool { ring.isFull }

    private func pollTurn() {
        pace.noteLook()
        scan()
        schedulePoll(afterNanoseconds: pace.intervalNanoseconds)
        turn()
    }

    /// Looks what the sources have.
    func scan() {
        guard !isStopped else { return }
        for source in sources { source.poll(now: DispatchTime.now().uptimeNanoseconds) }
        pace.looked(at: sources.reduce(0) { $0 + $1.namesLookedAt })
        lookedAt = DispatchTime.now().uptimeNanoseconds
        report()
    }

    private func report() {
        for event in sources.flatMap({ $0.takeEvents() }) {
            log.write(.fileEvent(text: event.text, path: event.path, isProblem: event.isProblem))
        }
    }

    /// Reads a block of each stream in turn, then lets others on the queue have theirs.
    private func turn() {
        guard !isStopped, !ring.isFull else { return }
        var hasMore = false
        for source in sources where !ring.isFull {
            if source.read(into: &ring) == .more { hasMore = true }
        }
        report()
        pollEarly()
        if !ring.isFull { passBarriers() }
        if ring.publish() {
            noteRecords()
            wakeDetect()
        }
        if ring.isFull {
            for source in sources { source.setPaused(true) }
        } else if hasMore {
            scheduleTurn()
        }
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

    private func passBarriers() {
        guard !barriers.isEmpty, sources.allSatisfy(\.hasReachedBarrier) else { return }
        while let number = barriers.first, ring.barrier(number) { barriers.removeFirst() }
    }
}
