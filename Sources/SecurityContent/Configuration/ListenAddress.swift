/// Where the daemon answers questions about itself: a unix socket or a port of this machine.
package enum ListenAddress: Equatable, Sendable {
    case off
    case unix(path: String)
    /// An address of the loopback interface, in digits.
    case loopback(host: String, port: UInt16)

    /// Longest path of a unix socket: `sun_path` with its zero byte.
    package static let pathBytesMax = 107

    /// `off`, an absolute path, `127.0.0.1:9427` or `[::1]:9427`; nil for anything else.
    package init?(_ text: String) {
        if text == "off" || text == "false" {
            self = .off
        } else if text.hasPrefix("/") {
            guard text.utf8.count <= Self.pathBytesMax else { return nil }
            self = .unix(path: text)
        } else {
            guard let colon = text.lastIndex(of: ":"),
                let port = UInt16(text[text.index(after: colon)...]), port > 0
            else { return nil }
            switch text[..<colon] {
            case "localhost": self = .loopback(host: "127.0.0.1", port: port)
            case "[::1]": self = .loopback(host: "::1", port: port)
            case let host where Self.isLoopback(host):
                self = .loopback(host: String(host), port: port)
            default: return nil
            }
        }
    }

    /// 127.0.0.0/8
    private static func isLoopback(_ host: Substring) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) }
    }

    package var text: String {
        switch self {
        case .off: "off"
        case .unix(let path): path
        case .loopback(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
