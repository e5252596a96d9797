import CLinux
import Glibc
import SecurityContent

/// Sends each message as one datagram, by UDP or to a unix socket.
///
/// Over UDP nothing tells whether a message arrived; only that nobody listens, where the other
/// side's machine says so.
final class SyslogDatagrams: SinkTransport {
    /// How long after a batch is waited for the other side's machine to say that nobody listens:
    /// also what keeps a receiver's buffer from being flooded.
    private static let complaintMilliseconds: Int32 = 20

    private let settings: SyslogOutput
    private var descriptor: Int32 = -1

    init(_ settings: SyslogOutput) { self.settings = settings }

    deinit { startOver() }

    func startOver() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    func probe() -> ProbeFailure? {
        do throws(SystemError) {
            if descriptor < 0 { try connect() }
            return nil
        } catch {
            return .unavailable(error.description)
        }
    }

    func send(_ entries: [OutboxEntry]) -> SendOutcome {
        do throws(SystemError) {
            if descriptor < 0 { try connect() }
        } catch {
            return .unavailable(error.description)
        }
        for (index, entry) in entries.enumerated() {
            guard let code = write(entry.bytes) else { continue }
            let error = SystemError("send to \(settings.destination.text)", code: code)
            if code == EMSGSIZE {
                return .rejected(index: index, isRestTaken: true, error.description)
            }
            startOver()
            return .unavailable(error.description)
        }
        guard let code = complaint() else { return .delivered }
        startOver()
        return .unavailable(
            SystemError("send to \(settings.destination.text)", code: code).description)
    }

    /// - Returns: The error, nil where it was sent.
    private func write(_ bytes: [UInt8]) -> Int32? {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return nil }
            if errno != EINTR { return errno }
        }
    }

    private func complaint() -> Int32? {
        guard case .udp = settings.destination else { return nil }
        var entry = pollfd(fd: descriptor, events: 0, revents: 0)
        guard unsafe poll(&entry, 1, Self.complaintMilliseconds) > 0 else { return nil }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code == 0 ? nil : code
    }

    // MARK: - Connecting

    private func connect() throws(SystemError) {
        switch settings.destination {
        case .unixDatagram(let path): try open([.local(path)])
        case .udp(let host, let port): try open(Self.addresses(of: host, port))
        case .tcp, .tls, .unix: preconditionFailure("a stream is no datagram")
        }
    }

    /// Takes the first address to which there is a way.
    private func open(_ addresses: [SocketAddress]) throws(SystemError) {
        var failure = SystemError("look up \(settings.destination.text)", code: ENOENT)
        for address in addresses {
            guard let bytes = address.bytes else { continue }
            let number = socket(
                address.family, Int32(SOCK_DGRAM.rawValue) | linux_sock_cloexec, 0)
            guard number >= 0 else { throw SystemError("socket") }
            // A receiver that stands still must not hold this up for ever.
            var patience = timeval(
                tv_sec: Int(settings.timeout.components.seconds), tv_usec: 0)
            unsafe setsockopt(
                number, SOL_SOCKET, SO_SNDTIMEO, &patience,
                socklen_t(MemoryLayout<timeval>.size))
            let status = unsafe bytes.withUnsafeBytes { bytes in
                unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                    unsafe Glibc.connect(number, $0.baseAddress, socklen_t(bytes.count))
                }
            }
            if status == 0 {
                descriptor = number
                return
            }
            failure = SystemError("connect to \(settings.destination.text)")
            close(number)
        }
        throw failure
    }

    /// The addresses of a name, or the one that it is.
    private static func addresses(
        of host: String, _ port: UInt16
    ) throws(SystemError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            throw SystemError(
                "look up \(host) (\(unsafe String(cString: gai_strerror(status))))", code: EAGAIN)
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = unsafe list
        while let current = unsafe entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let status = unsafe getnameinfo(
                current.pointee.ai_addr, current.pointee.ai_addrlen, &text,
                socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            if status == 0 {
                let digits = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                addresses.append(.internet(String(decoding: digits, as: UTF8.self), port))
            }
            unsafe entry = unsafe current.pointee.ai_next
        }
        return addresses
    }
}
