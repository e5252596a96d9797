import RiskDetection

/// Brings the entries of one backlog to a receiver, in order, and takes them out once they are safe
/// there: each arrives at least once.
///
/// It asks no clock and waits for nobody but its transport: the caller says what time it is, and is
/// told when to come again.
struct Courier {
    struct Settings: Equatable, Sendable {
        /// How much goes at once.
        var batchEntries = 500
        var batchBytes = 512 << 10
        /// How long a batch that is not full waits for more.
        var batchDelayNanoseconds: UInt64 = 1_000_000_000
        /// After how long without a confirmation batches are sent again.
        var confirmNanoseconds: UInt64 = 300_000_000_000
    }

    /// When to call again.
    enum Next: Equatable {
        /// At once.
        case again
        /// At a monotonic time, nanoseconds, or when something was added.
        case at(UInt64)
        /// When something was added.
        case idle
    }

    /// Batches that may wait for their confirmation at once.
    static let outstandingMax = 16
    /// How often confirmations are asked for, while none comes.
    private static let pollNanoseconds: UInt64 = 1_000_000_000
    private static let pollNanosecondsMax: UInt64 = 10_000_000_000

    private let outbox: Outbox
    private let store: any OutboxStore
    private let transport: any SinkTransport
    private let settings: Settings
    private let log: MessageLog
    private var backoff: Backoff<SystemRandomNumberGenerator>

    /// Whether the receiver was seen to be there.
    private var isProbed = false
    /// Everything up to here was sent.
    private var cursor: Int64 = 0
    /// Batches that were taken and are not confirmed, in the order in which they went.
    private var outstanding: [Batch] = []
    private var lastConfirmation = Int64.min
    private var nextPoll: UInt64?
    private var pollNanoseconds = pollNanoseconds
    private var retryAt: UInt64?
    /// Looking for the entry that the receiver does not take: how many go at once, up to which.
    private var search: (entries: Int, upTo: Int64)?
    /// Delivered, and still in the state as that could not be written.
    private var unremoved: [(ClosedRange<Int64>, Outbox.Departure)] = []
    /// Whether the last failure was of asking for confirmations.
    private var isPollFailing = false
    /// What was told last of why sending fails.
    private var toldReason: String?

    private struct Batch {
        var confirmation: Int64
        var numbers: ClosedRange<Int64>
        /// Monotonic nanoseconds.
        var sent: UInt64
    }

    init(
        outbox: Outbox, store: any OutboxStore, transport: any SinkTransport, settings: Settings,
        log: MessageLog
    ) {
        self.outbox = outbox
        self.store = store
        self.transport = transport
        self.settings = settings
        self.log = log
        backoff = Backoff(random: SystemRandomNumberGenerator())
    }

    /// Whether the receiver takes entries, as far as is known.
    var isWell: Bool { retryAt == nil }

    /// Does one step: asks for confirmations, or sends a batch.
    ///
    /// - Parameters:
    ///   - now: Monotonic nanoseconds.
    ///   - wall: Nanoseconds since the epoch.
    ///   - isHurried: Whether a batch that is not full goes at once.
    /// - Throws: What the state says that cannot be read or written.
    mutating func step(at now: UInt64, wall: Int64, isHurried: Bool = false) throws -> Next {
        if let retryAt, now < retryAt { return .at(retryAt) }
        retryAt = nil
        if !isProbed { probe(at: now) }
        if let retryAt { return .at(retryAt) }
        try removeLeftOver()
        if let nextPoll, now >= nextPoll { try poll(at: now, wall: wall) }
        if let retryAt { return .at(retryAt) }
        guard outstanding.count < Self.outstandingMax else { return waiting }
        let entries = try store.entries(
            of: outbox.name, after: cursor,
            countMax: min(settings.batchEntries, search?.entries ?? .max),
            bytesMax: settings.batchBytes)
        guard let first = entries.first else { return waiting }
        assert(
            first.number > cursor
                && zip(entries, entries.dropFirst()).allSatisfy { $0.number < $1.number },
            "the store gives entries in another order than they came in")
        if let due = due(entries, first, at: now, wall: wall), !isHurried {
            return nextPoll.map { .at(min($0, due)) } ?? .at(due)
        }
        try send(entries, at: now, wall: wall)
        return retryAt.map { .at($0) } ?? .again
    }

