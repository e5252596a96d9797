import SPL

/// A mapping of a document, read key by key; what does not fit is reported where it stands.
struct YAMLMapping {
    let source: SourceText
    let entries: [YAMLEntry]
    let offset: Int
    /// The keys that lead here, such as `output`; empty at the top.
    let path: String
    let problems: ProblemCollector

    func name(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key == key } }

    /// The value of a key; nil when the key is missing or stands there without a value.
    func node(_ key: String) -> YAMLNode? {
        guard let node = entry(key)?.value, !node.isNull else { return nil }
        return node
    }

    func has(_ key: String) -> Bool { entry(key) != nil }

    func report(
        _ severity: ContentProblem.Severity = .error, at node: YAMLNode, _ message: String
    ) {
        problems.add(severity, node.source ?? source, at: node.offset, message)
    }

    func report(
        _ severity: ContentProblem.Severity = .error, key: String, _ message: String
    ) {
        let entry = entry(key)
        problems.add(
            severity, entry?.value.source ?? source, at: entry?.keyOffset ?? offset, message)
    }

    // MARK: - Single values

    func text(_ key: String) -> LocatedText? {
        note(.text, key)
        guard let node = node(key) else { return nil }
        return text(of: node, name: name(of: key))
    }

    func string(_ key: String) -> String? { text(key)?.value }

    /// A value that must be there and not be empty.
    ///
    /// - Parameter hint: What to write, as in `add "name: <name>"`.
    func required(_ key: String, hint: String) -> LocatedText? {
        guard let node = node(key) else {
            report(key: key, "\(name(of: key)) is missing: \(hint)")
            return nil
        }
        guard let text = text(of: node, name: name(of: key)) else { return nil }
        guard text.value.contains(where: { !$0.isWhitespace }) else {
            report(at: node, "\(name(of: key)) is empty: \(hint)")
            return nil
        }
        return text
    }

    func text(of node: YAMLNode, name: String) -> LocatedText? {
        guard case .scalar(let text, let style) = node.content else {
            report(at: node, "\(name) is \(node.kind): write a single value")
            return nil
        }
        return LocatedText(
            text, source: node.source ?? source, offset: node.offset, style: style)
    }

    /// A whole number; `"80"` and `80.0` are read too, as authors write them.
    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        note(.integer(range), key)
        guard let node = node(key) else { return nil }
        let expected =
            "write a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let text = node.text else {
            report(at: node, "\(name(of: key)) is \(node.kind): \(expected)")
            return nil
        }
        guard let number = Int(text) ?? Double(text).flatMap(Int.init(exactly:)),
            range.contains(number)
        else {
            report(at: node, "\(name(of: key)) is \"\(text)\": \(expected)")
            return nil
        }
        return number
    }

    func boolean(_ key: String) -> Bool? {
        note(.boolean, key)
        guard let node = node(key) else { return nil }
        switch node.text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default:
            let given = node.text.map { "\"\($0)\"" } ?? node.kind
            report(at: node, "\(name(of: key)) is \(given): write true or false")
            return nil
        }
    }

    // MARK: - Lists and mappings

    /// A list of single values; one value alone counts as a list of one.
    func texts(_ key: String) -> [LocatedText] {
        note(.texts, key)
        guard let node = node(key) else { return [] }
        switch node.content {
        case .scalar: return text(key).map { [$0] } ?? []
        case .sequence(let items):
            return items.enumerated().compactMap { index, item in
                item.isNull ? nil : text(of: item, name: "\(name(of: key))[\(index + 1)]")
            }
        case .mapping:
            report(at: node, "\(name(of: key)) is a mapping: write a list (\"- …\" lines)")
            return []
        }
    }

    func strings(_ key: String) -> [String] { texts(key).map(\.value) }

    /// The single values of a list that may hold mappings too.
    func scalars(_ key: String) -> [LocatedText] {
        note(.texts, key)
        guard case .sequence(let items)? = node(key)?.content else { return texts(key) }
        return items.enumerated().compactMap { index, item in
            if case .mapping = item.content { return nil }
            return item.isNull ? nil : text(of: item, name: "\(name(of: key))[\(index + 1)]")
        }
    }

    func mapping(_ key: String) -> YAMLMapping? {
        note(.mapping, key)
        guard let node = node(key) else { return nil }
        return mapping(of: node, path: name(of: key))
    }

    /// A list of mappings; one mapping alone counts as a list of one.
    func mappings(_ key: String) -> [YAMLMapping] {
        note(.mappings, key)
        guard let node = node(key) else { return [] }
        guard case .sequence(let items) = node.content else {
            return mapping(key).map { [$0] } ?? []
        }
        return items.enumerated().compactMap { index, item in
            mapping(of: item, path: "\(name(of: key))[\(index + 1)]")
        }
    }

    func mapping(of node: YAMLNode, path: String) -> YAMLMapping? {
        guard case .mapping(let entries) = node.content else {
            report(at: node, "\(path) is \(node.kind): write \"key: value\" lines below it")
            return nil
        }
        return YAMLMapping(
            source: node.source ?? source, entries: entries, offset: node.offset, path: path,
            problems: problems)
    }

    /// Reports keys that nobody reads.
    func check(keys known: [String], _ severity: ContentProblem.Severity = .error) {
        for entry in entries where !known.contains(entry.key) {
            let place = path.isEmpty ? "" : " in \(path)"
            let suggestion =
                Suggestion.nearest(to: entry.key, among: known).map { "did you mean \"\($0)\"?" }
                ?? "the keys here are \(known.joined(separator: ", "))"
            problems.add(
                severity, source, at: entry.keyOffset,
                "unknown key \"\(entry.key)\"\(place): \(suggestion)")
        }
    }
}
