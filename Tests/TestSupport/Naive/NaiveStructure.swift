import Foundation
import SPL

/// JSON and XML as `spath` sees them, for texts that are sound: strings without escapes, elements that
/// hold no other of their own name.
enum NaiveStructure {
    private indirect enum Node {
        case text(String)
        case object([(String, Node)], String)
        case array([Node], String)
    }

    static func columns(_ text: String, _ packing: Packing) -> [(String, [String])] {
        switch packing {
        case .xmlPairs:
            NaiveText.matches("<([^\\s>/]+)[^>]*>([^<]*)</\\1>", text).compactMap { groups in
                guard let name = groups[1], let value = groups[2], !value.isEmpty else {
                    return nil
                }
                return (name, [value])
            }
        case .paths:
            (text.hasPrefix("<") ? elements(text, "") : json(text).map { leaves($0, "") } ?? [])
                .map { ($0, [$1]) }
        case .members(let prefix):
            if case .object(let members, _)? = json(text) {
                members.map { name, node in
                    if case .array(let elements, _) = node {
                        return (prefix + name, elements.map(written))
                    }
                    return (prefix + name, [written(node)])
                }
            } else {
                []
            }
        case .path: []
        }
    }

    /// Paths of names and whole arrays; in XML of names alone.
    static func values(_ text: String, _ path: StructurePath) -> [String] {
        if text.hasPrefix("<") {
            return path.steps.reduce([text]) { texts, step in
                guard case .name(let wanted) = step else { return texts }
                return texts.flatMap { text in
                    NaiveText.matches("<([^\\s>/]+)([^>]*)>(.*?)</\\1>", text)
                        .filter { $0[1] == wanted }.map { $0[3] ?? "" }
                }
            }.filter { !$0.isEmpty }
        }
        guard let root = json(text) else { return [] }
        return path.steps.reduce([root]) { nodes, step in
            nodes.flatMap { node -> [Node] in
                switch (step, node) {
                case (.name(let name), .object(let members, _)):
                    return members.filter { $0.0 == name }.map(\.1)
                case (.each, .array(let elements, _)): return elements
                case (.position(let place), .array(let elements, _)):
                    return place < elements.count ? [elements[place]] : []
                default: return []
                }
            }
        }.map(written)
    }

    private static func written(_ node: Node) -> String {
        switch node {
        case .text(let text), .object(_, let text), .array(_, let text): text
        }
    }

    private static func leaves(_ node: Node, _ path: String) -> [(String, String)] {
        switch node {
        case .text(let text): [(path, text)]
        case .object(let members, _):
            members.flatMap { leaves($1, path.isEmpty ? $0 : path + "." + $0) }
        case .array(let elements, _): elements.flatMap { leaves($0, path + "{}") }
        }
    }

    private static func json(_ text: String) -> Node? {
        var rest = Array(text)[...]
        guard let first = rest.first, first == "{" || first == "[" else { return nil }
        return node(&rest)
    }

    private static func node(_ rest: inout ArraySlice<Character>) -> Node {
        let start = rest
        func written(_ end: ArraySlice<Character>) -> String {
            String(start.prefix(start.count - end.count))
        }
        switch rest.first {
        case "{", "[":
            let isObject = rest.removeFirst() == "{"
            var members: [(String, Node)] = []
            while let next = rest.first, next != "}", next != "]" {
                if next == "," || next == " " {
                    rest.removeFirst()
                    continue
                }
                var name = ""
                if isObject {
                    if case .text(let key) = node(&rest) { name = key }
                    rest.removeFirst()
                }
                members.append((name, node(&rest)))
            }
            rest.removeFirst()
            return isObject
                ? .object(members, written(rest)) : .array(members.map(\.1), written(rest))
        case "\"":
            rest.removeFirst()
            let text = rest.prefix { $0 != "\"" }
            rest = rest.dropFirst(text.count + 1)
            return .text(String(text))
        default:
            let text = rest.prefix { !",]} ".contains($0) }
            rest = rest.dropFirst(text.count)
            return .text(String(text))
        }
    }

    private static func elements(_ text: String, _ path: String) -> [(String, String)] {
        NaiveText.matches("<([^\\s>/]+)([^>]*)>(.*?)</\\1>", text).flatMap { groups in
            let (name, attributes, inner) = (groups[1] ?? "", groups[2] ?? "", groups[3] ?? "")
            let place = path.isEmpty ? name : path + "." + name
            let own = NaiveText.matches("(\\w+)=['\"]([^'\"]*)['\"]", attributes).map {
                ("\(place){@\($0[1] ?? "")}", $0[2] ?? "")
            }
            let within = elements(inner, place)
            if inner.contains("<") { return own + within }
            return own + (inner.isEmpty ? [] : [(place, inner)])
        }
    }
}
