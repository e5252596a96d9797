import Foundation
import Glibc

/// A TCP socket of this machine that hands out connections to a thread of each.
///
/// It can be closed and opened again on the same port, as a receiver that is restarted does.
package final class LoopbackListener: Sendable {
    package let port: UInt16
    private let descriptor: Int32

    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - receiveBufferBytes: How much the kernel takes of a connection that is not read, about; nil
    ///     for its default.
    package convenience init(
        port: UInt16 = 0, receiveBufferBytes: Int? = nil,
        _ serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) {
        let bound = BoundSocket.tcp(port: port)
        if var size = receiveBufferBytes.map({ Int32($0) }) {
            // Before the first connection, which inherits it.
            unsafe setsockopt(
                bound.descriptor, SOL_SOCKET, SO_RCVBUF, &size,
                socklen_t(MemoryLayout<Int32>.size))
        }
        self.init(bound.descriptor, port: bound.port, serve)
    }

    /// A stream socket in the file system.
    package convenience init(
        path: String, _ serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) {
        self.init(BoundSocket.unix(path), port: 0, serve)
    }

    private init(
        _ descriptor: Int32, port: UInt16,
        _ serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) {
        self.descriptor = descriptor
        self.port = port
        precondition(listen(descriptor, 64) == 0, "listen: errno \(errno)")
        Thread.detachNewThread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    // Closed here alone, so that the number is not another socket's meanwhile.
                    close(descriptor)
                    return
                }
                Thread.detachNewThread {
                    serve(LoopbackConnection(descriptor: connection))
                    close(connection)
                }
            }
        }
    }

    /// Ends it: nobody can connect any more.
    package func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

/// A connection of a ``LoopbackListener``, with blocking reads and writes.
package struct LoopbackConnection: Sendable {
    package let descriptor: Int32

    /// What comes, at most so many bytes; empty at the end.
    package func read(_ countMax: Int = 1 << 16) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: countMax)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        return count > 0 ? Array(buffer[..<count]) : []
    }

    package func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Whether bytes are there that nobody has read.
    package var hasBytes: Bool {
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
            == 1
    }

    /// `POLLRDHUP` of Linux, which the module of the C library leaves out.
    private static let peerHangup: Int16 = 0x2000

    /// Waits until either side ends it, reading nothing.
    package func waitForEnd() {
        var entry = pollfd(fd: descriptor, events: Self.peerHangup, revents: 0)
        while unsafe poll(&entry, 1, -1) < 0 {}
    }

    /// Ends it at once, with what is not sent yet.
    package func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