    private mutating func probe(at now: UInt64) {
        switch transport.probe() {
        case .unavailable(let reason): fail(reason, isRefusal: false, at: now)
        case .refused(let reason): fail(reason, isRefusal: true, at: now)
        case nil:
            isProbed = true
            succeed(at: now)
        }
    }

    private var waiting: Next { nextPoll.map { .at($0) } ?? .idle }

    /// When a batch that is not full goes; nil where it goes now.
    private func due(
        _ entries: [OutboxEntry], _ first: OutboxEntry, at now: UInt64, wall: Int64
    ) -> UInt64? {
        let bytes = entries.reduce(0) { $0 + $1.bytes.count }
        guard search == nil, entries.count < settings.batchEntries,
            bytes < settings.batchBytes / 2
        else { return nil }
        // A clock that was set back must not hold entries for long.
        let age = UInt64(clamping: wall &- first.added)
        guard age < settings.batchDelayNanoseconds else { return nil }
        return now + settings.batchDelayNanoseconds - age
    }

    // MARK: - Sending

    private mutating func send(_ all: [OutboxEntry], at now: UInt64, wall: Int64) throws {
        if let damaged = all.firstIndex(where: { !$0.isIntact }) {
            if damaged > 0 { return try send(Array(all[..<damaged]), at: now, wall: wall) }
            return try setAside(all[0], "it was damaged in the state")
        }
        try conclude(transport.send(all), of: all, at: now, wall: wall)
    }

    /// - Parameter all: One or more.
    private mutating func conclude(
        _ outcome: SendOutcome, of all: [OutboxEntry], at now: UInt64, wall: Int64
    ) throws {
        let numbers = all[0].number...all[all.count - 1].number
        switch outcome {
        case .delivered:
            try settle(numbers, at: now, wall: wall)
        case .partly(let count, let rest):
            guard count > 0, count < all.count else {
                return fail("the receiver took \(count) of \(all.count)", isRefusal: false, at: now)
            }
            try settle(all[0].number...all[count - 1].number, at: now, wall: wall)
            try conclude(rest, of: Array(all[count...]), at: now, wall: wall)
        case .taken(let confirmation):
            try note(
                Batch(confirmation: confirmation, numbers: numbers, sent: now), at: now)
        case .busy(let reason): fail(reason, isRefusal: false, at: now)
        case .unavailable(let reason):
            // What was taken may be lost with the connection.
            startOver()
            fail(reason, isRefusal: false, at: now)
        case .refused(let reason): fail(reason, isRefusal: true, at: now)
        case .rejected(let index, let isRestTaken, let reason):
            guard all.indices.contains(index) else {
                return fail(reason, isRefusal: true, at: now)
            }
            if index > 0, isRestTaken {
                try settle(all[0].number...all[index - 1].number, at: now, wall: wall)
            }
            try setAside(all[index], reason)
        case .rejectedSome(let reason):
            if all.count == 1 { return try setAside(all[0], reason) }
            search = (max(1, all.count / 2), max(search?.upTo ?? 0, numbers.upperBound))
        }
    }

    /// Entries are safe at the receiver.
    private mutating func settle(
        _ numbers: ClosedRange<Int64>, at now: UInt64, wall: Int64
    ) throws {
        succeed(at: now)
        advance(to: numbers.upperBound)
        outbox.noteDelivery(at: wall)
        try remove(numbers, .delivered)
    }

    private mutating func note(_ batch: Batch, at now: UInt64) throws {
        succeed(at: now)
        guard batch.confirmation > lastConfirmation else {
            // The receiver counts anew: it was started again, and knows nothing of what it took.
            return startOver()
        }
        lastConfirmation = batch.confirmation
        outstanding.append(batch)
        assert(brokenInvariant == nil, brokenInvariant ?? "")
        advance(to: batch.numbers.upperBound)
        pollNanoseconds = Self.pollNanoseconds
        nextPoll = min(nextPoll ?? .max, now + pollNanoseconds)
    }

