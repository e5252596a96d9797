import CLinux
import CSystemd
import Glibc
import SecurityContent

/// A socket on which syslog arrives: bound here, or passed on by systemd.
final class SyslogSocket: Sendable {
    /// For messages, such as `udp://127.0.0.1:514`.
    let name: String
    let descriptor: FileDescriptor
    /// Whether each message is one datagram; otherwise connections are accepted.
    let isDatagram: Bool
    /// The path that was made for it.
    private let ownedPath: String?

    private init(
        name: String, descriptor: consuming FileDescriptor, isDatagram: Bool, ownedPath: String?
    ) {
        self.name = name
        self.descriptor = descriptor
        self.isDatagram = isDatagram
        self.ownedPath = ownedPath
    }

    /// Takes the socket out of the file system, once nobody is to send to it any more.
    func removePath() { if let ownedPath { unsafe unlink(ownedPath) } }

    // MARK: - Own sockets

    /// Binds an endpoint, and listens on it where it is for streams.
    ///
    /// - Parameter receiveBuffer: Bytes that the kernel is asked to hold; it may give less.
    static func bind(
        _ endpoint: SyslogEndpoint, receiveBuffer: Int
    ) throws(SystemError) -> SyslogSocket {
        switch endpoint {
        case .udp(let address, let port):
            try bind(endpoint, .internet(address, port), SOCK_DGRAM, receiveBuffer)
        case .tcp(let address, let port):
            try bind(endpoint, .internet(address, port), SOCK_STREAM, receiveBuffer)
        case .unix(let path): try bind(endpoint, .local(path), SOCK_STREAM, receiveBuffer)
        case .unixDatagram(let path): try bind(endpoint, .local(path), SOCK_DGRAM, receiveBuffer)
        case .activated: throw SystemError("bind \(endpoint.text)", code: EINVAL)
        }
    }

    private static func bind(
        _ endpoint: SyslogEndpoint, _ place: SocketAddress, _ type: __socket_type, _ buffer: Int
    ) throws(SystemError) -> SyslogSocket {
        let text = "listen on \(endpoint.text)"
        guard let address = place.bytes else { throw SystemError(text, code: EINVAL) }
        let number = socket(
            place.family, Int32(type.rawValue) | linux_sock_cloexec | linux_sock_nonblock, 0)
        guard number >= 0 else { throw SystemError(text) }
        let descriptor = FileDescriptor(number)
        if case .local(let path) = place {
            try removeStale(path, type, text)
        } else {
            set(number, SOL_SOCKET, SO_REUSEADDR, 1)
        }
        if place.family == AF_INET6 { set(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        setBuffer(number, buffer)
        let status = unsafe address.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                unsafe Glibc.bind(number, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        guard status == 0 else { throw SystemError(text) }
        if type == SOCK_STREAM, listen(number, SOMAXCONN) != 0 { throw SystemError(text) }
        var path: String?
        if case .local(let bound) = place {
            path = bound
            // Members of the group of the daemon may send.
            guard unsafe chmod(bound, 0o660) == 0 else { throw SystemError("chmod \(bound)") }
        }
        return SyslogSocket(
            name: endpoint.text, descriptor: descriptor, isDatagram: type == SOCK_DGRAM,
            ownedPath: path)
    }

    /// Removes a socket that an earlier run left behind; one that somebody listens on stays.
    private static func removeStale(
        _ path: String, _ type: __socket_type, _ text: String
    ) throws(SystemError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK, let address = SocketAddress.local(path).bytes
        else { throw SystemError(text, code: EEXIST) }
        let probe = FileDescriptor(
            socket(AF_UNIX, Int32(type.rawValue) | linux_sock_cloexec, 0))
        let isTaken = unsafe address.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                unsafe connect(probe.number, $0.baseAddress, socklen_t(bytes.count)) == 0
            }
        }
        if isTaken || errno != ECONNREFUSED { throw SystemError(text, code: EADDRINUSE) }
        unsafe unlink(path)
    }

    private static func set(_ number: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        // An option that is refused changes comfort, not what is read.
        _ = unsafe setsockopt(
            number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// With the right to do so beyond `net.core.rmem_max`, else up to it.
    private static func setBuffer(_ number: Int32, _ bytes: Int) {
        set(number, SOL_SOCKET, SO_RCVBUF, Int32(clamping: bytes))
        set(number, SOL_SOCKET, SO_RCVBUFFORCE, Int32(clamping: bytes))
    }

    // MARK: - Passed on by systemd

    /// The sockets that the service manager passed to this process.
    ///
    /// - Parameter name: Only those of this `FileDescriptorName=`; nil for all.
    /// - Throws: When there is none, or one of another kind.
    static func activated(name: String?) throws(SystemError) -> [SyslogSocket] {
        let wanted = SyslogEndpoint.activated(name: name).text
        let first: Int32 = 3  // SD_LISTEN_FDS_START
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(0, &names)
        defer { unsafe free(names) }
        var sockets: [SyslogSocket] = []
        for index in 0..<max(0, Int(count)) {
            let text = unsafe names?[index]
            defer { unsafe free(text) }
            let known = unsafe text.map { unsafe String(cString: $0) } ?? ""
            if let name, name != known { continue }
            sockets.append(try adopt(first + Int32(index), "systemd:\(known)"))
        }
        guard !sockets.isEmpty else {
            throw SystemError(
                "take sockets from systemd for \"\(wanted)\" (is the .socket unit started?)",
                code: ENOENT)
        }
        return sockets
    }

    /// A copy of a descriptor: a reload may take it again.
    private static func adopt(_ number: Int32, _ name: String) throws(SystemError) -> SyslogSocket {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("take \(name)") }
        let descriptor = FileDescriptor(copy)
        let type = value(copy, SO_TYPE)
        let isStream = type == Int32(SOCK_STREAM.rawValue) && value(copy, SO_ACCEPTCONN) == 1
        guard isStream || type == Int32(SOCK_DGRAM.rawValue) else {
            throw SystemError(
                "take \(name), which is neither a datagram socket nor one that listens",
                code: ENOTSUP)
        }
        _ = fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) | O_NONBLOCK)
        return SyslogSocket(
            name: name, descriptor: descriptor, isDatagram: !isStream, ownedPath: nil)
    }

    private static func value(_ number: Int32, _ option: Int32) -> Int32 {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(number, SOL_SOCKET, option, &value, &size) == 0 else { return -1 }
        return value
    }

    // MARK: - What the kernel says

    /// Bytes of what is not read yet that the kernel holds at most.
    var receiveBufferBytes: Int { Int(max(0, Self.value(descriptor.number, SO_RCVBUF))) }

    /// Datagrams that the kernel has dropped since the socket was made, because its buffer was
    /// full; 0 where it does not say.
    var dropped: UInt32 {
        // SK_MEMINFO_DROPS is the last of nine numbers.
        var numbers = [UInt32](repeating: 0, count: 9)
        var size = socklen_t(numbers.count * MemoryLayout<UInt32>.size)
        let status = unsafe numbers.withUnsafeMutableBytes {
            unsafe getsockopt(descriptor.number, SOL_SOCKET, SO_MEMINFO, $0.baseAddress, &size)
        }
        return status == 0 && size == 36 ? numbers[8] : 0
    }
}
