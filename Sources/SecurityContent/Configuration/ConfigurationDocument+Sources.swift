import CIM

extension ConfigurationDocument {
    enum SourceKey: String, ConfigurationKey {
        case name, path, stdin, journal, syslog, format
        case readFrom = "read_from"
        case timezone
    }
    enum IdentitiesKey: String, ConfigurationKey { case sensors, users }
    enum JournalKey: String, ConfigurationKey { case matches, directory }
    enum SyslogKey: String, ConfigurationKey {
        case listen, connections
        case idleTimeout = "idle_timeout"
        case receiveBuffer = "receive_buffer"
    }

    /// The keys that say what a source reads; one of them stands in each.
    private static let inputKeys: [SourceKey] = [.path, .stdin, .journal, .syslog]

    func source(_ mapping: YAMLMapping) -> Configuration.Source? {
        let section = ConfigurationSection<SourceKey>(mapping)
        let given = Self.inputKeys.filter { section.isGiven($0) }
        guard let input = given.first else {
            section.report(.path, "is missing: write a path, a glob, or a list of them")
            return nil
        }
        for other in given.dropFirst() {
            section.report(
                other,
                "does not go with \(mapping.name(of: input.rawValue)): write a source of its own")
        }
        var source = Configuration.Source(name: "", paths: [])
        switch input {
        case .stdin:
            guard readStandardInput(section, &source) else { return nil }
        case .journal: readJournal(section, &source)
        case .syslog: readSyslog(section, &source)
        default: readPaths(section, &source)
        }
        section.string(.name, &source.name)
        section.choice(.format, &source.format)
        switch input {
        case .stdin, .syslog: break
        default: section.choice(.readFrom, &source.readFrom)
        }
        source.timezone = mapping.text(SourceKey.timezone.rawValue)
        return source
    }

    /// Absolute paths and globs.
    static func patterns<Key: ConfigurationKey>(
        _ key: Key, _ section: ConfigurationSection<Key>
    ) -> [String] {
        let mapping = section.mapping
        let paths = mapping.texts(key.rawValue)
        for path in paths where !path.value.hasPrefix("/") {
            mapping.problems.add(
                path.problem(
                    .error, "\"\(path.value)\" is not absolute: write the path from / on"))
        }
        return paths.map(\.value)
    }

    private func readPaths(
        _ section: ConfigurationSection<SourceKey>, _ source: inout Configuration.Source
    ) {
        let mapping = section.mapping
        let paths = Self.patterns(.path, section)
        if paths.isEmpty, !mapping.problems.hasErrors {
            section.report(.path, "is empty: write a path, a glob, or a list of them")
        }
        source.name = paths.first ?? ""
        source.paths = paths
    }

    /// - Returns: Whether there is such a source: `stdin: false` says that there is none.
    private func readStandardInput(
        _ section: ConfigurationSection<SourceKey>, _ source: inout Configuration.Source
    ) -> Bool {
        rejectReadFrom(section, "standard input is read from where it stands")
        source.name = "stdin"
        source.input = .standardInput
        return section.boolean(.stdin) ?? false
    }

    private func rejectReadFrom(_ section: ConfigurationSection<SourceKey>, _ reason: String) {
        if section.isGiven(.readFrom) {
            section.report(.readFrom, "means nothing here: \(reason); remove the line")
        }
    }

    private func readJournal(
        _ section: ConfigurationSection<SourceKey>, _ source: inout Configuration.Source
    ) {
        source.name = "journal"
        var input = JournalInput()
        if let journal = section.section(.journal, JournalKey.self) {
            let matches = journal.mapping.texts(JournalKey.matches.rawValue)
            for match in matches where !JournalInput.isMatch(match.value) {
                journal.mapping.problems.add(
                    match.problem(
                        .error,
                        "\"\(match.value)\" is no match: write FIELD=value, such as "
                            + "SYSLOG_IDENTIFIER=sysmon"))
            }
            input.matches = matches.map(\.value)
            var directory = ""
            journal.path(.directory, &directory)
            if !directory.isEmpty { input.directory = directory }
        }
        source.input = .journal(input)
    }

    private func readSyslog(
        _ section: ConfigurationSection<SourceKey>, _ source: inout Configuration.Source
    ) {
        rejectReadFrom(section, "syslog is read as it arrives")
        source.name = "syslog"
        var input = SyslogInput(listen: [])
        defer { source.input = .syslog(input) }
        guard let syslog = section.section(.syslog, SyslogKey.self) else { return }
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
        if let first = texts.first { source.name = first.value }
        syslog.count(.connections, in: 1...65_536, &input.connections)
        syslog.duration(.idleTimeout, in: .zero...(.seconds(7 * 86_400)), &input.idleTimeout)
        syslog.bytes(.receiveBuffer, in: (64 << 10)...(1 << 30), &input.receiveBuffer)
    }

    /// What only two sources together can have wrong: both read standard input, or listen on one
    /// endpoint.
    func checkTogether(_ sources: [(mapping: YAMLMapping, source: Configuration.Source)]) {
        var readsStandardInput = false
        var endpoints: Set<SyslogEndpoint> = []
        for (mapping, source) in sources {
            switch source.input {
            case .standardInput:
                if readsStandardInput {
                    mapping.report(
                        key: SourceKey.stdin.rawValue,
                        "\(mapping.name(of: SourceKey.stdin.rawValue)) is read by a source above: "
                            + "remove one of them")
                }
                readsStandardInput = true
            case .syslog(let input):
                for endpoint in input.listen where endpoints.contains(endpoint) {
                    mapping.report(
                        key: SourceKey.syslog.rawValue,
                        "\(endpoint.text) belongs to a source above: remove it from one of them")
                }
                endpoints.formUnion(input.listen)
            case .files, .journal: break
            }
        }
    }
}
