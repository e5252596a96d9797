import Glibc

/// Reads datagrams, each of which is one message.
struct DatagramReader {
    /// Datagrams taken from one socket before others have their turn.
    private static let datagramsPerTurn = 512
    /// Longest datagram that is looked at, where the record limit allows more: those of UDP are
    /// shorter.
    private static let blockBytesMin = 64 << 10

    private let recordBytesMax: Int
    private var block: [UInt8]
    /// Bytes that came from each socket.
    private var received: [UInt64]
    /// A datagram that the ring did not take yet: the block holds it.
    private var refused: (socket: Int, kind: FramerOutput, count: Int)?

    init(sockets: Int, recordBytesMax: Int) {
        self.recordBytesMax = recordBytesMax
        received = Array(repeating: 0, count: sockets)
        block = [UInt8](repeating: 0, count: max(Self.blockBytesMin, recordBytesMax))
    }

    /// Hands out what a socket holds, a bounded number of datagrams.
    ///
    /// - Parameter body: Gets the socket that the datagram came from, and what
    ///   ``RecordFramer/next(_:)`` gives; offsets count all bytes that came.
    /// - Returns: The outcome, how many bytes were read, and what kept the socket from being read.
    mutating func read(
        _ descriptor: Int32, _ socket: Int,
        _ body: (Int, FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> (outcome: ReadOutcome, bytes: Int, error: SystemError?) {
        guard handOut(body) else { return (.blocked, 0, nil) }
        var bytes = 0
        for _ in 0..<Self.datagramsPerTurn {
            let count = unsafe block.withUnsafeMutableBytes {
                // Gives the length of the datagram, of which the block may hold the beginning.
                unsafe recv(
                    descriptor, $0.baseAddress, $0.count,
                    Int32(MSG_DONTWAIT) | Int32(MSG_TRUNC))
            }
            if count < 0 {
                if errno == EINTR { continue }
                let isEmpty = errno == EAGAIN || errno == EWOULDBLOCK
                return (.atEnd, bytes, isEmpty ? nil : SystemError("receive"))
            }
            bytes += count
            refused = (socket, count > recordBytesMax ? .tooLong : .record, count)
            guard handOut(body) else { return (.blocked, bytes, nil) }
        }
        return (.more, bytes, nil)
    }

    /// - Returns: Whether the block is free for another datagram.
    private mutating func handOut(
        _ body: (Int, FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Bool {
        guard let (socket, kind, count) = refused else { return true }
        let start = received[socket]
        let end = start + UInt64(count)
        let bytes = kind == .tooLong ? 0..<0 : 0..<count
        let isBlank = kind == .record && block[bytes].allSatisfy { $0 <= 0x20 }
        if !isBlank, !body(socket, kind, block.span.extracting(bytes), start, end) { return false }
        received[socket] = end
        refused = nil
        return true
    }
}
