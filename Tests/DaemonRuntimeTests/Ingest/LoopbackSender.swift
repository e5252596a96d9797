import Foundation

@testable import DaemonRuntime

/// A client of a syslog socket.
final class LoopbackSender {
    private let descriptor: FileDescriptor

    /// - Parameter type: `SOCK_STREAM` or `SOCK_DGRAM`.
    init(_ address: SocketAddress, _ type: __socket_type) throws {
        descriptor = FileDescriptor(socket(address.family, Int32(type.rawValue), 0))
        let bytes = address.bytes ?? []
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                unsafe connect(descriptor.number, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        guard status == 0 else { throw SystemError("connect") }
    }

    /// - Returns: How many bytes the kernel took.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Int {
        let bytes = Array(bytes)
        return unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(
                descriptor.number, $0.baseAddress, $0.count,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
    }

    /// Whether the peer has closed the connection.
    var isClosed: Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor.number, &byte, 1, Int32(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN)
    }

    /// A port of the loopback address that nobody has.
    static func freePort(_ type: __socket_type) -> UInt16 {
        let probe = FileDescriptor(socket(AF_INET, Int32(type.rawValue), 0))
        let bytes = SocketAddress.internet("127.0.0.1", 0).bytes ?? []
        _ = unsafe bytes.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                unsafe bind(probe.number, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(probe.number, $0, &size)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
