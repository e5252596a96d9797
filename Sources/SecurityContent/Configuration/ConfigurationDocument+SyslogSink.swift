extension ConfigurationDocument {
    enum SyslogSinkKey: String, ConfigurationKey {
        case to, facility, hostname, framing
        case messageBytes = "message_bytes"
        case caFile = "ca_file"
        case timeout
    }

    private static let datagramBytesMax = 65_507

    static func syslog(_ section: ConfigurationSection<SyslogSinkKey>) -> SyslogOutput? {
        let expected =
            "write udp://host:514, tcp://host:601, tls://host:6514, unix:/run/relay.sock or "
            + "unix-datagram:/dev/log"
        guard let text = section.mapping.text(SyslogSinkKey.to.rawValue)?.value else {
            if !section.isGiven(.to) { section.report(.to, "is missing: \(expected)") }
            return nil
        }
        guard let destination = SyslogDestination(text) else {
            section.reject(.to, expected)
            return nil
        }
        var syslog = SyslogOutput(destination: destination)
        readHeader(
            section, facility: .facility, hostname: .hostname, messageBytes: .messageBytes,
            &syslog.header)
        section.choice(.framing, &syslog.framing)
        section.path(.caFile, &syslog.caFile)
        section.duration(.timeout, in: .seconds(1)...(.seconds(600)), &syslog.timeout)
        check(section, destination, syslog)
        return syslog
    }

    /// Keys that have no use with a destination.
    private static func check(
        _ section: ConfigurationSection<SyslogSinkKey>, _ destination: SyslogDestination,
        _ syslog: SyslogOutput
    ) {
        switch destination {
        case .udp, .unixDatagram:
            if section.isGiven(.framing) {
                section.report(.framing, "has no use for datagrams: remove the line")
            }
            if syslog.header.messageBytes > datagramBytesMax {
                section.reject(
                    .messageBytes, "a datagram holds \(datagramBytesMax) bytes: write less")
            }
        case .tcp, .tls, .unix: break
        }
        if case .tls = destination { return }
        if section.isGiven(.caFile) {
            section.report(.caFile, "goes with tls:// only: remove the line, or write tls://")
        }
    }

    /// What all sinks have that send syslog messages.
    static func readHeader<Key: ConfigurationKey>(
        _ section: ConfigurationSection<Key>, facility: Key, hostname: Key, messageBytes: Key,
        _ header: inout SyslogHeader
    ) {
        section.choice(facility, &header.facility)
        section.string(hostname, &header.hostname)
        if let name = header.hostname,
            name.utf8.count > 255 || !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            section.reject(hostname, "write printable ASCII without blanks, 255 bytes at most")
        }
        section.bytes(messageBytes, in: (4 << 10)...(1 << 20), &header.messageBytes)
    }
}
