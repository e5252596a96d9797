import CIM
import RingBuffer

/// Records from further ahead than is kept, while nobody knows whether they or the clock is wrong.
///
/// A machine whose clock lost its battery starts in the past until the network sets it, and then all
/// that is read is of the future. Such records wait here, with what comes behind them in their
/// streams, so that no position passes them: a crash reads them again. They are taken in once the
/// clock has caught up. The first event that is of now shows that the clock is right, and they are
/// counted as what they are.
struct FutureHold {
    struct Held {
        var header: RecordHeader
        var payload: [UInt8]
    }

    /// What is held at most; a full ring and the log files hold the rest.
    struct Limits {
        var messages = 10_000
        var bytes = 4 << 20
    }

    /// An event that close to the clock is of now.
    private static let nowSeconds: Int64 = 900
    /// Of what fills the hold so large a share must be ahead for the clock to be the one that is wrong.
    private static let shareMin = 0.9

    private let limits: Limits
    /// Whether the clock was found to be right since the start.
    private(set) var isTrusted = false
    private(set) var held: [Held] = []
    /// Records of the future among them, and other events.
    private(set) var ahead = 0
    private var others = 0
    /// The earliest of their times.
    private(set) var earliest: Timestamp?
    private var streams: Set<UInt32> = []
    private var bytes = 0

    init(limits: Limits = Limits()) { self.limits = limits }

    /// Whether messages of a stream wait behind one that is held.
    func holds(_ stream: UInt32) -> Bool { !streams.isEmpty && streams.contains(stream) }

    /// Whether there is no room, so that nothing may come any more.
    var isFull: Bool { held.count >= limits.messages || bytes >= limits.bytes }

    /// Whether what is held is to be taken now.
    ///
    /// - Parameter latest: Up to when events are kept.
    func isDue(_ latest: Timestamp?) -> Bool {
        guard !held.isEmpty else { return false }
        guard !isTrusted, let latest, let earliest else { return true }
        return earliest <= latest
    }

    /// Notes the time of an event.
    mutating func note(_ time: Timestamp, now: Timestamp?) {
        guard !isTrusted, let now else { return }
        let (distance, overflow) = time.seconds.subtractingReportingOverflow(now.seconds)
        if !overflow, abs(distance) <= Self.nowSeconds { isTrusted = true }
    }

    /// Keeps a message.
    ///
    /// - Parameters:
    ///   - time: Of an event.
    ///   - isAhead: Whether that is of the future.
    mutating func keep(
        _ header: RecordHeader, _ payload: Span<UInt8>, time: Timestamp?, isAhead: Bool
    ) {
        held.append(Held(header: header, payload: (0..<payload.count).map { payload[$0] }))
        bytes += payload.count
        streams.insert(header.source)
        if isAhead, let time {
            ahead += 1
            earliest = min(earliest ?? time, time)
        } else if time != nil {
            others += 1
        }
        // Some records are wrong, and not the clock.
        if isFull, Double(ahead) < Double(ahead + others) * Self.shareMin { isTrusted = true }
    }

    /// Hands out all that is held, in its order.
    mutating func takeAll() -> [Held] {
        let all = held
        let isTrusted = isTrusted
        self = FutureHold(limits: limits)
        self.isTrusted = isTrusted
        return all
    }
}
