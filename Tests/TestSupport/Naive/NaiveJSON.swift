import Foundation
import SPL

/// JSON by a regular expression for its tokens.
indirect enum NaiveJSON: Equatable {
    struct Member: Equatable {
        let key: String
        var value: NaiveJSON
    }

    case word(String)
    case string(String)
    case array([NaiveJSON])
    case object([Member])

    private static let token =
        "\\s*([{}\\[\\],:]|\"(?:[^\"\\\\\\x00-\\x1f]|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*\""
        + "|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)\\s*"

    static func parse(_ text: String) -> NaiveJSON? {
        let found = NaiveText.matches(token, text)
        guard found.compactMap({ $0[0] }).joined() == text else { return nil }
        var rest = found.compactMap { $0[1] }[...]
        guard let value = parse(&rest), rest.isEmpty else { return nil }
        return value
    }

    private static func parse(_ rest: inout ArraySlice<String>) -> NaiveJSON? {
        guard let first = rest.popFirst() else { return nil }
        switch first {
        case "{", "[":
            let end = first == "{" ? "}" : "]"
            var members: [Member] = []
            if rest.first == end {
                rest.removeFirst()
                return first == "{" ? .object([]) : .array([])
            }
            while true {
                var key = ""
                if first == "{" {
                    guard let text = rest.popFirst(), text.hasPrefix("\""), rest.popFirst() == ":"
                    else { return nil }
                    key = decoded(text)
                }
                guard let value = parse(&rest) else { return nil }
                members.append(Member(key: key, value: value))
                guard rest.first == "," else { break }
                rest.removeFirst()
            }
            guard rest.popFirst() == end else { return nil }
            return first == "{" ? .object(members) : .array(members.map(\.value))
        case "}", "]", ",", ":": return nil
        default: return first.hasPrefix("\"") ? .string(decoded(first)) : .word(first)
        }
    }

    private static func decoded(_ text: String) -> String {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed))
            as? String ?? ""
    }

    var text: String {
        switch self {
        case .word(let word): return word
        case .string(let text):
            let data = try? JSONSerialization.data(
                withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes])
            return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
        case .array(let elements): return "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            return "{"
                + members.map { Self.string($0.key).text + ":" + $0.value.text }
                .joined(separator: ",") + "}"
        }
    }

    /// As a value of a row.
    var cell: [String] {
        switch self {
        case .word("null"): []
        case .string(let text): [text]
        default: [text]
        }
    }

    // MARK: - Functions

    /// What an argument is in JSON; columns of the tests hold texts, but for `count`.
    static func argument(_ expression: SPL.Expression, _ values: [String]) -> NaiveJSON {
        if values.isEmpty { return .word("null") }
        if expression.isCondition { return .word(values[0] == "1" ? "true" : "false") }
        if values.count > 1 { return .array(values.map(NaiveJSON.string)) }
        switch expression {
        case .call(.document(let function), _) where function.givesJSON:
            return parse(values[0]) ?? .string(values[0])
        case .literal(.integer), .literal(.double), .column("count"): return .word(values[0])
        case .column:
            let known = parse(values[0])
            switch known {
            case .array, .object: return known ?? .word("null")
            default: return .string(values[0])
            }
        default: return .string(values[0])
        }
    }

    static func result(
        _ function: DocumentFunction, _ values: [[String]], _ nodes: [NaiveJSON]
    ) -> [String] {
        let isTrue = values.count > 1 && values[1].first == "1"
        let texts = values.map { $0.first ?? "" }
        switch function {
        case .json_object:
            var members: [Member] = []
            for place in stride(from: 0, to: nodes.count, by: 2) {
                put(Member(key: texts[place], value: nodes[place + 1]), in: &members)
            }
            return [NaiveJSON.object(members).text]
        case .json_array: return [NaiveJSON.array(nodes).text]
        case .mv_to_json_array:
            let all = (values.first ?? []).map { isTrue ? parse($0) ?? .string($0) : .string($0) }
            return [NaiveJSON.array(all).text]
        case .spath:
            guard let text = values[0].first, !values[1].isEmpty else { return [] }
            if text.hasPrefix("<") { return xml(text, texts[1]) }
            // What is null stands there, as it is written.
            return parse(text).map { node in
                found(texts[1], node).flatMap { $0 == .word("null") ? ["null"] : $0.cell }
            } ?? []
        default:
            guard let node = values[0].first.flatMap(parse) else { return [] }
            return result(function, node, texts, nodes, isTrue: isTrue)
        }
    }

    private static func result(
        _ function: DocumentFunction, _ node: NaiveJSON, _ texts: [String], _ nodes: [NaiveJSON],
        isTrue: Bool
    ) -> [String] {
        switch (function, node) {
        case (.json, _): return [node.text]
        case (.json_keys, .object(let members)):
            return [NaiveJSON.array(members.map { .string($0.key) }).text]
        case (.json_entries, .object(let members)):
            let pairs = members.map { member in
                NaiveJSON.object([
                    Member(key: "key", value: .string(member.key)),
                    Member(key: "value", value: member.value),
                ])
            }
            return [NaiveJSON.array(pairs).text]
        case (.json_array_to_mv, .array(let elements)):
            return elements.flatMap { isTrue ? [$0.text] : $0.cell }
        case (.json_extract, _), (.json_extract_exact, _):
            if texts.count == 1 { return node.cell }
            let all = texts.dropFirst().map { path -> NaiveJSON in
                if function == .json_extract_exact { return found(exactly: path, node) }
                let some = found(path, node)
                return path.contains("{}") ? .array(some) : some.first ?? .word("null")
            }
            return all.count == 1 ? all[0].cell : [NaiveJSON.array(all).text]
        case (.json_delete, .object(let members)):
            return [NaiveJSON.object(members.filter { !texts.dropFirst().contains($0.key) }).text]
        case (.json_set, .object(var members)), (.json_set_exact, .object(var members)),
            (.json_append, .object(var members)), (.json_extend, .object(var members)):
            // The paths of the tests are keys.
            for place in stride(from: 1, to: texts.count, by: 2) {
                let known = members.last { $0.key == texts[place] }?.value
                let value = added(function, nodes[place + 1], to: known)
                if let value { put(Member(key: texts[place], value: value), in: &members) }
            }
            return [NaiveJSON.object(members).text]
        case (.json_keys, _), (.json_entries, _), (.json_array_to_mv, _): return []
        default: return [node.text]
        }
    }

    private static func added(
        _ function: DocumentFunction, _ value: NaiveJSON, to known: NaiveJSON?
    ) -> NaiveJSON? {
        if function == .json_set || function == .json_set_exact { return value }
        guard let known, known != .word("null") else { return .array([value]) }
        guard case .array(let elements) = known else { return nil }
        if function == .json_extend, case .array(let more) = value {
            return .array(elements + more)
        }
        return .array(elements + [value])
    }

    private static func put(_ member: Member, in members: inout [Member]) {
        if let place = members.lastIndex(where: { $0.key == member.key }) {
            members[place].value = member.value
        } else {
            members.append(member)
        }
    }

    private static func found(exactly key: String, _ node: NaiveJSON) -> NaiveJSON {
        guard case .object(let members) = node else { return .word("null") }
        return members.last { $0.key == key }?.value ?? .word("null")
    }

    private static func found(_ path: String, _ node: NaiveJSON) -> [NaiveJSON] {
        let steps = NaiveText.matches("[^.{}]+|\\{[0-9]*\\}", path).compactMap { $0[0] }
        return steps.reduce([node]) { nodes, step in
            nodes.flatMap { node -> [NaiveJSON] in
                if step == "{}", case .array(let elements) = node { return elements }
                if step.hasPrefix("{"), case .array(let elements) = node,
                    let place = Int(step.dropFirst().dropLast())
                {
                    return place < elements.count ? [elements[place]] : []
                }
                guard case .object(let members) = node, !step.hasPrefix("{") else { return [] }
                return members.last { $0.key == step }.map { [$0.value] } ?? []
            }
        }
    }

    /// The texts between tags of one name, which the tests do not put into each other.
    private static func xml(_ text: String, _ path: String) -> [String] {
        let name = path.components(separatedBy: ".").last ?? ""
        return NaiveText.matches("<\(name)>([^<]*)</\(name)>", text).map { match in
            (match[1] ?? "").replacingOccurrences(of: "&lt;", with: "<")
                .replacingOccurrences(of: "&amp;", with: "&")
        }
    }
}
