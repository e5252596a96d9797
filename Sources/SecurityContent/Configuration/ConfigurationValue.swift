/// A key of the configuration, the value that is in force, and who set it.
package struct ConfigurationValue: Equatable, Sendable {
    /// Such as `output.file`; entries of lists and mappings have lines of their own:
    /// `sources[1]`, `macros.name`.
    package var key: String
    /// As YAML on one line.
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
            return [
                ConfigurationValue(
                    key: key, value: read, origin: found.map { origin($0, top) } ?? byDefault)
            ]
        }
        // Lists and mappings are shown as they were written.
        switch found?.content {
        case .sequence(let items) where !items.isEmpty:
            return items.enumerated().map { index, item in
                ConfigurationValue(
                    key: "\(key)[\(index + 1)]", value: item.flow, origin: origin(item, top))
            }
        case .mapping(let entries) where !entries.isEmpty:
            return entries.map {
                ConfigurationValue(
                    key: "\(key).\($0.key)", value: $0.value.flow, origin: origin($0.value, top))
            }
        default:
            return [
                ConfigurationValue(
                    key: key, value: found?.flow ?? "",
                    origin: found.map { origin($0, top) } ?? byDefault)
            ]
        }
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
