import SPL

/// One section of the configuration, read key by key into values that hold their defaults.
///
/// A key without a value (`group:`) is an error: it looks decided and is not.
struct ConfigurationSection<Key: ConfigurationKey> {
    let mapping: YAMLMapping

    init(_ mapping: YAMLMapping) {
        self.mapping = mapping
        let names = Key.names
        mapping.check(keys: names)
        for entry in mapping.entries where names.contains(entry.key) && entry.value.isNull {
            mapping.report(
                key: entry.key,
                "\(mapping.name(of: entry.key)) has no value: write one, or remove the line")
        }
    }

    func isGiven(_ key: Key) -> Bool { mapping.node(key.rawValue) != nil }

    /// A section that is not there is one without keys.
    func section<Inner: ConfigurationKey>(
        _ key: Key, _ type: Inner.Type
    ) -> ConfigurationSection<Inner>? {
        mapping.note(.mapping, key.rawValue)
        guard isGiven(key) else {
            return ConfigurationSection<Inner>(
                YAMLMapping(
                    source: mapping.source, entries: [], offset: mapping.offset,
                    path: mapping.name(of: key.rawValue), problems: mapping.problems))
        }
        return mapping.mapping(key.rawValue).map { ConfigurationSection<Inner>($0) }
    }

    /// Keeps the value that is in force, for `riskd config show`.
    private func note(_ key: Key, _ value: String) {
        mapping.problems.values[mapping.name(of: key.rawValue)] = value
    }

    /// Reports a problem of a key; the message goes on behind its name.
    func report(_ key: Key, _ message: String) {
        mapping.report(named: key.rawValue, message)
    }

    /// Reports the value of a key, if it has one.
    func reject(_ key: Key, _ expected: String) {
        guard let node = mapping.node(key.rawValue) else { return }
        let given = node.text.map { "\"\($0)\"" } ?? node.kind
        mapping.report(at: node, "\(mapping.name(of: key.rawValue)) is \(given): \(expected)")
    }

    func text(_ key: Key, _ value: inout LocatedText) {
        if let text = mapping.text(key.rawValue) { value = text }
        note(key, value.value)
    }

    func string(_ key: Key, _ value: inout String) {
        if let text = mapping.string(key.rawValue) { value = text }
        note(key, value)
    }

    /// A text that may be left out.
    func string(_ key: Key, _ value: inout String?) {
        guard let text = mapping.string(key.rawValue) else { return }
        if text.isEmpty { reject(key, "write a text, or remove the line") }
        value = text
    }

    /// An absolute path that may be left out.
    func path(_ key: Key, _ value: inout String?) {
        var path = ""
        self.path(key, &path)
        if !path.isEmpty { value = path }
    }

    /// An absolute path.
    func path(_ key: Key, _ value: inout String) {
        mapping.note(.path, key.rawValue)
        defer { note(key, value) }
        guard let text = mapping.string(key.rawValue) else { return }
        guard text.hasPrefix("/") else {
            return reject(key, "write an absolute path, from / on")
        }
        value = text
    }

    /// An absolute path, or nil for `off`.
    func pathOrOff(_ key: Key, _ value: inout String?) {
        mapping.note(.pathOrOff, key.rawValue)
        defer { note(key, value ?? "off") }
        guard let node = mapping.node(key.rawValue) else { return }
        guard let text = node.text, text == "off" || text.hasPrefix("/") else {
            return reject(key, "write off, or an absolute path, from / on")
        }
        value = text == "off" ? nil : text
    }

    func address(_ key: Key, allowsPort: Bool, _ value: inout ListenAddress) {
        mapping.note(.address(allowsPort: allowsPort), key.rawValue)
        defer { note(key, value.text) }
        guard let node = mapping.node(key.rawValue) else { return }
        let port = allowsPort ? ", 127.0.0.1:9427 or another port of the loopback interface" : ""
        guard let address = node.text.flatMap(ListenAddress.init) else {
            return reject(
                key,
                "write off, the path of a socket (\(ListenAddress.pathBytesMax) bytes at most)"
                    + port)
        }
        if case .loopback = address, !allowsPort {
            return reject(key, "write off, or the absolute path of a socket")
        }
        value = address
    }

