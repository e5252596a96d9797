import CIM
import SPL

/// JSON as it is written, up to the first place where it is none.
struct JSONTree {
    /// Objects and arrays within one another; what is deeper is not read.
    private static let depthMax = 100

    indirect enum Node {
        case scalar(String)
        case object([(name: String, value: Node)], written: Range<Int>)
        case array([Node], written: Range<Int>)
    }

    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0
    /// Whether something stands there that is no JSON, or the text ends.
    private var isBroken = false
    private(set) var root: Node?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        root = value()
    }

    // MARK: - Reading

    private mutating func skipBlanks() {
        while at < bytes.count, StructuredBlank.contains(bytes[at]) { at += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func value() -> Node? {
        skipBlanks()
        guard at < bytes.count else { return broken() }
        switch bytes[at] {
        case UInt8(ascii: "{"): return container(end: UInt8(ascii: "}"))
        case UInt8(ascii: "["): return container(end: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): return string().map(Node.scalar)
        default: return word()
        }
    }

    private mutating func broken() -> Node? {
        isBroken = true
        return nil
    }

    private mutating func container(end: UInt8) -> Node? {
        let start = at
        let isObject = end == UInt8(ascii: "}")
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { return broken() }
        at += 1
        var members: [(name: String, value: Node)] = []
        var elements: [Node] = []
        if !accept(end) {
            repeat {
                var name = ""
                if isObject {
                    skipBlanks()
                    guard let key = string(), accept(UInt8(ascii: ":")) else {
                        isBroken = true
                        break
                    }
                    name = key
                }
                guard let value = value() else { break }
                if isObject { members.append((name, value)) } else { elements.append(value) }
            } while !isBroken && accept(UInt8(ascii: ","))
            if !isBroken, !accept(end) { isBroken = true }
        }
        return isObject
            ? .object(members, written: start..<at) : .array(elements, written: start..<at)
    }

    /// A text in quotes, with the next byte to be the opening one.
    private mutating func string() -> String? {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return nil }
        var end = at + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < bytes.count else {
            isBroken = true
            return nil
        }
        defer { at = end + 1 }
        return DecodedText.json(bytes[at + 1..<end])
    }

    /// A number, `true`, `false` or `null`, as it is written.
    private mutating func word() -> Node? {
        let start = at
        while at < bytes.count, Self.isWord(bytes[at]) { at += 1 }
        // A word at the very end may go on behind it.
        guard at > start, at < bytes.count else { return broken() }
        return .scalar(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    // MARK: - Answers

    func values(at path: StructurePath) -> [String] {
        var nodes = root.map { [$0] } ?? []
        for step in path.steps {
            nodes = nodes.flatMap { node -> [Node] in
                switch (step, node) {
                case (.name(let name), .object(let members, _)):
                    members.filter { $0.name == name }.map(\.value)
                case (.each, .array(let elements, _)): elements
                case (.position(let place), .array(let elements, _)):
                    elements.indices.contains(place) ? [elements[place]] : []
                default: []
                }
            }
        }
        return nodes.map(text)
    }

    var members: [(name: String, values: [String])] {
        guard case .object(let members, _)? = root else { return [] }
        return members.map { name, value in
            if case .array(let elements, _) = value { return (name, elements.map(text)) }
            return (name, [text(of: value)])
        }
    }

    private func text(of node: Node) -> String {
        switch node {
        case .scalar(let text): text
        case .object(_, let written), .array(_, let written):
            String(decoding: bytes[written], as: UTF8.self)
        }
    }
}

extension JSONTree.Node {
    /// The scalars within, each with its path.
    var leaves: [(name: String, value: String)] {
        var all: [(name: String, value: String)] = []
        collect("", into: &all)
        return all
    }

    private func collect(_ path: String, into all: inout [(name: String, value: String)]) {
        switch self {
        case .scalar(let text): all.append((path, text))
        case .object(let members, _):
            for (name, value) in members {
                value.collect(path.isEmpty ? name : "\(path).\(name)", into: &all)
            }
        case .array(let elements, _):
            for element in elements { element.collect(path + "{}", into: &all) }
        }
    }
}
