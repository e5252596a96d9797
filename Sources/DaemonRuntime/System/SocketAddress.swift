import Glibc
import SecurityContent

/// The address of a socket, as bytes of a `sockaddr`.
enum SocketAddress {
    case internet(String, UInt16)
    case local(String)

    var family: Int32 {
        switch self {
        case .internet(let address, _): address.contains(":") ? AF_INET6 : AF_INET
        case .local: AF_UNIX
        }
    }

    /// Nil for what is no address in digits, or a path that is too long.
    var bytes: [UInt8]? {
        switch self {
        case .internet(let address, let port) where family == AF_INET6:
            var value = sockaddr_in6()
            value.sin6_family = sa_family_t(AF_INET6)
            value.sin6_port = port.bigEndian
            guard unsafe inet_pton(AF_INET6, address, &value.sin6_addr) == 1 else { return nil }
            return unsafe withUnsafeBytes(of: &value) { unsafe Array($0) }
        case .internet(let address, let port):
            var value = sockaddr_in()
            value.sin_family = sa_family_t(AF_INET)
            value.sin_port = port.bigEndian
            guard unsafe inet_pton(AF_INET, address, &value.sin_addr) == 1 else { return nil }
            return unsafe withUnsafeBytes(of: &value) { unsafe Array($0) }
        case .local(let path):
            let name = Array(path.utf8)
            guard name.count <= SyslogEndpoint.socketPathBytesMax else { return nil }
            var value = sockaddr_un()
            value.sun_family = sa_family_t(AF_UNIX)
            let start = MemoryLayout<sa_family_t>.size
            return unsafe withUnsafeBytes(of: &value) { unsafe Array($0) }[..<start] + name + [0]
        }
    }
}
