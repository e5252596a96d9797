import CIM

extension ConfigurationDocument {
    /// The keys that sources have, beside the one that says what is read: a ``SourceInput/Kind``.
    enum SourceKey: String, ConfigurationKey {
        case name, format
        case readFrom = "read_from"
        case timezone
        case index, source, sourcetype

        static var names: [String] {
            names(with: SourceInput.Kind.self)
        }
    }
    enum IdentitiesKey: String, ConfigurationKey { case sensors, users }
    enum JournalKey: String, ConfigurationKey { case matches, directory }
    enum SyslogKey: String, ConfigurationKey {
        case listen, connections
        case idleTimeout = "idle_timeout"
        case receiveBuffer = "receive_buffer"
    }

    func source(_ mapping: YAMLMapping) -> Configuration.Source? {
        let section = ConfigurationSection<SourceKey>(mapping)
        guard
            let kind = mapping.kind(
                SourceInput.Kind.self, of: "source",
                missing: "is missing: write a path, a glob, or a list of them")
        else { return nil }
        var source = Configuration.Source(name: "", paths: [])
        let isRead = kind.read(mapping, &source)
        if let reason = source.input.noStart, section.isGiven(.readFrom) {
            section.report(.readFrom, "means nothing here: \(reason); remove the line")
        }
        guard isRead else { return nil }
        section.string(.name, &source.name)
        section.choice(.format, &source.format)
        if source.input.noStart == nil { section.choice(.readFrom, &source.readFrom) }
        source.timezone = mapping.text(SourceKey.timezone.rawValue)
        var index: String?
        section.string(.index, &index)
        source.raw.index = index ?? source.raw.index
        section.string(.source, &source.raw.source)
        section.string(.sourcetype, &source.raw.sourcetype)
        return source
    }

    /// Absolute paths and globs.
    static func patterns<Key: ConfigurationKey>(
        _ key: Key, _ section: ConfigurationSection<Key>
    ) -> [String] {
        absolute(section.mapping.texts(key.rawValue), section.mapping)
    }

    private static func absolute(_ paths: [LocatedText], _ mapping: YAMLMapping) -> [String] {
        for path in paths where !path.value.hasPrefix("/") {
            mapping.problems.add(
                path.problem(
                    .error, "\"\(path.value)\" is not absolute: write the path from / on"))
        }
        return paths.map(\.value)
    }

    static func readPaths(_ mapping: YAMLMapping, _ source: inout Configuration.Source) {
        let key = SourceInput.Kind.path.rawValue
        let paths = Self.absolute(mapping.texts(key), mapping)
        if paths.isEmpty, !mapping.problems.hasErrors {
            mapping.report(named: key, "is empty: write a path, a glob, or a list of them")
        }
        source.name = paths.first ?? ""
        source.paths = paths
    }

    static func journal(_ journal: ConfigurationSection<JournalKey>) -> JournalInput {
        var input = JournalInput()
        let matches = journal.mapping.texts(JournalKey.matches.rawValue)
        for match in matches where !JournalInput.isMatch(match.value) {
            journal.mapping.problems.add(
                match.problem(
                    .error,
                    "\"\(match.value)\" is no match: write FIELD=value, such as "
                        + "SYSLOG_IDENTIFIER=sysmon"))
        }
        input.matches = matches.map(\.value)
        journal.path(.directory, &input.directory)
        return input
    }

    /// - Parameter name: Becomes the first place as it is written.
    static func syslog(
        _ syslog: ConfigurationSection<SyslogKey>, _ name: inout String
    ) -> SyslogInput {
        var input = SyslogInput(listen: [])
        let mapping = syslog.mapping
        let texts = mapping.texts(SyslogKey.listen.rawValue)
        for text in texts {
            if let endpoint = SyslogEndpoint(text.value) {
                if input.listen.contains(endpoint) {
                    mapping.problems.add(
                        text.problem(.error, "\"\(text.value)\" stands here twice: remove one"))
                }
                input.listen.append(endpoint)
            } else {
                mapping.problems.add(
                    text.problem(
                        .error,
                        "\"\(text.value)\" cannot be listened on: write udp://127.0.0.1:514, "
                            + "tcp://[::1]:601 (addresses in digits), unix:/run/riskd/log.sock, "
                            + "unix-datagram:/run/riskd/dgram.sock, systemd or systemd:name"))
            }
        }
        if texts.isEmpty, mapping.node(SyslogKey.listen.rawValue) == nil {
            syslog.report(
                .listen,
                "is missing: write where syslog arrives, such as "
                    + "udp://127.0.0.1:514")
        }
        if let first = texts.first { name = first.value }
        syslog.count(.connections, in: 1...65_536, &input.connections)
        syslog.duration(.idleTimeout, in: .zero...(.seconds(7 * 86_400)), &input.idleTimeout)
        syslog.bytes(.receiveBuffer, in: (64 << 10)...(1 << 30), &input.receiveBuffer)
        return input
    }

    /// What only two sources together can have wrong: both read standard input, or listen on one
    /// endpoint.
    func checkTogether(_ sources: [(mapping: YAMLMapping, source: Configuration.Source)]) {
        var readsStandardInput = false
        var endpoints: Set<SyslogEndpoint> = []
        for (mapping, source) in sources {
            if source.input == .standardInput {
                let key = SourceInput.Kind.stdin.rawValue
                if readsStandardInput {
                    mapping.report(
                        named: key, "is read by a source above: remove one of them")
                }
                readsStandardInput = true
            }
            for endpoint in source.input.endpoints where endpoints.contains(endpoint) {
                mapping.report(
                    key: SourceInput.Kind.syslog.rawValue,
                    "\(endpoint.text) belongs to a source above: remove it from one of them")
            }
            endpoints.formUnion(source.input.endpoints)
        }
    }
}
