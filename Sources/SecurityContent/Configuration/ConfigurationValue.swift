/// A key of the configuration, the value that is in force, and who set it.
package struct ConfigurationValue: Equatable, Sendable {
    /// Such as `output.file`; entries of lists and mappings have lines of their own:
    /// `sources[1]`, `macros.name`.
    package var key: String
    /// As YAML on one line; of secrets only that there is one.
    package var value: String
    /// `default`, `/etc/riskd/riskd.yaml:12` or `environment variable RISKD_OUTPUT_FILE`.
    package var origin: String

    package var isDefault: Bool { origin == Self.byDefault }

    private static let byDefault = "default"

    /// - Parameter top: After it was read, so that its collector knows what came of each key.
    static func list(_ top: YAMLMapping) -> [ConfigurationValue] {
        let keys = EnvironmentOverrides.keys
        return keys.filter { key in !keys.contains { $0.hasPrefix(key + ".") } }
            .flatMap { values(of: $0, top) }
    }

    private static func values(of key: String, _ top: YAMLMapping) -> [ConfigurationValue] {
        let found = node(at: key.split(separator: ".").map(String.init)[...], in: top.entries)
        if let read = top.problems.values[key] {
            let value = read.isEmpty ? unsaid[key] ?? read : read
            return [
                ConfigurationValue(
                    key: key, value: value, origin: found.map { origin($0, top) } ?? byDefault)
            ]
        }
        let isList = ConfigurationDocument.allKeys.contains { $0.hasPrefix(key + "[].") }
        switch found?.content {
        case .sequence(let items) where !items.isEmpty:
            return items.enumerated().flatMap { index, item in
                entry("\(key)[\(index + 1)]", of: key, item, top)
            }
        case .mapping where isList:
            // One mapping alone is a list of one.
            return found.map { entry(key, of: key, $0, top) } ?? []
        case .mapping(let entries) where !entries.isEmpty:
            return entries.map {
                ConfigurationValue(
                    key: "\(key).\($0.key)",
                    value: isSecret($0.key) ? notShown : $0.value.flow,
                    origin: origin($0.value, top))
            }
        default:
            return [
                ConfigurationValue(
                    key: key, value: found?.flow ?? unsaid[key] ?? "",
                    origin: found.map { origin($0, top) } ?? byDefault)
            ]
        }
    }

    /// An entry of a list: a line for each of its keys that has a value, also where nobody wrote it.
    private static func entry(
        _ path: String, of list: String, _ item: YAMLNode, _ top: YAMLMapping
    ) -> [ConfigurationValue] {
        let known = ConfigurationDocument.allKeys.filter { $0.hasPrefix(list + "[].") }
            .map { String($0.dropFirst(list.count + 3)) }
        guard case .mapping(let entries) = item.content, !known.isEmpty else {
            return [ConfigurationValue(key: path, value: item.flow, origin: origin(item, top))]
        }
        let leaves = known.filter { key in !known.contains { $0.hasPrefix(key + ".") } }
        return leaves.compactMap { leaf in
            let written = node(at: leaf.split(separator: ".").map(String.init)[...], in: entries)
            let read = top.problems.values["\(path).\(leaf)"].flatMap { $0.isEmpty ? nil : $0 }
            guard let value = read ?? written?.flow else { return nil }
            return ConfigurationValue(
                key: "\(path).\(leaf)", value: isSecret(leaf) ? notShown : value,
                origin: written.map { origin($0, top) } ?? byDefault)
        }
    }

    /// What is in force where nobody says anything and the default is no value.
    private static let unsaid = [
        "content": "[.]", "sources": "[]", "macros": "{}", "detections.enable": "[]",
        "detections.disable": "[]", "detections.early": "[]", "detections.overrides": "{}",
        "detections.exceptions": "{}", "detections.search_name": "(the content's own)",
        "output.group": "(that of the process)",
        "output.journal": "auto", "output.sinks": "[]", "output.discard": "[]",
        "emit.collector": "(the name of the host)", "kafka.servers": "[]",
        "kafka.data_sets": "(all)", "kafka.properties": "{}", "kafka.properties_file": "(none)",
        "sigma.scores": "{}", "sigma.placeholders": "{}", "sigma.logsources": "[]",
        "identities.sensors": "[]", "identities.users": "[]",
    ]

    private static let notShown = "(set, not shown)"

    /// Whether a key has a secret itself, and not the name of a file with one. `riskd config show` is
    /// put into tickets.
    private static func isSecret(_ key: String) -> Bool {
        let name = key.lowercased()
        if ["_file", ".location"].contains(where: name.hasSuffix) { return false }
        return [
            "password", "passphrase", "secret", "token", "jaas.config", "oauthbearer.config",
            ".pem",
        ]
        .contains(where: name.contains)
    }

    private static func node(at path: ArraySlice<String>, in entries: [YAMLEntry]) -> YAMLNode? {
        guard let key = path.first, let value = entries.first(where: { $0.key == key })?.value,
            !value.isNull
        else { return nil }
        if path.count == 1 { return value }
        guard case .mapping(let inner) = value.content else { return nil }
        return node(at: path.dropFirst(), in: inner)
    }

    private static func origin(_ node: YAMLNode, _ top: YAMLMapping) -> String {
        if let source = node.source { return source.file }
        return "\(top.source.file):\(top.source.position(of: node.offset).line)"
    }
}

extension YAMLNode {
    /// The value as YAML on one line.
    var flow: String {
        switch content {
        case .scalar(let text, let style): Self.scalar(text, style)
        case .sequence(let items): "[\(items.map(\.flow).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\(Self.scalar($0.key, .plain)): \($0.value.flow)" }.joined(separator: ", "))}"
        }
    }

    /// Plain where that cannot be read as anything else.
    private static func scalar(_ text: String, _ style: YAMLScalarStyle) -> String {
        let isPlain =
            style == .plain && !text.contains { ",[]{}:#\"'\\\n".contains($0) }
            && !text.isEmpty
        if isPlain || text.wholeMatch(of: /[A-Za-z0-9_.\/@-][A-Za-z0-9_.\/@*? -]*/) != nil {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
