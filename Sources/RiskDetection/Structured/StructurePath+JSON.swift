import SPL

/// What stands at a path of a JSON value, to be read and changed.
///
/// Source: Splunk Search Reference, "JSON functions".
extension StructurePath {
    var takesAll: Bool { steps.contains(.each) }

    /// Every value at the path.
    func nodes(of node: JSONNode) -> [JSONNode] {
        steps.reduce([node]) { nodes, step in
            nodes.flatMap { node -> [JSONNode] in
                switch (step, node) {
                case (.name(let key), _): node.member(key).map { [$0] } ?? []
                case (.position(let index), .array(let elements)):
                    elements.indices.contains(index) ? [elements[index]] : []
                case (.each, .array(let elements)): elements
                default: []
                }
            }
        }
    }

    /// Changes every value at the path; a member that is missing is made by the last step, out of
    /// `null`.
    func change(_ node: inout JSONNode, _ body: (inout JSONNode) -> Void) {
        Self.change(&node, steps[...], body)
    }

    private static func change(
        _ node: inout JSONNode, _ steps: ArraySlice<Step>, _ body: (inout JSONNode) -> Void
    ) {
        guard let step = steps.first else { return body(&node) }
        let rest = steps.dropFirst()
        switch (step, node) {
        case (.name(let key), .object):
            guard var member = node.member(key) ?? (rest.isEmpty ? .null : nil) else { return }
            change(&member, rest, body)
            node.set(key, to: member)
        case (.position(let index), .array(var elements)):
            guard elements.indices.contains(index) else { return }
            change(&elements[index], rest, body)
            node = .array(elements)
        case (.each, .array(var elements)):
            for place in elements.indices { change(&elements[place], rest, body) }
            node = .array(elements)
        default: return
        }
    }

    /// Takes the members and elements at the path away.
    func remove(from node: inout JSONNode) {
        guard let last = steps.last else { return }
        Self.change(&node, steps.dropLast()) { parent in
            switch (last, parent) {
            case (.name(let key), .object(let members)):
                parent = .object(members.filter { $0.key != key })
            case (.position(let index), .array(var elements)):
                guard elements.indices.contains(index) else { return }
                elements.remove(at: index)
                parent = .array(elements)
            case (.each, .array): parent = .array([])
            default: return
            }
        }
    }
}
