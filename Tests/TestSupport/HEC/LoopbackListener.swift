import Foundation
import Glibc

/// A TCP socket of this machine that hands out connections to a thread of each.
///
/// It can be closed and opened again on the same port, as a receiver that is restarted does.
package final class LoopbackListener: Sendable {
    package let port: UInt16
    private let descriptor: Int32

    /// - Parameter port: 0 for any that is free.
    package init(port: UInt16 = 0, _ serve: @escaping @Sendable (LoopbackConnection) -> Void) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(descriptor >= 0, "socket: errno \(errno)")
        var on: Int32 = 1
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = descriptor
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(number, address, length) == 0 && listen(number, 64) == 0
                    && getsockname(number, address, &length) == 0
            }
        }
        precondition(status, "listen on port \(port): errno \(errno)")
        self.port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let connection = accept(number, nil, nil)
                guard connection >= 0 else {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    // Closed here alone, so that the number is not another socket's meanwhile.
                    close(number)
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
