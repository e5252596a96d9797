/// A bounded ring of byte records between one producer and one consumer, without a lock.
///
/// Both ends are `~Copyable`: that there is one of each is the compiler's business.
package struct RecordRing: ~Copyable {
    private let storage: RingStorage

    /// - Parameter capacityBytes: Rounded up to a power of two, at least 4 KiB.
    package init(capacityBytes: Int) {
        var capacity = 4_096
        while capacity < capacityBytes { capacity *= 2 }
        storage = RingStorage(capacity: capacity)
    }

    /// Gives the two ends, and ends the ring as a value: there is no third.
    package consuming func split<R: ~Copyable>(
        _ body: (consuming RingProducer, consuming RingConsumer) throws -> R
    ) rethrows -> R {
        try body(RingProducer(storage: storage), RingConsumer(storage: storage))
    }
}
