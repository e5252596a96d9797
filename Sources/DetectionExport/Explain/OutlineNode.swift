/// A line of an outline and the lines below it.
package struct OutlineNode: Equatable, Sendable {
    package var label: String
    package var children: [OutlineNode]

    package init(_ label: String, _ children: [OutlineNode] = []) {
        self.label = label
        self.children = children
    }

    /// The outline drawn as a tree, a line each.
    package var lines: [String] {
        [label] + Self.lines(of: children)
    }

    private static func lines(of children: [OutlineNode]) -> [String] {
        children.enumerated().flatMap { index, child in
            let isLast = index == children.count - 1
            let below = child.lines
            return [(isLast ? "└─ " : "├─ ") + below[0]]
                + below.dropFirst().map { (isLast ? "   " : "│  ") + $0 }
        }
    }

    package var json: JSONValue {
        children.isEmpty
            ? .object([("label", .string(label))])
            : .object([
                ("label", .string(label)), ("children", .array(children.map(\.json))),
            ])
    }
}
