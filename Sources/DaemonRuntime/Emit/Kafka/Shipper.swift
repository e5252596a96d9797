import DetectionExport

/// Brings closed segments to brokers, the oldest first, and removes each when every record of it is
/// confirmed. Asks no clock.
///
/// A record may be sent twice where the last confirmations before a crash were not written down;
/// `_collector` and `_sequence` tell them apart.
final class Shipper {
    private let directory: SpoolDirectory
    /// By the name of the data set, for those that are sent.
    private let topics: [String: String]
    private let makeProducer: () throws -> KafkaProducer
    private let tally: ShippingTally
    private let log: MessageLog

    private var producer: KafkaProducer?
    private var backoff: Backoff<SystemRandomNumberGenerator>
    private var retryAt: UInt64 = 0
    private var shipment: Shipment?
    private var reader: SegmentReader?
    /// The line that was read and is not begun.
    private var held: Range<Int>?
    /// The line that is being handed out, and its records that are not.
    private var line = 0..<0
    private var lineNumber = 0
    private var rest: ArraySlice<Destination> = []
    private var mark: ShippedMark?
    private var markedAt: UInt64 = 0
    /// Partitions of topics, and until when they are taken for right.
    private var partitions: [String: (count: Int32, until: UInt64)] = [:]
    /// Brokers that did not say how many there are are not asked before.
    private var partitionsAskedAt: UInt64 = 0
    /// Whether brokers take nothing, and since when.
    private var isStopped = false
    private var stoppedAt: UInt64 = 0
    /// When something was confirmed last, or nothing was on its way.
    private var progressAt: UInt64 = 0

    private struct Destination {
        var topic: String
        /// Nil: by the key.
        var partition: Int32?
        var key: Range<Int>?
    }

    /// What the caller does next.
    enum Next: Equatable {
        case again
        /// Waits for confirmations.
        case wait
        /// Nothing is there to send.
        case idle
        /// Not before this time, monotonic nanoseconds.
        case at(UInt64)
    }

    private static let recordsPerStep = 2_048
    private static let markNanoseconds: UInt64 = 1_000_000_000
    private static let partitionsNanoseconds: UInt64 = 60_000_000_000
    private static let askAgainNanoseconds: UInt64 = 2_000_000_000
    /// Without any confirmation for so long brokers count as not taking records.
    private static let silenceNanoseconds: UInt64 = 30_000_000_000

    init(
        directory: SpoolDirectory, topics: [String: String], tally: ShippingTally, log: MessageLog,
        makeProducer: @escaping () throws -> KafkaProducer
    ) {
        self.directory = directory
        self.topics = topics
        self.tally = tally
        self.log = log
        self.makeProducer = makeProducer
        backoff = Backoff(random: SystemRandomNumberGenerator())
        mark = ShippedMark.read(directory)
    }

    // MARK: - Steps

    /// Goes on as far as that needs no waiting.
    func step(at now: UInt64) -> Next {
        guard now >= retryAt else { return .at(retryAt) }
        do {
            let next = try advance(at: now)
            noteState(at: now)
            return next
        } catch {
            startOver("\(error)", at: now)
            return .at(retryAt)
        }
    }

    private func advance(at now: UInt64) throws -> Next {
        guard try beginSegment() else { return .idle }
        let producer = try producer ?? makeProducer()
        self.producer = producer
        try takeReports(producer, at: now)
        let isFull = try handOut(producer, at: now)
        try writeMark(at: now)
        guard let shipment, shipment.isComplete else { return isFull ? .wait : .again }
        try directory.remove(
            SpoolDirectory.Entry(name: shipment.name, isOpen: false, bytes: 0))
        tally.update { $0.segments += 1 }
        self.shipment = nil
        reader = nil
        return .again
    }

    /// Waits so long at most for confirmations.
    func wait(milliseconds: Int32) { producer?.poll(milliseconds: milliseconds) }

    /// - Returns: Whether there is a segment to send.
    private func beginSegment() throws(SystemError) -> Bool {
        guard shipment == nil else { return true }
        guard let oldest = directory.entries().first(where: { !$0.isOpen }) else { return false }
        var reader = try SegmentReader(directory.place(oldest.name.closed))
        var done = 0
        if let mark, mark.segment == oldest.name.closed {
            while done < mark.lines, try reader.next() != nil { done += 1 }
        }
        self.reader = reader
        held = nil
        rest = []
        shipment = Shipment(name: oldest.name, done: done)
        return true
    }

    private func takeReports(_ producer: KafkaProducer, at now: UInt64) throws(LostRecords) {
        producer.poll(milliseconds: 0)
        var delivered = 0
        defer {
            if delivered > 0 {
                backoff.succeed()
                progressAt = now
                tally.update {
                    $0.delivered += delivered
                    $0.lastDelivery = now
                }
            }
        }
        while let report = producer.report() {
            switch report {
            case .delivered(let number):
                delivered += 1
                shipment?.confirm(Int(number))
            case .rejected(let number): reject(Int(number), producer.error)
            case .lost: throw LostRecords(description: producer.error)
            }
        }
    }

    private struct LostRecords: Error, CustomStringConvertible {
        var description: String
    }

    private func reject(_ number: Int, _ error: String) {
        shipment?.confirm(number)
        let total = tally.snapshot.rejected + 1
        tally.update { $0.rejected = total }
        guard total == 1 || total.isPowerOfTen else { return }
        log.write(.emittedRejected(error: error, total: total))
    }

