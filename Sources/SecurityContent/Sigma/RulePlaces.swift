import Sigma

/// Hands a YAML document over as a tree of rules, and knows where each place of the tree stands.
struct RulePlaces {
    let source: SourceText
    private var texts: [LocatedText] = []
    private var offsets: [Int] = []

    init(_ source: SourceText) { self.source = source }

    mutating func tree(_ node: YAMLNode) -> RuleNode {
        switch node.content {
        case .scalar(let text, let style):
            let place = note(text, node.offset, style)
            return RuleNode(.scalar(text, isPlain: style == .plain), place: place)
        case .sequence(let items):
            let place = note("", node.offset, .plain)
            return RuleNode(.sequence(items.map { tree($0) }), place: place)
        case .mapping(let entries):
            let place = note("", node.offset, .plain)
            return RuleNode(.mapping(Self.merged(entries).map { entry($0) }), place: place)
        }
    }

    /// With what `<<` takes from other mappings, which the mapping's own keys win over.
    ///
    /// Source: YAML 1.1, "Merge Key Language-Independent Type", which readers of rules support.
    private static func merged(_ entries: [YAMLEntry]) -> [YAMLEntry] {
        guard let merge = entries.first(where: { $0.key == "<<" }) else { return entries }
        var others: [YAMLNode] = [merge.value]
        if case .sequence(let items) = merge.value.content { others = items }
        var result = entries.filter { $0.key != "<<" }
        for other in others {
            guard case .mapping(let more) = other.content else { return entries }
            for entry in merged(more) where !result.contains(where: { $0.key == entry.key }) {
                result.append(entry)
            }
        }
        return result
    }

    private mutating func entry(_ entry: YAMLEntry) -> RuleEntry {
        let place = note(entry.key, entry.keyOffset, keyStyle(at: entry.keyOffset))
        return RuleEntry(key: entry.key, keyPlace: place, value: tree(entry.value))
    }

    /// Keys are written in one of three ways, which their first byte tells.
    private func keyStyle(at offset: Int) -> YAMLScalarStyle {
        switch source.bytes.at(offset) {
        case UInt8(ascii: "'"): .singleQuoted
        case UInt8(ascii: "\""): .doubleQuoted
        default: .plain
        }
    }

    private mutating func note(_ text: String, _ offset: Int, _ style: YAMLScalarStyle) -> Int {
        offsets.append(offset)
        texts.append(LocatedText(text, source: source, offset: offset, style: style))
        return texts.count - 1
    }

    /// A text that stands for what is at a place.
    func text(_ value: String, at place: Int) -> LocatedText {
        guard offsets.indices.contains(place) else { return LocatedText(value) }
        return LocatedText(value, source: source, offset: offsets[place], style: .plain)
    }

    /// The problem with file, line and column; none of a place that is not of this document.
    func located(_ problem: RuleProblem, detection: String?) -> ContentProblem {
        guard texts.indices.contains(problem.place) else {
            return ContentProblem(.error, file: source.file, message: problem.message)
        }
        let severity: ContentProblem.Severity = problem.severity == .error ? .error : .warning
        var located = texts[problem.place].problem(severity, at: problem.offset, problem.message)
        located.detection = detection
        return located
    }
}
