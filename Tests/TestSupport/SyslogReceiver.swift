import Foundation
import Glibc
import Synchronization

/// Takes syslog messages as a relay does, by TCP, UDP or a unix socket.
package final class SyslogReceiver: Sendable {
    package enum Transport: Sendable {
        case tcp(port: UInt16)
        case udp
        case unix(path: String)
        case unixDatagram(path: String)
    }

    private let received = Mutex<[String]>([])
    private let listener: LoopbackListener?
    private let datagrams: Int32

    /// Of TCP and UDP.
    package let port: UInt16

    private let connections = Mutex<[LoopbackConnection]>([])
    private let readsNothing: Bool

    /// - Parameters:
    ///   - readsNothing: Whether the program reads nothing of what its kernel takes, by TCP.
    ///   - receiveBufferBytes: How much the kernel takes of a connection without the program, about;
    ///     nil for its default.
    package init(
        _ transport: Transport, readsNothing: Bool = false, receiveBufferBytes: Int? = nil
    ) {
        self.readsNothing = readsNothing
        let sink = Mutex<(@Sendable (LoopbackConnection) -> Void)?>(nil)
        let serve: @Sendable (LoopbackConnection) -> Void = { connection in
            sink.withLock { $0 }?(connection)
        }
        switch transport {
        case .tcp(let port):
            let listener = LoopbackListener(
                port: port, receiveBufferBytes: receiveBufferBytes, serve)
            self.listener = listener
            self.port = listener.port
            datagrams = -1
        case .unix(let path):
            listener = LoopbackListener(path: path, serve)
            port = 0
            datagrams = -1
        case .udp:
            listener = nil
            (datagrams, port) = BoundSocket.udp()
        case .unixDatagram(let path):
            listener = nil
            datagrams = BoundSocket.unixDatagram(path)
            port = 0
        }
        sink.withLock { $0 = { [weak self] in self?.read($0) } }
        guard datagrams >= 0 else { return }
        let descriptor = datagrams
        Thread.detachNewThread { [weak self] in
            let connection = LoopbackConnection(descriptor: descriptor)
            while true {
                let message = connection.read()
                guard !message.isEmpty, let self else { return }
                self.received.withLock { $0.append(String(decoding: message, as: UTF8.self)) }
            }
        }
    }

    /// Nobody can connect or send any more; connections are closed, what was not read of them unread.
    package func stop() {
        listener?.stop()
        connections.withLock { $0.forEach { $0.cut() } }
        if datagrams >= 0 { shutdown(datagrams, Int32(SHUT_RDWR)) }
    }

    deinit {
        stop()
        if datagrams >= 0 { close(datagrams) }
    }

    package var messages: [String] { received.withLock { $0 } }
    /// Whether something has come of which nothing is read.
    package var holdsSomething: Bool { connections.withLock { $0.contains { $0.hasBytes } } }

    /// Counted messages, or lines.
    private func read(_ connection: LoopbackConnection) {
        connections.withLock { $0.append(connection) }
        // The number may be another socket's from then on.
        defer { connections.withLock { $0.removeAll { $0.descriptor == connection.descriptor } } }
        if readsNothing { return connection.waitForEnd() }
        var bytes: [UInt8] = []
        while true {
            let more = connection.read()
            guard !more.isEmpty else { return }
            bytes += more
            while let message = Self.message(&bytes) {
                received.withLock { $0.append(message) }
            }
        }
    }

    private static func message(_ bytes: inout [UInt8]) -> String? {
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        if !digits.isEmpty {
            guard bytes.count > digits.count,
                let count = Int(String(decoding: digits, as: UTF8.self)),
                bytes.count >= digits.count + 1 + count
            else { return nil }
            let message = bytes[(digits.count + 1)...].prefix(count)
            let text = String(decoding: message, as: UTF8.self)
            bytes.removeFirst(digits.count + 1 + count)
            return text
        }
        guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        bytes.removeFirst(end + 1)
        return text
    }
}
