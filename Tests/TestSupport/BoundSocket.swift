import Glibc

/// Sockets of this machine, bound for tests.
enum BoundSocket {
    static func tcp(port: UInt16) -> (descriptor: Int32, port: UInt16) {
        internet(SOCK_STREAM, port: port)
    }

    static func udp() -> (descriptor: Int32, port: UInt16) { internet(SOCK_DGRAM, port: 0) }

    private static func internet(
        _ type: __socket_type, port: UInt16
    ) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(type.rawValue) | cloexec, 0)
        precondition(descriptor >= 0, "socket: errno \(errno)")
        var on: Int32 = 1
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        precondition(isBound, "bind port \(port): errno \(errno)")
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    static func unix(_ path: String) -> Int32 { local(SOCK_STREAM, path) }

    static func unixDatagram(_ path: String) -> Int32 { local(SOCK_DGRAM, path) }

    private static func local(_ type: __socket_type, _ path: String) -> Int32 {
        unsafe unlink(path)
        let descriptor = socket(AF_UNIX, Int32(type.rawValue) | cloexec, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        let start = MemoryLayout<sa_family_t>.size
        unsafe withUnsafeMutableBytes(of: &address) { bytes in
            precondition(name.count < bytes.count - start, "\(path) is too long")
            unsafe bytes[start..<(start + name.count)].copyBytes(from: name)
        }
        let isBound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        precondition(isBound, "bind \(path): errno \(errno)")
        return descriptor
    }

    private static let cloexec = Int32(SOCK_CLOEXEC.rawValue)
}