    /// - Returns: Whether nothing more can be handed out before something is confirmed.
    private func handOut(_ producer: KafkaProducer, at now: UInt64) throws -> Bool {
        for _ in 0..<Self.recordsPerStep {
            if rest.isEmpty, try !beginLine(producer, at: now) { return true }
            guard let destination = rest.first, let reader else { continue }
            switch producer.send(
                reader.buffer, line, key: destination.key, topic: destination.topic,
                partition: destination.partition, number: UInt64(lineNumber))
            {
            case .taken: break
            case .full: return true
            case .rejected: reject(lineNumber, producer.error)
            case .failed: throw LostRecords(description: producer.error)
            }
            rest.removeFirst()
        }
        return false
    }

    /// Begins the next line of the segment.
    ///
    /// - Returns: False where there is none, or brokers do not say yet where it goes.
    private func beginLine(_ producer: KafkaProducer, at now: UInt64) throws -> Bool {
        guard shipment?.isWhole == false else { return false }
        guard let next = try held ?? reader?.next(), let buffer = reader?.buffer else {
            shipment?.isWhole = true
            return false
        }
        held = next
        guard let places = destinations(buffer, next, producer, at: now) else { return false }
        held = nil
        line = next
        rest = places[...]
        lineNumber = shipment?.begin(records: places.count) ?? 0
        return true
    }

    /// Where a line goes: its topic; or, for a heartbeat, each partition of each topic, behind all that
    /// stood before it.
    ///
    /// - Returns: Nil where brokers do not say how many partitions there are.
    private func destinations(
        _ buffer: [UInt8], _ line: Range<Int>, _ producer: KafkaProducer, at now: UInt64
    ) -> [Destination]? {
        guard let record = LineRoute(buffer, line) else { return [] }
        guard record.dataSet == EventSchema.heartbeat else {
            return topics[record.dataSet].map {
                [Destination(topic: $0, partition: nil, key: record.dest)]
            } ?? []
        }
        var places: [Destination] = []
        for topic in topics.values.sorted() {
            guard let count = partitionCount(of: topic, producer, at: now) else { return nil }
            places += (0..<count).map { Destination(topic: topic, partition: $0, key: nil) }
        }
        return places
    }

    private func partitionCount(
        of topic: String, _ producer: KafkaProducer, at now: UInt64
    ) -> Int32? {
        if let known = partitions[topic], now < known.until { return known.count }
        guard now >= partitionsAskedAt + Self.askAgainNanoseconds else { return nil }
        guard let count = producer.partitions(of: topic, milliseconds: 1_000) else {
            partitionsAskedAt = now
            return nil
        }
        partitions[topic] = (count, now + Self.partitionsNanoseconds)
        return count
    }

    // MARK: - What survives

    private func writeMark(at now: UInt64, isLast: Bool = false) throws(SystemError) {
        guard let shipment, isLast || now >= markedAt + Self.markNanoseconds else { return }
        let new = ShippedMark(segment: shipment.name.closed, lines: shipment.done)
        guard new != mark, new.lines > 0 else { return }
        try new.write(directory)
        mark = new
        markedAt = now
    }

    /// Has the producer made anew later: what it had and did not confirm is sent again.
    private func startOver(_ error: String, at now: UInt64) {
        // The mark only saves work.
        try? writeMark(at: now, isLast: true)
        producer = nil
        shipment = nil
        reader = nil
        retryAt = now + backoff.fail()
        tally.update { $0.error = error }
        stop(error, at: now)
    }

    private func noteState(at now: UInt64) {
        let underway = shipment.map { $0.begun - $0.done } ?? 0
        tally.update { $0.underway = underway }
        let isWaiting = underway > 0 || held != nil
        if !isWaiting { progressAt = now }
        guard let producer else { return }
        if isWaiting, producer.isDown {
            stop(producer.error, at: now)
        } else if isWaiting, now > progressAt + Self.silenceNanoseconds {
            let error = producer.error
            stop(error.isEmpty ? "no broker confirms what it was sent" : error, at: now)
        } else if isStopped, progressAt > stoppedAt {
            isStopped = false
            let seconds = (Double(now &- stoppedAt) / 1e8).rounded() / 10
            log.write(.shippingResumed(seconds: seconds))
            tally.update {
                $0.stoppedSince = nil
                $0.error = ""
            }
        }
    }

    private func stop(_ error: String, at now: UInt64) {
        tally.update { $0.error = error }
        guard !isStopped else { return }
        isStopped = true
        stoppedAt = now
        tally.update { $0.stoppedSince = now }
        log.write(.shippingStopped(error: error))
    }

    /// Ends: what is on its way has until a time to be confirmed.
    ///
    /// - Parameters:
    ///   - isDraining: Whether what waits in the spool is sent as well, as far as the time goes.
    ///   - now: The monotonic clock, nanoseconds.
    func finish(until deadline: UInt64, isDraining: Bool = false, now: () -> UInt64) {
        drain: while isDraining, now() < deadline {
            switch step(at: now()) {
            case .again: continue
            case .wait where !isStopped: wait(milliseconds: 20)
            case .wait, .idle, .at: break drain
            }
        }
        // A line that is handed out in part cannot be confirmed any more.
        let last = (shipment?.begun ?? 0) - (rest.isEmpty ? 0 : 1)
        while let producer, let shipment, last > shipment.done, now() < deadline {
            producer.poll(milliseconds: 50)
            // What was lost is sent again at the next start.
            guard (try? takeReports(producer, at: now())) != nil else { break }
        }
        if let shipment, shipment.isComplete {
            // What cannot be removed is sent again at the next start.
            try? directory.remove(
                SpoolDirectory.Entry(name: shipment.name, isOpen: false, bytes: 0))
        } else {
            // The mark only saves work.
            try? writeMark(at: now(), isLast: true)
        }
        producer = nil
        shipment = nil
    }
}

extension Int {
    fileprivate var isPowerOfTen: Bool {
        var number = self
        while number >= 10, number.isMultiple(of: 10) { number /= 10 }
        return number == 1
    }
}
