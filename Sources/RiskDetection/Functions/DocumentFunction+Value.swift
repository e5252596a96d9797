import SPL

/// An argument of a function of JSON and XML.
struct DocumentArgument {
    let value: Value
    /// What it is in a JSON text.
    let node: JSONNode

    /// - Parameter expression: What the value was computed by: a text that a JSON function gives is
    ///   JSON, and a condition is true or false.
    init(_ expression: Expression, _ value: Value) {
        self.value = value
        switch expression {
        case .call(.document(let function), _) where function.givesJSON:
            node = value.texts.first.flatMap { JSONNode($0) } ?? Self.node(value)
        case .column:
            // A column may hold what a JSON function gave before.
            let known = value.texts.count == 1 ? JSONNode(value.texts[0]) : nil
            node = known.flatMap { $0.isContainer ? $0 : nil } ?? Self.node(value)
        case _ where expression.isCondition:
            node = value.number.map { .bool($0 != 0) } ?? .null
        default: node = Self.node(value)
        }
    }

    private static func node(_ value: Value) -> JSONNode {
        switch value {
        case .null: .null
        case .string(let text): .string(text)
        case .integer, .double, .time: .number(value.texts[0])
        case .multivalue(let texts): .array(texts.map(JSONNode.string))
        }
    }

    var json: JSONNode? { value.texts.first.flatMap { JSONNode($0) } }
    var text: String? { value.texts.first }
}

extension JSONNode {
    /// As a value of a row: texts without quotes, objects and arrays as JSON.
    fileprivate var cell: Value {
        switch self {
        case .null: .null
        case .bool(let value): .string(value ? "true" : "false")
        case .string(let text): .string(text)
        case .number(let text): .string(text)
        case .array, .object: .string(text)
        }
    }
}

extension DocumentFunction {
    /// Null where the first argument is no JSON.
    ///
    /// Source: Splunk Search Reference, "JSON functions", "Text functions" (`spath`).
    func value(_ arguments: [DocumentArgument]) -> Value {
        switch self {
        case .json_object, .json_array: return .string(made(arguments).text)
        case .mv_to_json_array:
            return .string(JSONNode.array(Self.elements(arguments)).text)
        case .spath:
            guard let text = arguments[0].text,
                let path = arguments[1].text.flatMap({ StructurePath($0) })
            else { return .null }
            return Value(values: StructuredText.values(of: text, at: path))
        default:
            guard var node = arguments[0].json else { return .null }
            return value(&node, Array(arguments.dropFirst()))
        }
    }

    private func made(_ arguments: [DocumentArgument]) -> JSONNode {
        guard self == .json_object else { return .array(arguments.map(\.node)) }
        var object = JSONNode.object([])
        for pair in 0..<(arguments.count / 2) {
            object.set(arguments[2 * pair].text ?? "", to: arguments[2 * pair + 1].node)
        }
        return object
    }

    /// With a true second argument texts that are JSON become what they stand for.
    private static func elements(_ arguments: [DocumentArgument]) -> [JSONNode] {
        let infers = arguments.count > 1 && arguments[1].value.number.map { $0 != 0 } == true
        return arguments[0].value.texts.map { text in
            infers ? JSONNode(text) ?? .string(text) : .string(text)
        }
    }

    private func value(_ node: inout JSONNode, _ rest: [DocumentArgument]) -> Value {
        switch self {
        case .json: return .string(node.text)
        case .json_keys:
            guard case .object(let members) = node else { return .null }
            return .string(JSONNode.array(members.map { .string($0.key) }).text)
        case .json_entries:
            guard case .object(let members) = node else { return .null }
            return .string(
                JSONNode.array(
                    members.map { member in
                        .object([
                            .init(key: "key", value: .string(member.key)),
                            .init(key: "value", value: member.value),
                        ])
                    }
                ).text)
        case .json_array_to_mv:
            guard case .array(let elements) = node else { return .null }
            let keepsQuotes = rest.first?.value.number.map { $0 != 0 } == true
            return Value(values: elements.flatMap { keepsQuotes ? [$0.text] : $0.cell.texts })
        case .json_extract: return Self.extracted(node, rest)
        case .json_extract_exact:
            let found = rest.map { $0.text.flatMap(node.member) ?? .null }
            return found.count == 1 ? found[0].cell : .string(JSONNode.array(found).text)
        case .json_delete:
            for path in rest.compactMap({ $0.text.flatMap { StructurePath($0) } }) {
                path.remove(from: &node)
            }
            return .string(node.text)
        default:
            for pair in 0..<(rest.count / 2) {
                change(&node, rest[2 * pair].text ?? "", rest[2 * pair + 1].node)
            }
            return .string(node.text)
        }
    }

    /// One path gives its value, several an array of theirs; `{}` gives an array of all.
    private static func extracted(_ node: JSONNode, _ paths: [DocumentArgument]) -> Value {
        guard !paths.isEmpty else { return node.cell }
        let found = paths.map { argument -> JSONNode in
            guard let path = argument.text.flatMap({ StructurePath($0) }) else { return .null }
            let nodes = path.nodes(of: node)
            return path.takesAll ? .array(nodes) : nodes.first ?? .null
        }
        return found.count == 1 ? found[0].cell : .string(JSONNode.array(found).text)
    }

    private func change(_ node: inout JSONNode, _ path: String, _ value: JSONNode) {
        if self == .json_set_exact { return node.set(path, to: value) }
        guard let steps = StructurePath(path) else { return }
        steps.change(&node) { target in
            switch (self, target) {
            case (.json_set, _): target = value
            case (_, .array(let elements)):
                if case .array(let more) = value, self == .json_extend {
                    target = .array(elements + more)
                } else {
                    target = .array(elements + [value])
                }
            // A member that was missing.
            case (_, .null): target = .array([value])
            default: return
            }
        }
    }
}
