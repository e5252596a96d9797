/// Takes entries to a receiver. Calls block, for a bounded time.
protocol SinkTransport: AnyObject {
    /// Looks whether the receiver is there and would take entries, as far as that shows without
    /// sending one. So a wrong address or token is reported at the start, not with the first
    /// record.
    ///
    /// - Returns: What is in the way; nil where nothing is.
    func probe() -> ProbeFailure?

    /// Sends entries, one or more, in order.
    func send(_ entries: [OutboxEntry]) -> SendOutcome

    /// Asks which of the batches that were taken are safe at the receiver.
    func confirmed(_ confirmations: [Int64]) -> ConfirmOutcome

    /// Forgets what the receiver was told: what was taken and is not confirmed is sent again.
    func startOver()
}

/// Why a receiver would not take entries.
enum ProbeFailure: Equatable {
    case unavailable(String)
    case refused(String)
}

extension SinkTransport {
    func probe() -> ProbeFailure? { nil }
    func confirmed(_ confirmations: [Int64]) -> ConfirmOutcome { .confirmed([]) }
    func startOver() {}
}

/// What came of sending entries.
indirect enum SendOutcome: Equatable {
    /// The receiver has all of them.
    case delivered
    /// It has so many from the first on, fewer than all; and what came of the others.
    case partly(delivered: Int, then: SendOutcome)
    /// It has them and will say under this number when they are safe. Numbers ascend.
    case taken(Int64)
    /// It does not take them now, and says so.
    case busy(String)
    /// It cannot be reached, or the connection broke: what it took before may be lost.
    case unavailable(String)
    /// It will not take them until somebody changes something: they are kept, and the reason told.
    case refused(String)
    /// It can never take one of them; those behind it were not taken, those before it were where it
    /// is so said.
    case rejected(index: Int, isRestTaken: Bool, String)
    /// It can never take one of them, and does not say which.
    case rejectedSome(String)
}

/// What came of asking for confirmations.
enum ConfirmOutcome: Equatable {
    case confirmed(Set<Int64>)
    case busy(String)
    case unavailable(String)
    case refused(String)
}
