/// An element of an XML text, as ``DocumentPath`` finds its way in it.
struct XMLElement: Equatable {
    var name: String
    var attributes: [(name: String, value: String)] = []
    var children: [XMLElement] = []
    /// The text within, markup of children included and their entities as they are.
    var inner: Range<Int> = 0..<0
    /// Characters of the element itself, entities resolved.
    var text = ""

    static func == (left: XMLElement, right: XMLElement) -> Bool {
        left.name == right.name && left.children == right.children && left.text == right.text
            && left.attributes.elementsEqual(right.attributes) { $0 == $1 }
    }
}

/// An XML text: elements side by side, as an event or a part of one has them.
///
/// Source: Extensible Markup Language (XML) 1.0; document types are not read.
struct XMLText {
    /// Deeper texts are taken for none.
    static let depthMax = 100

    private let bytes: [UInt8]
    private var place = 0
    private(set) var elements: [XMLElement] = []

    /// Nil for a text that is no XML.
    init?(_ text: String) {
        bytes = Array(text.utf8)
        var root = XMLElement(name: "")
        guard readContent(of: &root, depth: 0), place == bytes.count, !root.children.isEmpty else {
            return nil
        }
        elements = root.children
    }

    /// Every value at a path; of an element with elements in it the text between its tags.
    func values(at path: DocumentPath) -> [String] {
        var elements = [XMLElement(name: "", children: self.elements)]
        for (number, step) in path.steps.enumerated() {
            switch step {
            case .key(let name):
                let next = path.steps.indices.contains(number + 1) ? path.steps[number + 1] : nil
                elements = elements.flatMap { parent in
                    let found = parent.children.filter { $0.name == name }
                    // The index counts the elements of one parent, from 1.
                    guard case .index(let index)? = next else { return found }
                    return found.indices.contains(index - 1) ? [found[index - 1]] : []
                }
            case .index, .all: continue
            case .attribute(let name):
                guard number == path.steps.count - 1 else { return [] }
                return elements.compactMap { $0.attributes.first { $0.name == name }?.value }
            }
        }
        return elements.map { element in
            element.children.isEmpty
                ? element.text : String(decoding: bytes[element.inner], as: UTF8.self)
        }
    }

    // MARK: - Reading

    /// Reads up to the end tag of an element, or to the end of the text for the outermost.
    private mutating func readContent(of element: inout XMLElement, depth: Int) -> Bool {
        guard depth <= Self.depthMax else { return false }
        let start = place
        var text: [UInt8] = []
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else {
                text.append(bytes[place])
                place += 1
                continue
            }
            if has("</") {
                guard depth > 0 else { return false }
                element.inner = start..<place
                element.text = Self.resolved(text)
                return readEnd(of: element.name)
            } else if has("<!--") {
                guard skip(to: "-->") else { return false }
            } else if has("<![CDATA[") {
                let from = place + 9
                guard skip(to: "]]>") else { return false }
                text += Self.quoted(bytes[from..<place - 3])
            } else if has("<?") {
                guard skip(to: "?>") else { return false }
            } else {
                guard let child = readElement(depth: depth + 1) else { return false }
                element.children.append(child)
            }
        }
        return depth == 0
    }

    private func has(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

    /// Moves behind a mark.
    private mutating func skip(to mark: String) -> Bool {
        let mark = Array(mark.utf8)
        while place + mark.count <= bytes.count {
            if bytes[place..<place + mark.count].elementsEqual(mark) {
                place += mark.count
                return true
            }
            place += 1
        }
        return false
    }

    private mutating func readElement(depth: Int) -> XMLElement? {
        place += 1
        guard let name = readName() else { return nil }
        var element = XMLElement(name: name)
        while true {
            skipBlanks()
            if has("/>") {
                place += 2
                return element
            }
            if has(">") {
                place += 1
                return readContent(of: &element, depth: depth) ? element : nil
            }
            guard let attribute = readAttribute() else { return nil }
            element.attributes.append(attribute)
        }
    }

    private mutating func readAttribute() -> (name: String, value: String)? {
        guard let name = readName() else { return nil }
        skipBlanks()
        guard has("=") else { return nil }
        place += 1
        skipBlanks()
        guard place < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[place])
        else { return nil }
        let quote = bytes[place]
        let start = place + 1
        guard let end = bytes[start...].firstIndex(of: quote) else { return nil }
        place = end + 1
        return (name, Self.resolved(Array(bytes[start..<end])))
    }

    private mutating func readEnd(of name: String) -> Bool {
        place += 2
        guard readName() == name else { return false }
        skipBlanks()
        guard has(">") else { return false }
        place += 1
        return true
    }

    private mutating func readName() -> String? {
        let start = place
        while place < bytes.count, !Self.ends.contains(bytes[place]) { place += 1 }
        return start == place ? nil : String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// What no name has in it.
    private static let ends = Set(" \t\r\n<>/=\"'".utf8)

    private mutating func skipBlanks() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    /// CDATA has no entities: its ampersands are written as such, to be resolved with the rest.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.flatMap { $0 == UInt8(ascii: "&") ? Array("&amp;".utf8) : [$0] }
    }

    private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]

    private static func resolved(_ bytes: [UInt8]) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&"),
                let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let text = entity(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
            else {
                result.append(byte)
                continue
            }
            result += Array(text.utf8)
            rest = rest[(end + 1)...]
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func entity(_ name: String) -> String? {
        if let known = entities[name] { return known }
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let number = UInt32(
            isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
