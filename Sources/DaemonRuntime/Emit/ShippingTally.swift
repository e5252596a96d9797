import Synchronization

/// The progress of shipping, as the status shows it: written by the shipper, read from any thread.
final class ShippingTally: Sendable {
    /// Shipping at one moment.
    struct Snapshot: Equatable, Sendable {
        /// Records that brokers have confirmed, heartbeats for each partition among them.
        var delivered = 0
        /// Records that can never be delivered.
        var rejected = 0
        /// Segments of which every record was confirmed.
        var segments = 0
        /// Lines that are on their way.
        var underway = 0
        /// Monotonic nanoseconds: of the last confirmation; since when brokers take nothing.
        var lastDelivery: UInt64?
        var stoppedSince: UInt64?
        var error = ""
    }

    private let state = Mutex(Snapshot())

    var snapshot: Snapshot { state.withLock { $0 } }

    func update(_ body: (inout Snapshot) -> Void) { state.withLock { body(&$0) } }
}
