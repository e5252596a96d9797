import RiskDetection

extension ConfigurationDocument {
    enum SinkKey: String, ConfigurationKey {
        case name, hec, syslog, schema, backlog, overflow
    }
    enum SyslogSinkKey: String, ConfigurationKey {
        case to, facility, hostname, framing
        case messageBytes = "message_bytes"
        case caFile = "ca_file"
        case timeout
    }
    enum HECKey: String, ConfigurationKey {
        case url
        case tokenCredential = "token_credential"
        case tokenFile = "token_file"
        case caFile = "ca_file"
        case proxy, gzip, ack
        case ackTimeout = "ack_timeout"
        case timeout
        case batchEvents = "batch_events"
        case batchBytes = "batch_bytes"
        case batchDelay = "batch_delay"
        case index, source, sourcetype, host
    }

    /// The keys that say what a sink is; one of them stands in each.
    private static let targetKeys: [SinkKey] = [.hec, .syslog]
    private static let backlogRange = (1 << 20)...(1 << 40)

    static func sinks(_ output: YAMLMapping) -> [Configuration.Sink] {
        var sinks: [Configuration.Sink] = []
        for mapping in output.mappings(OutputKey.sinks.rawValue) {
            guard let sink = sink(mapping) else { continue }
            if sinks.contains(where: { $0.name == sink.name }) {
                mapping.report(
                    key: SinkKey.name.rawValue,
                    "the sink \"\(sink.name)\" stands above already: give each a name of its own, as "
                        + "its backlog is kept by name")
            }
            sinks.append(sink)
        }
        return sinks
    }

    private static func sink(_ mapping: YAMLMapping) -> Configuration.Sink? {
        let section = ConfigurationSection<SinkKey>(mapping)
        let given = targetKeys.filter { section.isGiven($0) }
        guard let target = given.first else {
            let names = targetKeys.map(\.rawValue).joined(separator: " or ")
            section.report(targetKeys[0], "is missing: write where records go, as \(names)")
            return nil
        }
        for other in given.dropFirst() {
            section.report(
                other,
                "does not go with \(mapping.name(of: target.rawValue)): write a sink of its own")
        }
        guard var sink = target == .hec ? hec(section) : syslog(section) else { return nil }
        section.string(.name, &sink.name)
        section.choice(.schema, &sink.schema)
        if case .syslog = sink.target, sink.schema == .hec {
            section.reject(
                .schema,
                "the envelope of the HTTP Event Collector has no use in syslog: write "
                    + "splunk, splunk-stash, ocsf or ecs")
        }
        section.bytes(.backlog, in: backlogRange, &sink.backlogBytes)
        section.choice(.overflow, &sink.overflow)
        return sink
    }

    // MARK: - HTTP Event Collector

    private static func hec(
        _ sink: ConfigurationSection<SinkKey>
    ) -> Configuration.Sink? {
        guard let section = sink.section(.hec, HECKey.self) else { return nil }
        guard let url = url(section) else { return nil }
        var hec = HECOutput(url: url)
        readToken(section, &hec)
        section.path(.caFile, &hec.caFile)
        section.string(.proxy, &hec.proxy)
        hec.isCompressed = section.boolean(.gzip) ?? hec.isCompressed
        hec.awaitsAcknowledgement = section.boolean(.ack) ?? hec.awaitsAcknowledgement
        section.duration(
            .ackTimeout, in: .seconds(10)...(.seconds(3_600)), &hec.acknowledgementTimeout)
        section.duration(.timeout, in: .seconds(1)...(.seconds(600)), &hec.timeout)
        section.count(.batchEvents, in: 1...10_000, &hec.batchEvents)
        section.bytes(.batchBytes, in: (16 << 10)...(64 << 20), &hec.batchBytes)
        section.duration(.batchDelay, in: .zero...(.seconds(60)), &hec.batchDelay)
        section.string(.index, &hec.index)
        section.string(.source, &hec.source)
        section.string(.sourcetype, &hec.sourcetype)
        section.string(.host, &hec.host)
        return Configuration.Sink(name: url, target: .hec(hec), schema: .hec)
    }

    /// - Returns: The address without a path; nil where there is none.
    private static func url(_ section: ConfigurationSection<HECKey>) -> String? {
        let expected =
            "write http:// or https://, a host and a port, without a path, such as "
            + "https://splunk.example.com:8088"
        guard let text = section.mapping.text(HECKey.url.rawValue)?.value else {
            if !section.isGiven(.url) { section.report(.url, "is missing: \(expected)") }
            return nil
        }
        let isPlain = text.hasPrefix("http://")
        guard isPlain || text.hasPrefix("https://") else {
            section.reject(.url, expected)
            return nil
        }
        var rest = text.dropFirst(isPlain ? 7 : 8)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let isAddress = !rest.isEmpty && rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isAddress, !rest.contains(where: { "/?#@\\\"<>".contains($0) }) else {
            section.reject(.url, expected)
            return nil
        }
        var host = rest
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            host = rest[..<colon]
            guard UInt16(rest[rest.index(after: colon)...]) ?? 0 > 0 else {
                section.reject(.url, expected)
                return nil
            }
        }
        if isPlain, !["localhost", "127.0.0.1", "[::1]"].contains(String(host)) {
            section.mapping.report(
                .warning, key: HECKey.url.rawValue,
                "\(section.mapping.name(of: "url")) has no TLS: token and records can be read on "
                    + "the way; write https://")
        }
        return String(text.hasSuffix("/") ? text.dropLast() : text[...])
    }

    private static func readToken(
        _ section: ConfigurationSection<HECKey>, _ hec: inout HECOutput
    ) {
        if let text = section.mapping.text(HECKey.tokenCredential.rawValue)?.value {
            hec.token = .credential(text)
            if text.isEmpty || text.contains("/") {
                section.reject(
                    .tokenCredential, "write the name of a credential, as in LoadCredential=")
            }
        }
        var file: String?
        section.path(.tokenFile, &file)
        guard let file else { return }
        hec.token = .file(file)
        if section.isGiven(.tokenCredential) {
            section.report(.tokenFile, "does not go with token_credential: remove one of them")
        }
    }

    // MARK: - Syslog

    private static let datagramBytesMax = 65_507

    private static func syslog(
        _ sink: ConfigurationSection<SinkKey>
    ) -> Configuration.Sink? {
        guard let section = sink.section(.syslog, SyslogSinkKey.self) else { return nil }
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
        section.choice(.facility, &syslog.facility)
        section.string(.hostname, &syslog.hostname)
        if let name = syslog.hostname,
            name.utf8.count > 255 || !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            section.reject(.hostname, "write printable ASCII without blanks, 255 bytes at most")
        }
        section.choice(.framing, &syslog.framing)
        section.bytes(.messageBytes, in: (4 << 10)...(1 << 20), &syslog.messageBytes)
        section.path(.caFile, &syslog.caFile)
        section.duration(.timeout, in: .seconds(1)...(.seconds(600)), &syslog.timeout)
        check(section, destination, syslog)
        return Configuration.Sink(
            name: destination.text, target: .syslog(syslog), schema: .splunk)
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
            if syslog.messageBytes > datagramBytesMax {
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
}
