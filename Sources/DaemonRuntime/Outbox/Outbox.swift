import RiskDetection
import SecurityContent
import Synchronization

/// The backlog of one sink. Its records stand in the state; their number and bytes, and the health
/// of the sink, are counted here.
///
/// The detect side adds, the courier of the sink takes out, each on a queue of its own.
final class Outbox: Sendable {
    let name: String
    /// Bytes of entries that it may hold.
    let bytesMax: Int
    let overflow: Configuration.Sink.Overflow
    /// Makes of a record what the sink sends.
    let encode: @Sendable (OutputRecord) -> [UInt8]

    private let tally = Mutex(OutboxTally())
    private let wakers = Mutex<Wakers>(Wakers())

    private struct Wakers {
        var courier: (@Sendable () -> Void)?
        var detector: (@Sendable () -> Void)?
    }

    init(
        name: String, bytesMax: Int, overflow: Configuration.Sink.Overflow,
        amount: OutboxAmount? = nil, encode: @escaping @Sendable (OutputRecord) -> [UInt8]
    ) {
        self.name = name
        self.bytesMax = bytesMax
        self.overflow = overflow
        self.encode = encode
        tally.withLock { $0.amount = amount ?? OutboxAmount() }
    }

    var snapshot: OutboxTally { tally.withLock { $0 } }

    /// Whether nothing may come in, so that reading pauses.
    var isFull: Bool {
        overflow == .pause && tally.withLock { $0.amount.bytes } >= bytesMax
    }

    /// Who is to be told: the courier of new entries, the detect side of room.
    func wake(courier: (@Sendable () -> Void)? = nil, detector: (@Sendable () -> Void)? = nil) {
        wakers.withLock {
            if let courier { $0.courier = courier }
            if let detector { $0.detector = detector }
        }
    }

    // MARK: - The detect side

    /// Bytes that have to go for so many more; 0 where there is room, or where reading pauses.
    func excess(adding bytes: Int) -> Int {
        guard overflow == .dropOldest else { return 0 }
        return max(0, tally.withLock { $0.amount.bytes } + bytes - bytesMax)
    }

    /// Notes what a checkpoint has put in, and what it took out to make room.
    func noteAdded(_ additions: [OutboxAddition], shed: OutboxAmount?) {
        guard let last = additions.last else { return }
        tally.withLock { tally in
            if tally.amount.entries == 0 { tally.amount.oldest = additions.first?.added }
            tally.newest = last.added
            tally.amount.entries += additions.count
            tally.amount.bytes += additions.reduce(0) { $0 + $1.bytes.count }
            guard let shed, shed.entries > 0 else { return }
            tally.amount.entries -= shed.entries
            tally.amount.bytes -= shed.bytes
            tally.amount.oldest = shed.oldest
            tally.dropped += shed.entries
        }
        wakers.withLock { $0.courier }?()
    }

    // MARK: - The courier

    /// How entries left.
    enum Departure { case delivered, setAside }

    func noteRemoved(_ amount: OutboxAmount, _ departure: Departure) {
        tally.withLock { tally in
            tally.amount.entries -= amount.entries
            tally.amount.bytes -= amount.bytes
            tally.amount.oldest = amount.oldest
            switch departure {
            case .delivered: tally.delivered += amount.entries
            case .setAside: tally.setAside += amount.entries
            }
        }
        // The detect side looks at all backlogs before it goes on.
        if overflow == .pause { wakers.withLock { $0.detector }?() }
    }

    func noteDelivery(at nanoseconds: Int64) { tally.withLock { $0.lastDelivery = nanoseconds } }

    /// Notes how sending goes; nil: it goes well.
    func note(_ failure: OutboxTally.Failure?) { tally.withLock { $0.failure = failure } }
}

/// Counts of a sink and its backlog, since the start.
struct OutboxTally: Equatable, Sendable {
    /// Why sending fails.
    struct Failure: Equatable, Sendable {
        var reason: String
        /// Monotonic nanoseconds.
        var since: UInt64
        /// Whether somebody has to change something, here or at the receiver.
        var isRefusal: Bool
    }

    /// What waits.
    var amount = OutboxAmount()
    /// When the newest entry was added, nanoseconds since the epoch.
    var newest: Int64?
    var delivered = 0
    /// Entries that the receiver can never take, and those that were damaged.
    var setAside = 0
    /// Entries that went to make room for newer ones.
    var dropped = 0
    /// Nanoseconds since the epoch.
    var lastDelivery: Int64?
    var failure: Failure?

    /// When the oldest entry was added, nanoseconds since the epoch.
    var oldest: Int64? { amount.entries > 0 ? amount.oldest ?? newest : nil }
}
