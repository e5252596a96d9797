import Glibc

/// One accepted connection. Confined to the ingest queue.
final class StreamConnection {
    let descriptor: FileDescriptor
    /// Index of the socket that accepted it.
    let socket: Int
    private var framer: SyslogFramer
    /// Monotonic nanoseconds.
    var lastActivity: UInt64
    /// Whether the kernel may have more to give.
    var isReady = true
    /// Whether the peer has ended it, and what is left is handed out.
    private(set) var hasEnded = false

    init(
        descriptor: consuming FileDescriptor, socket: Int, recordBytesMax: Int, now: UInt64
    ) {
        self.descriptor = descriptor
        self.socket = socket
        framer = SyslogFramer(recordBytesMax: recordBytesMax)
        lastActivity = now
    }

    /// Bytes of messages that are not whole.
    var pendingBytes: Int { framer.pendingBytes }

    /// Says that nothing more will be read.
    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        framer.finish()
    }

    /// Reads at most one block.
    ///
    /// - Returns: How many bytes came.
    func read(into block: inout [UInt8], atMost: Int) -> Int {
        guard isReady, !hasEnded else { return 0 }
        let count = unsafe block.withUnsafeMutableBytes {
            unsafe recv(
                descriptor.number, $0.baseAddress, min(atMost, $0.count), Int32(MSG_DONTWAIT))
        }
        if count > 0 {
            framer.append(block[..<count])
            return count
        }
        if count < 0, errno == EINTR { return 0 }
        isReady = false
        if count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK) { end() }
        return 0
    }

    /// Hands out the messages that are whole.
    ///
    /// - Returns: Whether all were taken.
    func drain(_ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool) -> Bool {
        while true {
            switch framer.next(body) {
            case .taken: continue
            case .refused: return false
            case .needsMore: return true
            }
        }
    }
}
