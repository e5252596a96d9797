/// A receiver of syslog messages (RFC 5424).
package struct SyslogOutput: Equatable, Sendable {
    /// How messages of a stream are told apart. Source: RFC 6587.
    package enum Framing: String, CaseIterable, Sendable {
        case octetCounting = "octet-counting"
        case newline
    }

    package var destination: SyslogDestination
    package var header = SyslogHeader()
    package var framing: Framing
    /// Certificates to verify the receiver with; nil for those of the system.
    package var caFile: String?
    /// How long connecting and sending may take.
    package var timeout = Duration.seconds(30)

    package init(destination: SyslogDestination) {
        self.destination = destination
        if case .unix = destination { framing = .newline } else { framing = .octetCounting }
    }
}

/// Where syslog messages are sent.
package enum SyslogDestination: Hashable, Sendable {
    case udp(host: String, port: UInt16)
    case tcp(host: String, port: UInt16)
    case tls(host: String, port: UInt16)
    /// A stream socket in the file system.
    case unix(path: String)
    /// A datagram socket in the file system, such as `/dev/log`.
    case unixDatagram(path: String)

    /// `udp://host:514`, `tcp://[::1]:601`, `tls://host:6514`, `unix:/run/x.sock`,
    /// `unix-datagram:/dev/log`; nil for anything else.
    package init?(_ text: String) {
        for (prefix, isStream) in [("unix:", true), ("unix-datagram:", false)]
        where text.hasPrefix(prefix) {
            let path = String(text.dropFirst(prefix.count))
            guard path.hasPrefix("/"), path.utf8.count > 1,
                path.utf8.count <= SyslogEndpoint.socketPathBytesMax
            else { return nil }
            self = isStream ? .unix(path: path) : .unixDatagram(path: path)
            return
        }
        guard let separator = text.firstRange(of: "://"),
            let (host, port) = Self.address(text[separator.upperBound...])
        else { return nil }
        switch text[..<separator.lowerBound] {
        case "udp": self = .udp(host: host, port: port)
        case "tcp": self = .tcp(host: host, port: port)
        case "tls": self = .tls(host: host, port: port)
        default: return nil
        }
    }

    private static func address(_ text: Substring) -> (String, UInt16)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), port > 0,
            text[text.index(after: colon)...].allSatisfy(\.isNumber)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            let isAddress =
                host.contains(":") && host.allSatisfy { $0.isHexDigit || ":.".contains($0) }
            return isAddress ? (String(host), port) : nil
        }
        let isName = host.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
        return isName && !host.isEmpty ? (String(host), port) : nil
    }

    package var text: String {
        switch self {
        case .udp(let host, let port): "udp://\(Self.bracketed(host)):\(port)"
        case .tcp(let host, let port): "tcp://\(Self.bracketed(host)):\(port)"
        case .tls(let host, let port): "tls://\(Self.bracketed(host)):\(port)"
        case .unix(let path): "unix:\(path)"
        case .unixDatagram(let path): "unix-datagram:\(path)"
        }
    }

    package static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
