/// A place in JSON or XML as `spath` writes it: `a.b{}.c`, `a{0}`, `a{@b}`.
///
/// Source: Splunk Search Reference, "spath", "Location path".
package struct StructurePath: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        /// A member of an object, or a child element.
        case name(String)
        /// Each element of an array.
        case each
        /// One element of an array, from 0; of children of one name in XML, from 1.
        case position(Int)
        /// An attribute of an element.
        case attribute(String)
    }

    package let steps: [Step]

    /// - Returns: Nil for what is no path.
    package init?(_ text: String) {
        var steps: [Step] = []
        var name = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case ".":
                if !name.isEmpty { steps.append(.name(name)) }
                name = ""
            case "{":
                guard let end = rest.firstIndex(of: "}") else { return nil }
                let index = rest[..<end]
                rest = rest[rest.index(after: end)...]
                if !name.isEmpty { steps.append(.name(name)) }
                name = ""
                if index.isEmpty {
                    steps.append(.each)
                } else if index.first == "@" {
                    steps.append(.attribute(String(index.dropFirst())))
                } else if let number = Int(index), number >= 0 {
                    steps.append(.position(number))
                } else {
                    return nil
                }
            default: name.append(character)
            }
        }
        if !name.isEmpty { steps.append(.name(name)) }
        guard !steps.isEmpty else { return nil }
        self.steps = steps
    }
}
