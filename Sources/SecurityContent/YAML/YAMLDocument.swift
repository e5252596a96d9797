import Yams

/// A parsed file: its text, and its one document as located values.
struct YAMLDocument: Sendable {
    let source: SourceText
    let root: YAMLNode

    /// Values and keys of one document; more is refused.
    static let nodesMax = 200_000
    /// Mappings and lists within each other; more is refused.
    static let depthMax = 64
    /// `*alias` of one document. A document of a few hundred bytes can name 10^9 values through
    /// aliases of lists of aliases; 24 of them come to some thousands at most.
    static let aliasesMax = 24
    /// Texts below this are lengthened: Yams keeps a pointer into the string, which for the short
    /// strings that Swift keeps in a register points nowhere.
    private static let bytesMin = 64

    /// Parses the text; what is wrong goes to `problems`, and then the result is nil.
    init?(_ source: SourceText, problems: ProblemCollector) {
        let roots = Self.roots(of: source, problems: problems) { parser in
            try parser.singleRoot().map { [$0] } ?? []
        }
        guard let roots else { return nil }
        guard let root = roots.first else {
            problems.add(.error, source, at: 0, "the file is empty: a YAML mapping is expected")
            return nil
        }
        self.root = root
        self.source = source
    }

    /// Parses a text of any number of documents; what is wrong goes to `problems`, and then the result
    /// is nil. The bounds count for all of them together.
    static func roots(of source: SourceText, problems: ProblemCollector) -> [YAMLNode]? {
        roots(of: source, problems: problems) { parser in
            var nodes: [Node] = []
            while let node = try parser.nextRoot() { nodes.append(node) }
            return nodes
        }
    }

    private static func roots(
        of source: SourceText, problems: ProblemCollector, _ read: (Parser) throws -> [Node]
    ) -> [YAMLNode]? {
        if let reason = aliasObjection(source.bytes) {
            problems.add(.error, source, at: reason.offset, reason.message)
            return nil
        }
        var text = String(decoding: source.bytes, as: UTF8.self)
        if source.bytes.count < bytesMin {
            text += "\n#" + String(repeating: " ", count: bytesMin)
        }
        var marks = YAMLMarks(source.bytes)
        do {
            // Scalars are read as written, so that nothing needs to be resolved, which costs a dozen
            // regular expressions for each of them.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            var conversion = YAMLConversion(source: source, marks: marks)
            return try read(parser).map { try conversion.convert($0, depth: 0) }
        } catch let problem as ContentProblem {
            problems.add(problem)
        } catch {
            problems.add(problem(error, source, &marks))
        }
        return nil
    }

    /// The mapping at the top; nil, and a problem, when the document is something else.
    func mapping(_ problems: ProblemCollector) -> YAMLMapping? {
        guard case .mapping(let entries) = root.content else {
            problems.add(
                .error, source, at: root.offset,
                "the file holds \(root.kind): write \"key: value\" lines")
            return nil
        }
        return YAMLMapping(
            source: source, entries: entries, offset: root.offset, path: "", problems: problems)
    }

