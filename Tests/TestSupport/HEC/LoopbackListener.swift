import Foundation
import Glibc

/// A TCP socket of this machine that hands out connections to a thread of each.
///
/// It can be closed and opened again on the same port, as a receiver that is restarted does.
package final class LoopbackListener: Sendable {
    package let port: UInt16
    private let descriptor: Int32

    /// - Parameter port: 0 for any that is free.
    package convenience init(
        port: UInt16 = 0, _ serve: @escaping @Sendable (LoopbackConnection) -> Void
    ) {
        let bound = BoundSocket.tcp(port: port)
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

    /// Ends it at once, with what is not sent yet.
    package func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
