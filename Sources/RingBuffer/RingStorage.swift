import Synchronization

/// The memory that the two ends of a ring share.
///
/// `@unchecked Sendable`, and why that is right: the bytes between `head` and `tail` (both count
/// all bytes ever, modulo the capacity they are places) belong to the consumer, all others to the
/// producer. Only the producer stores `tail`, only the consumer stores `head`, and each end is a
/// `~Copyable` value that one owner holds. The producer writes bytes, then stores `tail`
/// (releasing); the consumer loads `tail` (acquiring) before it reads them. The consumer reads
/// bytes, then stores `head` (releasing); the producer loads `head` (acquiring) before it writes
/// over them. No byte is reachable from both sides at once.
///
/// - Shape: records one behind the other, each a multiple of 8 bytes: length of the whole, length
///   of the payload (four bytes each), header (24 bytes), payload. A payload length of
///   ``skipMark`` says that the rest up to the end of the memory is empty.
@safe final class RingStorage: @unchecked Sendable {
    static let frameBytes = 32
    static let skipMark = UInt32.max

    let capacity: Int
    private let memory: UnsafeMutableRawPointer

    /// Bytes consumed. Stored by the consumer (releasing), loaded by the producer (acquiring).
    let head = PaddedCursor()
    /// Bytes published. Stored by the producer (releasing), loaded by the consumer (acquiring).
    let tail = PaddedCursor()

    /// - Parameter capacity: A power of two.
    init(capacity: Int) {
        precondition(capacity >= 4_096 && capacity & (capacity - 1) == 0, "capacity \(capacity)")
        self.capacity = capacity
        unsafe memory = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit { unsafe memory.deallocate() }

    func place(_ count: Int) -> Int { count & (capacity - 1) }

    func store(_ number: UInt32, at place: Int) {
        unsafe memory.storeBytes(of: number, toByteOffset: place, as: UInt32.self)
    }

    func load(at place: Int) -> UInt32 {
        unsafe memory.loadUnaligned(fromByteOffset: place, as: UInt32.self)
    }

    func store(_ header: RecordHeader, at place: Int) {
        unsafe memory.storeBytes(of: header.source, toByteOffset: place, as: UInt32.self)
        unsafe memory.storeBytes(of: header.kind, toByteOffset: place + 4, as: UInt32.self)
        unsafe memory.storeBytes(of: header.offset, toByteOffset: place + 8, as: UInt64.self)
        unsafe memory.storeBytes(of: header.endOffset, toByteOffset: place + 16, as: UInt64.self)
    }

    func loadHeader(at place: Int) -> RecordHeader {
        RecordHeader(
            source: unsafe memory.loadUnaligned(fromByteOffset: place, as: UInt32.self),
            kind: unsafe memory.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self),
            offset: unsafe memory.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self),
            endOffset: unsafe memory.loadUnaligned(fromByteOffset: place + 16, as: UInt64.self))
    }

    func store(_ payload: Span<UInt8>, at place: Int) {
        precondition(place >= 0 && place + payload.count <= capacity)
        unsafe payload.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            unsafe (memory + place).copyMemory(from: base, byteCount: source.count)
        }
    }

    /// Calls `body` with bytes of the memory, which must be the consumer's.
    func withPayload<R>(at place: Int, count: Int, _ body: (Span<UInt8>) -> R) -> R {
        precondition(place >= 0 && place + count <= capacity)
        let buffer = unsafe UnsafeRawBufferPointer(start: memory + place, count: count)
        return body(unsafe Span<UInt8>(_unsafeBytes: buffer))
    }
}

/// A counter on a cache line of its own, so that the two ends do not slow each other down.
struct PaddedCursor: ~Copyable {
    private let before = InlineArray<8, UInt64>(repeating: 0)
    let value = Atomic<Int>(0)
    private let behind = InlineArray<8, UInt64>(repeating: 0)
}
