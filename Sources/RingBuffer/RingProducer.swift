import Synchronization

/// The end that puts records in.
package struct RingProducer: ~Copyable, Sendable {
    package enum Push: Equatable, Sendable {
        case pushed
        /// No room until the consumer releases some; nothing was written.
        case full
        /// Larger than ``RingProducer/recordBytesMax``; it will never fit.
        case tooLarge
    }

    private let storage: RingStorage
    /// Bytes written, published or not.
    private var written = 0
    private var published = 0
    /// What `head` was when last looked at: it only grows.
    private var knownHead = 0

    init(storage: RingStorage) { self.storage = storage }

    /// The largest payload: with its frame it fits into half the ring, so that it finds room in an
    /// empty ring wherever that begins.
    package var recordBytesMax: Int { storage.capacity / 2 - RingStorage.frameBytes }

    /// Writes a record; the consumer sees it after `publish`.
    package mutating func push(_ header: RecordHeader, _ payload: Span<UInt8>) -> Push {
        guard payload.count <= recordBytesMax else { return .tooLarge }
        let size = (RingStorage.frameBytes + payload.count + 7) & ~7
        var place = storage.place(written)
        let toEnd = storage.capacity - place
        let skipped = size > toEnd ? toEnd : 0
        guard hasRoom(size + skipped) else { return .full }
        if skipped > 0 {
            storage.store(UInt32(skipped), at: place)
            storage.store(RingStorage.skipMark, at: place + 4)
            written += skipped
            place = 0
        }
        storage.store(UInt32(size), at: place)
        storage.store(UInt32(payload.count), at: place + 4)
        storage.store(header, at: place + 8)
        storage.store(payload, at: place + RingStorage.frameBytes)
        written += size
        return .pushed
    }

    /// Makes all that was pushed visible.
    ///
    /// - Returns: Whether there was anything new.
    @discardableResult
    package mutating func publish() -> Bool {
        guard written != published else { return false }
        // Pairs with the acquiring load in `RingConsumer.pop`.
        storage.tail.value.store(written, ordering: .releasing)
        published = written
        return true
    }

    private mutating func hasRoom(_ bytes: Int) -> Bool {
        if written + bytes - knownHead <= storage.capacity { return true }
        // Pairs with the releasing store in `RingConsumer.release`.
        knownHead = storage.head.value.load(ordering: .acquiring)
        return written + bytes - knownHead <= storage.capacity
    }
}
