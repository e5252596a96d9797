/// What kind of thing a source reads. All that has to know each kind is here and in `Sources`: a
/// further kind is a case, and the compiler names what it must say.
package enum SourceInput: Equatable, Sendable {
    /// The paths and globs of the source.
    case files
    case standardInput
    case journal(JournalInput)
    case syslog(SyslogInput)

    /// The key of the configuration that says so.
    enum Kind: String, CaseIterable { case path, stdin, journal, syslog }

    /// Why `read_from` means nothing; nil where it means something.
    var noStart: String? {
        switch self {
        case .files, .journal: nil
        case .standardInput: "standard input is read from where it stands"
        case .syslog: "syslog is read as it arrives"
        }
    }

    /// Where it listens.
    package var endpoints: [SyslogEndpoint] {
        switch self {
        case .files, .standardInput, .journal: []
        case .syslog(let input): input.listen
        }
    }

    /// Connections that may be open at once.
    package var connections: Int {
        switch self {
        case .files, .standardInput, .journal: 0
        case .syslog(let input): input.connections
        }
    }
}

extension SourceInput.Kind {
    /// The keys of the section that says what is read.
    var keys: [String] {
        switch self {
        case .path, .stdin: []
        case .journal: ConfigurationDocument.JournalKey.names
        case .syslog: ConfigurationDocument.SyslogKey.names
        }
    }

    /// Reads what a source reads, and gives it the name that it has where nobody says one.
    ///
    /// - Returns: Whether there is such a source: `stdin: false` says that there is none.
    func read(_ mapping: YAMLMapping, _ source: inout Configuration.Source) -> Bool {
        switch self {
        case .path: ConfigurationDocument.readPaths(mapping, &source)
        case .stdin:
            source.name = "stdin"
            source.input = .standardInput
            return mapping.boolean(rawValue) ?? false
        case .journal:
            source.name = "journal"
            source.input = .journal(
                mapping.mapping(rawValue).map {
                    ConfigurationDocument.journal(ConfigurationSection($0))
                } ?? JournalInput())
        case .syslog:
            source.name = "syslog"
            source.input = .syslog(
                mapping.mapping(rawValue).map {
                    ConfigurationDocument.syslog(ConfigurationSection($0), &source.name)
                } ?? SyslogInput(listen: []))
        }
        return true
    }
}

/// The systemd journal of this machine, or of a directory.
package struct JournalInput: Equatable, Sendable {
    /// `FIELD=value`, as `journalctl` takes them: values of one field are alternatives, all fields
    /// must match. None means every entry.
    package var matches: [String] = []
    /// Journal files of another place; nil for the machine's own.
    package var directory: String?

    package init(matches: [String] = [], directory: String? = nil) {
        self.matches = matches
        self.directory = directory
    }

    /// Whether a text is a match that the journal takes: an upper-case field name, `=`, a value.
    package static func isMatch(_ text: String) -> Bool {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let name = text.utf8[..<equals]
        return !name.isEmpty && name.count <= 64
            && name.allSatisfy {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "_")
            } && text.utf8[equals...].count > 1
    }
}

/// Syslog that others send.
package struct SyslogInput: Equatable, Sendable {
    package var listen: [SyslogEndpoint]
    /// Stream connections that may be open at once, over all endpoints of the source.
    package var connections = 256
    /// A stream connection on which nothing came for so long is closed; zero keeps it.
    package var idleTimeout = Duration.seconds(600)
    /// What the kernel is asked to hold of datagrams that are not read yet.
    package var receiveBuffer = 8 << 20

    package init(listen: [SyslogEndpoint]) { self.listen = listen }
}

/// Where syslog arrives.
package enum SyslogEndpoint: Hashable, Sendable {
    case udp(address: String, port: UInt16)
    case tcp(address: String, port: UInt16)
    /// A stream socket in the file system.
    case unix(path: String)
    /// A datagram socket in the file system, such as `/dev/log` is.
    case unixDatagram(path: String)
    /// Sockets that systemd passes on, all of them or those of one `FileDescriptorName=`.
    case activated(name: String?)

    /// Longest path that a socket address holds.
    package static let socketPathBytesMax = 107

    /// `udp://127.0.0.1:514`, `tcp://[::1]:601`, `unix:/run/x.sock`, `unix-datagram:/run/y.sock`,
    /// `systemd`, `systemd:name`.
    ///
    /// - Returns: Nil for anything else. That an address is one is the kernel's to say.
    package init?(_ text: String) {
        if text == "systemd" {
            self = .activated(name: nil)
        } else if let name = Self.rest(of: text, "systemd:"), !name.isEmpty {
            self = .activated(name: name)
        } else if let path = Self.path(of: text, "unix:") {
            self = .unix(path: path)
        } else if let path = Self.path(of: text, "unix-datagram:") {
            self = .unixDatagram(path: path)
        } else if let (address, port) = Self.internet(Self.rest(of: text, "udp://")) {
            self = .udp(address: address, port: port)
        } else if let (address, port) = Self.internet(Self.rest(of: text, "tcp://")) {
            self = .tcp(address: address, port: port)
        } else {
            return nil
        }
    }

    package var text: String {
        switch self {
        case .udp(let address, let port): "udp://\(Self.host(address)):\(port)"
        case .tcp(let address, let port): "tcp://\(Self.host(address)):\(port)"
        case .unix(let path): "unix:\(path)"
        case .unixDatagram(let path): "unix-datagram:\(path)"
        case .activated(let name): name.map { "systemd:\($0)" } ?? "systemd"
        }
    }

    private static func host(_ address: String) -> String {
        address.contains(":") ? "[\(address)]" : address
    }

    private static func rest(of text: String, _ prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    private static func path(of text: String, _ prefix: String) -> String? {
        guard let path = rest(of: text, prefix), path.hasPrefix("/"), path.utf8.count > 1,
            path.utf8.count <= socketPathBytesMax
        else { return nil }
        return path
    }

    /// An address in digits and a port: names are not looked up.
    private static func internet(_ text: String?) -> (String, UInt16)? {
        guard let text, let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), port > 0,
            text[text.index(after: colon)...].allSatisfy(\.isNumber)
        else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            let isAddress =
                address.contains(":")
                && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
            return isAddress ? (String(address), port) : nil
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else { return nil }
        return (String(host), port)
    }
}
