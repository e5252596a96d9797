import Dispatch

/// Where records come from: files, standard input, the journal, a socket.
///
/// A source is confined to the ingest queue: every call comes on it, and what a source sets up (a
/// Dispatch source, a timer) calls back on it. It hands out records when it is asked to, never by
/// itself, so that a full ring pauses it.
protocol RecordSource: AnyObject {
    /// Begins.
    ///
    /// - Parameter wake: To be called, on `queue`, when there may be something to read.
    func start(on queue: DispatchQueue, wake: @escaping @Sendable () -> Void)

    /// Ends; nothing is handed out any more.
    func stop()

    /// The regular look, about once a second (``PollPace``) and before each barrier: what appeared,
    /// vanished, was replaced.
    ///
    /// - Parameter now: Monotonic nanoseconds.
    func poll(now: UInt64)

    /// Hands out records: at most a block of each stream, so that none waits for a busy one.
    func read(into ring: inout RingWriter) -> ReadOutcome

    /// The ring is full, or has room again. A source whose descriptor stays readable while nobody
    /// reads it must not be woken by it meanwhile.
    func setPaused(_ isPaused: Bool)

    /// Whether a look is wanted before the regular one is due: names changed.
    var wantsPoll: Bool { get }

    /// Names of files that the last look was at: what it cost.
    var namesLookedAt: Int { get }

    /// Notes what it holds now: what a barrier has to wait for.
    func markBarrier()

    /// Whether all that was noted has been handed out.
    var hasReachedBarrier: Bool { get }

    /// Whether what is not read when the daemon ends is lost, as the source has no position.
    var losesUnread: Bool { get }

    /// What happened since the last call, for the operator.
    func takeEvents() -> [IngestEvent]

    /// Adds what is open and what cannot be read, for `riskd status`.
    func describe(into snapshot: inout IngestSnapshot)
}

extension RecordSource {
    var losesUnread: Bool { false }

    func setPaused(_ isPaused: Bool) {}

    func describe(into snapshot: inout IngestSnapshot) {}

    var wantsPoll: Bool { false }

    var namesLookedAt: Int { 0 }
}

/// What reading gave.
enum ReadOutcome: Equatable {
    /// Read to the end of what there is.
    case atEnd
    /// There is more to read.
    case more
    /// A record was not taken: the ring is full.
    case blocked
}

/// Numbers for streams: a stream is one file from its start to its end, one connection, one journal.
///
/// Confined to the ingest queue. No number comes twice in the life of a state, as positions are
/// saved under them.
final class StreamNumbers {
    private var last: UInt32

    /// - Parameter last: The highest that the state holds.
    init(after last: UInt32) { self.last = last }

    func next() -> UInt32 {
        last += 1
        return last
    }
}
