import CIM
import SPL

/// The elements of an XML text, up to the first place where it is none.
struct XMLTree {
    /// Elements within one another; what is deeper is not read.
    private static let depthMax = 100

    struct Element {
        let name: String
        var attributes: [(name: String, value: String)] = []
        var children: [Element] = []
        /// What stands between its tags.
        var inner = 0..<0
    }

    private let bytes: [UInt8]
    private var at = 0
    private var isBroken = false
    /// The outermost elements.
    private(set) var elements: [Element] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        elements = children(of: nil, depth: 0)
    }

    // MARK: - Reading

    /// The elements up to the end tag of this name, which is read as well; without a name up to the
    /// end of the text.
    private mutating func children(of parent: String?, depth: Int) -> [Element] {
        var found: [Element] = []
        while !isBroken {
            guard let open = bytes[at...].firstIndex(of: UInt8(ascii: "<")) else {
                isBroken = parent != nil
                at = bytes.count
                return found
            }
            at = open
            if skipMarkup() { continue }
            if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "/") {
                at += 2
                let name = self.name()
                // An end without its beginning: what goes before it counts.
                guard name == parent, accept(UInt8(ascii: ">")) else {
                    isBroken = true
                    return found
                }
                return found
            }
            guard depth < Self.depthMax, let element = element(depth) else {
                isBroken = true
                return found
            }
            found.append(element)
        }
        return found
    }

    /// Goes past a comment, a CDATA section, a declaration or a processing instruction.
    private mutating func skipMarkup() -> Bool {
        let kinds: [(begin: String, end: String)] = [
            ("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">"),
        ]
        for (begin, end) in kinds where bytes[at...].starts(with: begin.utf8) {
            var place = at + begin.utf8.count
            while place < bytes.count, !bytes[place...].starts(with: end.utf8) { place += 1 }
            guard place < bytes.count else {
                isBroken = true
                at = bytes.count
                return true
            }
            at = place + end.utf8.count
            return true
        }
        return false
    }

    /// An element, with the next byte to be its `<`; nil where its tag is wrong.
    private mutating func element(_ depth: Int) -> Element? {
        at += 1
        let name = self.name()
        guard !name.isEmpty else { return nil }
        var element = Element(name: name)
        while true {
            skipBlanks()
            if accept(UInt8(ascii: "/")) {
                return accept(UInt8(ascii: ">")) ? element : nil
            }
            if accept(UInt8(ascii: ">")) { break }
            guard let attribute = attribute() else { return nil }
            element.attributes.append(attribute)
        }
        let start = at
        element.children = children(of: name, depth: depth + 1)
        let end = isBroken ? at : bytes[..<at].lastIndex(of: UInt8(ascii: "<")) ?? at
        element.inner = start..<max(start, end)
        return element
    }

    private mutating func attribute() -> (name: String, value: String)? {
        let name = self.name()
        skipBlanks()
        guard !name.isEmpty, accept(UInt8(ascii: "=")) else { return nil }
        skipBlanks()
        guard at < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[at]),
            let end = bytes[(at + 1)...].firstIndex(of: bytes[at])
        else { return nil }
        let value = DecodedText.xml(bytes[at + 1..<end])
        at = end + 1
        return (name, value)
    }

    private mutating func name() -> String {
        let start = at
        while at < bytes.count, Self.isName(bytes[at]) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "/"),
            UInt8(ascii: "\""), UInt8(ascii: "'"):
            false
        default: !StructuredBlank.contains(byte)
        }
    }

    private mutating func skipBlanks() {
        while at < bytes.count, StructuredBlank.contains(bytes[at]) { at += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    // MARK: - Answers

    /// Attributes, and the text of elements without others within, each with its path.
    var leaves: [(name: String, value: String)] {
        var all: [(name: String, value: String)] = []
        for element in elements { collect(element, "", into: &all) }
        return all
    }

    private func collect(
        _ element: Element, _ parent: String, into all: inout [(name: String, value: String)]
    ) {
        let path = parent.isEmpty ? element.name : "\(parent).\(element.name)"
        for (name, value) in element.attributes { all.append(("\(path){@\(name)}", value)) }
        for child in element.children { collect(child, path, into: &all) }
        guard element.children.isEmpty else { return }
        let text = text(of: element)
        if !text.isEmpty { all.append((path, text)) }
    }

    func values(at path: StructurePath) -> [String] {
        // Elements by the parent that they are of, because places count among its children.
        var groups = [[Element(name: "", children: elements, inner: 0..<bytes.count)]]
        var isRoot = true
        for (number, step) in path.steps.enumerated() {
            switch step {
            case .name(let name):
                groups = groups.joined().map { $0.children.filter { $0.name == name } }
            case .each: if isRoot { return [] }
            case .position(let place):
                groups = groups.map { $0.indices.contains(place - 1) ? [$0[place - 1]] : [] }
            case .attribute(let name):
                guard number == path.steps.count - 1 else { return [] }
                return groups.joined().flatMap { element in
                    element.attributes.filter { $0.name == name }.map(\.value)
                }
            }
            isRoot = false
        }
        return groups.joined().map(text).filter { !$0.isEmpty }
    }

    /// The characters of an element; what is written in it where others are within.
    private func text(of element: Element) -> String {
        guard element.children.isEmpty else {
            return String(decoding: bytes[element.inner], as: UTF8.self)
        }
        return DecodedText.xml(bytes[element.inner])
    }
}