    func boolean(_ key: Key, _ value: inout Bool) {
        if let read = boolean(key) { value = read }
        note(key, String(value))
    }

    /// Nil where the key is not given.
    func boolean(_ key: Key) -> Bool? { mapping.boolean(key.rawValue) }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: Key, _ value: inout Choice
    ) {
        mapping.note(.choice(Choice.allCases.map(\.rawValue)), key.rawValue)
        defer { note(key, value.rawValue) }
        guard let node = mapping.node(key.rawValue) else { return }
        if let choice = node.text.flatMap(Choice.init(rawValue:)) {
            value = choice
        } else {
            let names = Choice.allCases.map(\.rawValue)
            let suggestion = node.text.flatMap { Suggestion.nearest(to: $0, among: names) }
                .map { "did you mean \"\($0)\"? " }
            reject(key, (suggestion ?? "") + "write one of \(names.joined(separator: ", "))")
        }
    }

    func duration(_ key: Key, in range: ClosedRange<Duration>, _ value: inout Duration) {
        mapping.note(.duration(range), key.rawValue)
        defer { note(key, Quantity.text(value)) }
        guard let node = mapping.node(key.rawValue) else { return }
        if let duration = node.text.flatMap(Quantity.duration), range.contains(duration) {
            value = duration
        } else {
            reject(
                key,
                "write a duration from \(Quantity.text(range.lowerBound)) to "
                    + "\(Quantity.text(range.upperBound)), such as 500ms, 5s, 10m, 24h, 7d")
        }
    }

    func bytes(_ key: Key, in range: ClosedRange<Int>, _ value: inout Int) {
        mapping.note(.bytes(range), key.rawValue)
        defer { note(key, Quantity.text(bytes: value)) }
        guard let node = mapping.node(key.rawValue) else { return }
        if let bytes = node.text.flatMap(Quantity.bytes), range.contains(bytes) {
            value = bytes
        } else {
            reject(
                key,
                "write a size from \(Quantity.text(bytes: range.lowerBound)) to "
                    + "\(Quantity.text(bytes: range.upperBound)), such as 64KiB, 1MiB, 1048576")
        }
    }

    func count(_ key: Key, in range: ClosedRange<Int>, _ value: inout Int) {
        if let number = mapping.integer(key.rawValue, in: range) { value = number }
        note(key, String(value))
    }

    /// Permission bits of a file, in octal digits.
    func mode(_ key: Key, _ value: inout UInt32) {
        mapping.note(.mode, key.rawValue)
        defer { note(key, "0" + String(value, radix: 8)) }
        guard let node = mapping.node(key.rawValue) else { return }
        if let text = node.text, (3...4).contains(text.count), let mode = UInt32(text, radix: 8),
            mode <= 0o777, mode & 0o600 == 0o600, mode & 0o002 == 0
        {
            value = mode
        } else {
            reject(
                key,
                "write octal permissions in quotes, such as \"0640\": the owner reads and writes, "
                    + "others never write")
        }
    }
}

extension YAMLMapping {
    /// Reports a problem of a key; the message goes on behind its name.
    func report(named key: String, _ message: String) {
        report(key: key, "\(name(of: key)) \(message)")
    }

    /// The key that says what an entry is.
    ///
    /// - Parameters:
    ///   - entry: What the entry is called in messages.
    ///   - missing: The message where there is none, behind the name of the first kind.
    /// - Returns: The first that is given; further ones are reported. Nil where there is none.
    func kind<Kind: RawRepresentable<String> & CaseIterable>(
        _ type: Kind.Type, of entry: String, missing: String
    ) -> Kind? {
        let given = Kind.allCases.filter { node($0.rawValue) != nil }
        guard let kind = given.first else {
            if let first = Kind.allCases.first { report(named: first.rawValue, missing) }
            return nil
        }
        for other in given.dropFirst() {
            report(
                named: other.rawValue,
                "does not go with \(name(of: kind.rawValue)): write a \(entry) of its own")
        }
        return kind
    }
}