    /// The first promise about batches on their way that does not hold; nil where all do.
    private var brokenInvariant: String? {
        for (one, next) in zip(outstanding, outstanding.dropFirst()) {
            if one.confirmation >= next.confirmation { return "confirmations do not ascend" }
            if one.numbers.upperBound >= next.numbers.lowerBound { return "batches overlap" }
        }
        return outstanding.count <= Self.outstandingMax
            ? nil : "more batches than may be on their way"
    }

    private mutating func advance(to number: Int64) {
        cursor = max(cursor, number)
        if let upTo = search?.upTo, number >= upTo { search = nil }
    }

    /// The receiver can never take an entry: it leaves the backlog, and the journal has it.
    private mutating func setAside(_ entry: OutboxEntry, _ reason: String) throws {
        log.write(
            .entrySetAside(
                sink: outbox.name, reason: reason,
                entry: String(decoding: entry.bytes, as: UTF8.self)))
        try remove(entry.number...entry.number, .setAside)
    }

    private mutating func remove(
        _ numbers: ClosedRange<Int64>, _ departure: Outbox.Departure
    ) throws {
        unremoved.append((numbers, departure))
        try removeLeftOver()
    }

    private mutating func removeLeftOver() throws {
        while let (numbers, departure) = unremoved.first {
            let amount = try store.remove(numbers, of: outbox.name)
            unremoved.removeFirst()
            outbox.noteRemoved(amount, departure)
        }
    }

    // MARK: - Confirmations

    private mutating func poll(at now: UInt64, wall: Int64) throws {
        switch transport.confirmed(outstanding.map(\.confirmation)) {
        case .confirmed(let confirmed):
            let safe = outstanding.filter { confirmed.contains($0.confirmation) }
            outstanding.removeAll { confirmed.contains($0.confirmation) }
            for batch in safe {
                outbox.noteDelivery(at: wall)
                try remove(batch.numbers, .delivered)
            }
            pollNanoseconds =
                safe.isEmpty
                ? min(Self.pollNanosecondsMax, pollNanoseconds * 2) : Self.pollNanoseconds
            nextPoll = outstanding.isEmpty ? nil : now + pollNanoseconds
            guard let oldest = outstanding.first,
                now - oldest.sent > settings.confirmNanoseconds
            else {
                // A poll that failed has succeeded; sending may still fail.
                if isPollFailing { succeed(at: now) }
                return
            }
            startOver()
            fail(
                "what was taken was not confirmed within "
                    + "\(settings.confirmNanoseconds / 1_000_000_000) s, and is sent again",
                isRefusal: false, at: now)
        case .busy(let reason): fail(reason, isRefusal: false, at: now)
        case .unavailable(let reason):
            startOver()
            fail(reason, isRefusal: false, at: now)
        case .refused(let reason): fail(reason, isRefusal: true, at: now)
        }
        isPollFailing = retryAt != nil
    }

    /// What was taken and is not confirmed goes again.
    private mutating func startOver() {
        transport.startOver()
        if let first = outstanding.first { cursor = first.numbers.lowerBound - 1 }
        outstanding = []
        nextPoll = nil
        lastConfirmation = .min
    }

    // MARK: - How it goes

    private mutating func fail(_ reason: String, isRefusal: Bool, at now: UInt64) {
        retryAt = now + backoff.fail()
        let since = outbox.snapshot.failure?.since ?? now
        outbox.note(OutboxTally.Failure(reason: reason, since: since, isRefusal: isRefusal))
        guard reason != toldReason else { return }
        toldReason = reason
        log.write(.sinkFailed(sink: outbox.name, reason: reason, isRefusal: isRefusal))
    }

    private mutating func succeed(at now: UInt64) {
        backoff.succeed()
        isPollFailing = false
        guard let failure = outbox.snapshot.failure else { return }
        outbox.note(nil)
        toldReason = nil
        log.write(
            .sinkResumed(
                sink: outbox.name, seconds: (Double(now - failure.since) / 1e8).rounded() / 10))
    }
}
