import CLinux
import CSystemd
import Glibc
import SecurityContent

/// A socket that connections are accepted on.
enum ListeningSocket {
    private static let backlog: Int32 = 16

    /// Binds and listens, without blocking. Nil for `off`.
    static func open(_ address: ListenAddress) throws(SystemError) -> FileDescriptor? {
        switch address {
        case .off: nil
        case .unix(let path): try openUnix(path)
        case .loopback(let host, let port): try openLoopback(host, port, address.text)
        }
    }

    /// One that systemd opened, under the name of `FileDescriptorName=`; nil where there is none.
    ///
    /// Such a socket stands in the machine's network, while the daemon has none.
    static func inherited(name: String) -> FileDescriptor? {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(0, &names)
        defer { unsafe free(names) }
        var found: FileDescriptor?
        for index in 0..<max(0, Int(count)) {
            let text = unsafe names?[index]
            defer { unsafe free(text) }
            guard unsafe text.map({ unsafe String(cString: $0) }) == name, found == nil else {
                continue
            }
            // A copy: the original is closed with the process, a reload may ask for it again.
            let copy = fcntl(SD_LISTEN_FDS_START + Int32(index), F_DUPFD_CLOEXEC, 3)
            guard copy >= 0 else { continue }
            setNonBlocking(copy)
            found = FileDescriptor(copy)
        }
        return found
    }

    private static func openUnix(_ path: String) throws(SystemError) -> FileDescriptor {
        let operation = "listen on \(path)"
        try removeStale(path, operation)
        let descriptor = try make(AF_UNIX, operation)
        var address = unixAddress(path)
        let status = unsafe withUnsafeBytes(of: &address) {
            unsafe bind(
                descriptor.number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(MemoryLayout<sockaddr_un>.size))
        }
        guard status == 0 else { throw SystemError(operation) }
        // Root and the group of the daemon.
        guard unsafe chmod(path, 0o660) == 0 else { throw SystemError("chmod \(path)") }
        guard listen(descriptor.number, backlog) == 0 else { throw SystemError(operation) }
        return descriptor
    }

    /// - Parameter path: Not longer than ``ListenAddress/pathBytesMax``.
    static func unixAddress(_ path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
            precondition(path.utf8.count < target.count, "the path of a socket is too long")
            unsafe target.copyBytes(from: path.utf8)
        }
        return address
    }

    /// Removes what a run that crashed left; nothing that answers, and nothing but a socket.
    private static func removeStale(_ path: String, _ operation: String) throws(SystemError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw SystemError(operation, code: EEXIST)
        }
        let probe = try make(AF_UNIX, operation)
        guard !connect(probe, to: path) else { throw SystemError(operation, code: EADDRINUSE) }
        guard unsafe unlink(path) == 0 else { throw SystemError("remove \(path)") }
    }

    /// Removes the path of a socket that was closed.
    static func remove(_ path: String) { unsafe unlink(path) }

    static func connect(_ socket: borrowing FileDescriptor, to path: String) -> Bool {
        var address = unixAddress(path)
        return unsafe withUnsafeBytes(of: &address) {
            unsafe Glibc.connect(
                socket.number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
    }

    private static func openLoopback(
        _ host: String, _ port: UInt16, _ text: String
    ) throws(SystemError) -> FileDescriptor {
        let operation = "listen on \(text)"
        let isIPv6 = host.contains(":")
        let descriptor = try make(isIPv6 ? AF_INET6 : AF_INET, operation)
        var on: Int32 = 1
        unsafe setsockopt(
            descriptor.number, SOL_SOCKET, SO_REUSEADDR, &on,
            socklen_t(MemoryLayout<Int32>.size))
        var bytes: [UInt8]
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            unsafe inet_pton(AF_INET6, host, &address.sin6_addr)
            bytes = unsafe withUnsafeBytes(of: &address) { unsafe Array($0) }
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            unsafe inet_pton(AF_INET, host, &address.sin_addr)
            bytes = unsafe withUnsafeBytes(of: &address) { unsafe Array($0) }
        }
        let status = unsafe bytes.withUnsafeMutableBytes {
            unsafe bind(
                descriptor.number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t($0.count))
        }
        guard status == 0, listen(descriptor.number, backlog) == 0 else {
            throw SystemError(operation)
        }
        return descriptor
    }

    private static func make(
        _ family: Int32, _ operation: String
    ) throws(SystemError) -> FileDescriptor {
        let number = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw SystemError(operation) }
        setNonBlocking(number)
        return FileDescriptor(number)
    }

    /// Also closed on exec.
    static func setNonBlocking(_ number: Int32) {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }
}