    private static func problem(
        _ error: any Error, _ source: SourceText, _ marks: inout YAMLMarks
    ) -> ContentProblem {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            var message = "not valid YAML: \(problem)"
            if let context {
                let start = source.position(of: marks.offset(context.mark))
                message += " \(context.text) that starts in line \(start.line), "
                message += "column \(start.column)"
            }
            return source.problem(.error, at: marks.offset(mark), message)
        case .reader(let problem, _, let value, _):
            let place = controlCharacter(source.bytes) ?? 0
            let code = value > 0 ? " (U+\(String(value, radix: 16, uppercase: true)))" : ""
            return source.problem(.error, at: place, "not valid YAML: \(problem)\(code)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            return source.problem(
                .error, at: marks.offset(context.mark),
                "\(names) stands twice in one mapping: keep one of them")
        default:
            return ContentProblem(.error, file: source.file, message: "not valid YAML: \(error)")
        }
    }

    /// The first byte that YAML does not allow in a file.
    private static func controlCharacter(_ bytes: [UInt8]) -> Int? {
        bytes.indices.first { index in
            switch bytes[index] {
            case 0x09, 0x0A, 0x0D: false
            case ..<0x20, 0x7F: true
            case 0xC2 where index + 1 < bytes.count:
                bytes[index + 1] < 0xA0 && bytes[index + 1] != 0x85
            default: false
            }
        }
    }

    /// Counts what can be an alias of an anchor of the text, rather too many than too few.
    private static func aliasObjection(_ bytes: [UInt8]) -> (offset: Int, message: String)? {
        guard bytes.contains(UInt8(ascii: "&")) else { return nil }
        let anchors = Set(names(behind: UInt8(ascii: "&"), in: bytes).map(\.name))
        guard !anchors.isEmpty else { return nil }
        let aliases = names(behind: UInt8(ascii: "*"), in: bytes).filter {
            anchors.contains($0.name)
        }
        guard aliases.count > aliasesMax else { return nil }
        return (
            aliases[aliasesMax].offset,
            "more than \(aliasesMax) aliases (\"*name\") in one file: write the values out"
        )
    }

    private static func names(
        behind sign: UInt8, in bytes: [UInt8]
    ) -> [(name: ArraySlice<UInt8>, offset: Int)] {
        bytes.indices.compactMap { index in
            guard bytes[index] == sign, index == 0 || isBeforeToken(bytes[index - 1]) else {
                return nil
            }
            let name = bytes[(index + 1)...].prefix { isNameByte($0) }
            return name.isEmpty ? nil : (name, index)
        }
    }

    private static func isBeforeToken(_ byte: UInt8) -> Bool {
        switch byte {
        case ...0x20, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"),
            0x80...:
            true
        default: false
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// Copies the nodes of Yams into located values, within the limits.
private struct YAMLConversion {
    let source: SourceText
    var marks: YAMLMarks
    var nodes = 0

    init(source: SourceText, marks: YAMLMarks) {
        self.source = source
        self.marks = marks
    }

    mutating func convert(_ node: Node, depth: Int) throws -> YAMLNode {
        let offset = node.mark.map { marks.offset($0) } ?? 0
        nodes += 1
        guard nodes <= YAMLDocument.nodesMax else {
            throw source.problem(
                .error, at: offset, "more than \(YAMLDocument.nodesMax) values in one file")
        }
        guard depth <= YAMLDocument.depthMax else {
            throw source.problem(
                .error, at: offset, "nested more than \(YAMLDocument.depthMax) deep")
        }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(content: .scalar(scalar.string, style(scalar.style)), offset: offset)
        case .sequence(let sequence):
            let items = try sequence.map { try convert($0, depth: depth + 1) }
            return YAMLNode(content: .sequence(items), offset: offset)
        case .mapping(let mapping):
            let entries = try mapping.map { try entry($0.key, $0.value, depth: depth + 1) }
            return YAMLNode(content: .mapping(entries), offset: offset)
        case .alias:
            throw source.problem(.error, at: offset, "an alias without its anchor")
        }
    }

    private mutating func entry(_ key: Node, _ value: Node, depth: Int) throws -> YAMLEntry {
        let key = try convert(key, depth: depth)
        guard let name = key.text else {
            throw source.problem(.error, at: key.offset, "\(key.kind) as a key: write a name")
        }
        return YAMLEntry(
            key: name, keyOffset: key.offset, value: try convert(value, depth: depth))
    }

    private func style(_ style: Node.Scalar.Style) -> YAMLScalarStyle {
        switch style {
        case .any, .plain: .plain
        case .singleQuoted: .singleQuoted
        case .doubleQuoted: .doubleQuoted
        case .literal: .literal
        case .folded: .folded
        }
    }
}
