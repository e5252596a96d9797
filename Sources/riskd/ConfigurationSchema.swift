import DetectionExport
import SecurityContent

/// `riskd.yaml` as JSON Schema, for editors: made of what the reader of the configuration takes.
///
/// The schema knows names and kinds of values. What one key means for another is `riskd check`'s.
///
/// Source: JSON Schema, draft 7, which editors of YAML know.
enum ConfigurationSchema {
    static var json: JSONValue {
        let root = Node()
        for (key, shape, usual) in ConfigurationDocument.keyShapes {
            root.add(key.split(separator: ".")[...], shape, usual)
        }
        return .object(
            [
                ("$schema", .string("http://json-schema.org/draft-07/schema#")),
                ("title", .string("riskd.yaml")),
                (
                    "description",
                    .string("The configuration of riskd \(Version.text). riskd check knows more.")
                ),
            ] + root.object)
    }

    /// A key with what stands below it; `[]` behind its name says that it is a list, `<>` instead of
    /// a name that any name may stand there.
    private final class Node {
        private var shape: ValueShape?
        private var usual: String?
        private var isList = false
        private var children: [(name: String, node: Node)] = []

        func add(_ path: ArraySlice<Substring>, _ shape: ValueShape?, _ usual: String?) {
            guard let first = path.first else {
                (self.shape, self.usual) = (shape, usual)
                return
            }
            let isList = first.hasSuffix("[]")
            let name = String(isList ? first.dropLast(2) : first)
            if !children.contains(where: { $0.name == name }) { children.append((name, Node())) }
            guard let child = children.first(where: { $0.name == name })?.node else { return }
            if isList { child.isList = true }
            child.add(path.dropFirst(), shape, usual)
        }

        /// As a mapping.
        var object: [(key: String, value: JSONValue)] {
            if children.count == 1, children[0].name == "<>" {
                return [
                    ("type", .string("object")), ("additionalProperties", children[0].node.json),
                ]
            }
            return [
                ("type", .string("object")), ("additionalProperties", .bool(false)),
                ("properties", .object(children.map { ($0.name, $0.node.json) })),
            ]
        }

        var json: JSONValue {
            var value: [(key: String, value: JSONValue)]
            if children.isEmpty {
                value = shape.map(ConfigurationSchema.value) ?? []
            } else if isList {
                // One mapping alone counts as a list of one.
                value = [
                    (
                        "anyOf",
                        .array([
                            .object([("type", .string("array")), ("items", .object(object))]),
                            .object(object),
                        ])
                    )
                ]
            } else {
                value = object
            }
            if let usual, children.isEmpty, !usual.isEmpty {
                value.append(("default", ConfigurationSchema.usual(usual, shape)))
            }
            return .object(value)
        }
    }

    // MARK: - Values

    private static let scalar = JSONValue.strings(["string", "number", "boolean"])

    private static func text(_ pattern: String) -> JSONValue {
        .object([("type", .string("string")), ("pattern", .string(pattern))])
    }

    private static let off = JSONValue.object([("const", .string("off"))])

    private static func anyOf(
        _ values: [JSONValue], _ description: String
    ) -> [(key: String, value: JSONValue)] {
        [("description", .string(description)), ("anyOf", .array(values))]
    }

    static func value(_ shape: ValueShape) -> [(key: String, value: JSONValue)] {
        let list: (JSONValue) -> JSONValue = { items in
            .object([("type", .string("array")), ("items", items)])
        }
        let single = JSONValue.object([("type", scalar)])
        switch shape {
        case .text: return [("type", scalar)]
        case .texts: return anyOf([single, list(single)], "A value, or a list of values.")
        case .selection(let keys):
            let filter = JSONValue.object([
                ("type", .string("object")), ("additionalProperties", .bool(false)),
                ("properties", .object(keys.map { ($0, single) })),
            ])
            let entry = JSONValue.object([("anyOf", .array([single, filter]))])
            return anyOf(
                [single, list(entry)],
                "Names, ids, patterns with * and ?, or properties: \(keys.joined(separator: ", "))."
            )
        case .path:
            return [
                ("description", .string("An absolute path.")), ("type", .string("string")),
                ("pattern", .string("^/")),
            ]
        case .pathOrOff: return anyOf([text("^/"), off], "An absolute path, or off.")
        case .address(let allowsPort):
            let port = text("^(localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1\\]):[0-9]+$")
            return anyOf(
                [text("^/"), off] + (allowsPort ? [port] : []),
                allowsPort
                    ? "off, the path of a socket, or a port of the loopback interface."
                    : "off, or the path of a socket.")
        case .boolean: return [("type", .string("boolean"))]
        case .choice(let names):
            let words = names.flatMap { name -> [JSONValue] in
                switch name {
                case "true": [.bool(true)]
                case "false": [.bool(false)]
                default: [.string(name)]
                }
            }
            return [("enum", .array(words))]
        case .duration(let range):
            return anyOf(
                [text("^(0|[0-9]+(ms|s|m|h|d))$"), .object([("const", .integer(0))])],
                "A duration from \(ValueShape.text(range.lowerBound)) to "
                    + "\(ValueShape.text(range.upperBound)), such as 500ms, 5s, 10m, 24h, 7d.")
        case .bytes(let range):
            return anyOf(
                [text("^[0-9]+(B|KiB|MiB|GiB)?$"), integer(range)],
                "A size from \(ValueShape.text(bytes: range.lowerBound)) to "
                    + "\(ValueShape.text(bytes: range.upperBound)), such as 64KiB, 1MiB, 1048576.")
        case .integer(let range):
            guard case .object(let members) = integer(range) else { return [] }
            return members
        case .mode:
            return [
                (
                    "description",
                    .string("Permissions in octal digits and quotes, such as \"0640\".")
                ),
                ("type", .string("string")), ("pattern", .string("^0?[67][0-7][0145]$")),
            ]
        case .mapping:
            // Of names that operators choose: columns have lists of patterns.
            return [
                ("type", .string("object")),
                (
                    "additionalProperties",
                    .object([("anyOf", .array([single, list(single)]))])
                ),
            ]
        case .mappings: return [("type", .strings(["array", "object"]))]
        }
    }

    private static func integer(_ range: ClosedRange<Int>) -> JSONValue {
        .object([
            ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
            ("maximum", .integer(range.upperBound)),
        ])
    }

    private static func usual(_ text: String, _ shape: ValueShape?) -> JSONValue {
        switch text {
        case "[]": return .array([])
        case "{}": return .object([])
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        if case .integer = shape, let number = Int(text) { return .integer(number) }
        if text.hasPrefix("["), text.hasSuffix("]") {
            return .strings([String(text.dropFirst().dropLast())])
        }
        return .string(text)
    }
}
