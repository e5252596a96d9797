/// A place in a JSON or XML text: `a.b`, `a{0}.b`, `a{}.b`, `a{@id}`.
///
/// Source: Splunk Search Reference, "spath", "Location path"; "JSON functions".
struct DocumentPath: Equatable {
    enum Step: Equatable {
        case key(String)
        /// Of JSON from 0, of XML from 1.
        case index(Int)
        /// `{}`: every element of an array.
        case all
        /// `{@name}` of XML.
        case attribute(String)
    }

    let steps: [Step]

    /// Nil where a brace is not closed, or holds something else.
    init?(_ text: String) {
        var steps: [Step] = []
        var key = ""
        var rest = text[...]
        func flush() {
            if !key.isEmpty { steps.append(.key(key)) }
            key = ""
        }
        while let character = rest.popFirst() {
            switch character {
            case ".": flush()
            case "{":
                flush()
                guard let end = rest.firstIndex(of: "}") else { return nil }
                let inner = rest[..<end]
                rest = rest[rest.index(after: end)...]
                if inner.isEmpty {
                    steps.append(.all)
                } else if let number = Int(inner), number >= 0 {
                    steps.append(.index(number))
                } else if inner.first == "@", inner.count > 1 {
                    steps.append(.attribute(String(inner.dropFirst())))
                } else {
                    return nil
                }
            default: key.append(character)
            }
        }
        flush()
        self.steps = steps
    }

    var takesAll: Bool { steps.contains(.all) }

    /// Every value at the path.
    func nodes(of node: JSONNode) -> [JSONNode] {
        steps.reduce([node]) { nodes, step in
            nodes.flatMap { node -> [JSONNode] in
                switch (step, node) {
                case (.key(let key), _): node.member(key).map { [$0] } ?? []
                case (.index(let index), .array(let elements)):
                    elements.indices.contains(index) ? [elements[index]] : []
                case (.all, .array(let elements)): elements
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
        case (.key(let key), .object):
            guard var member = node.member(key) ?? (rest.isEmpty ? .null : nil) else { return }
            change(&member, rest, body)
            node.set(key, to: member)
        case (.index(let index), .array(var elements)):
            guard elements.indices.contains(index) else { return }
            change(&elements[index], rest, body)
            node = .array(elements)
        case (.all, .array(var elements)):
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
            case (.key(let key), .object(let members)):
                parent = .object(members.filter { $0.key != key })
            case (.index(let index), .array(var elements)):
                guard elements.indices.contains(index) else { return }
                elements.remove(at: index)
                parent = .array(elements)
            case (.all, .array): parent = .array([])
            default: return
            }
        }
    }
}
