import Synchronization

/// The end that takes records out.
package struct RingConsumer: ~Copyable, Sendable {
    private let storage: RingStorage
    /// Bytes read, released or not.
    private var read = 0
    private var released = 0
    /// What `tail` was when last looked at: it only grows.
    private var knownTail = 0

    init(storage: RingStorage) { self.storage = storage }

    /// Takes the next record; nil when there is none.
    ///
    /// - Parameter body: Gets the payload as it lies in the ring, for the time of the call.
    package mutating func pop<R>(_ body: (RecordHeader, Span<UInt8>) -> R) -> R? {
        while true {
            if read == knownTail {
                // Pairs with the releasing store in `RingProducer.publish`.
                knownTail = storage.tail.value.load(ordering: .acquiring)
                if read == knownTail { return nil }
            }
            let place = storage.place(read)
            let size = Int(storage.load(at: place))
            let count = storage.load(at: place + 4)
            read += size
            if count == RingStorage.skipMark { continue }
            let header = storage.loadHeader(at: place + 8)
            return storage.withPayload(
                at: place + RingStorage.frameBytes, count: Int(count)
            ) { body(header, $0) }
        }
    }

    /// Gives the room of all that was popped back to the producer.
    package mutating func release() {
        guard read != released else { return }
        // Pairs with the acquiring load in `RingProducer.hasRoom`.
        storage.head.value.store(read, ordering: .releasing)
        released = read
    }
}
