import SPL

/// Keys of the configuration that environment variables set, as containers are configured:
/// `RISKD_OUTPUT_FILE` is `output.file`, and its value is read as YAML.
struct EnvironmentOverrides {
    private static let prefix = "RISKD_"

    /// By key, such as `output.file`, in the order of the variables' names.
    private let values: [(key: String, node: YAMLNode)]

    /// What is no key, and what cannot be read, goes to `problems`.
    init(_ environment: [String: String], _ problems: ProblemCollector) {
        let keys = Dictionary(
            Self.keys.map { (Self.variable(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        var values: [(key: String, node: YAMLNode)] = []
        for (name, text) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(Self.prefix) && !text.isEmpty {
            guard let key = keys[name] else {
                problems.add(Self.unknown(name, Array(keys.keys)))
                continue
            }
            let source = SourceText(file: "environment variable \(name)", text: text)
            guard let document = YAMLDocument(source, problems: problems) else { continue }
            values.append((key, document.root.standing(in: source)))
        }
        self.values = values
    }

    /// The keys that a variable can set: all but those within lists and under names.
    static var keys: [String] {
        ConfigurationDocument.allKeys.filter { !$0.contains("[]") && !$0.contains("<>") }
    }

    static func variable(of key: String) -> String {
        prefix + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    /// A warning, not an error: Kubernetes sets variables like RISKD_SERVICE_HOST for a service that
    /// happens to be called riskd.
    private static func unknown(_ name: String, _ known: [String]) -> ContentProblem {
        let suggestion =
            Suggestion.nearest(to: name, among: known.sorted()).map { "did you mean \($0)?" }
            ?? "see riskd.yaml(5) for those that there are"
        return ContentProblem(
            .warning, file: "environment variable \(name)",
            message: "is no key of the configuration: \(suggestion)")
    }

    func applied(to top: YAMLMapping) -> YAMLMapping {
        values.reduce(top) { mapping, value in
            let path = value.key.split(separator: ".").map(String.init)
            return YAMLMapping(
                source: mapping.source,
                entries: Self.set(path[...], to: value.node, in: mapping.entries),
                offset: mapping.offset, path: mapping.path, problems: mapping.problems)
        }
    }

    private static func set(
        _ path: ArraySlice<String>, to node: YAMLNode, in entries: [YAMLEntry]
    ) -> [YAMLEntry] {
        guard let key = path.first else { return entries }
        let place = entries.firstIndex { $0.key == key }
        var value = node
        if path.count > 1 {
            var inner: [YAMLEntry] = []
            if let place, case .mapping(let known) = entries[place].value.content { inner = known }
            let old = place.map { entries[$0].value }
            value = YAMLNode(
                content: .mapping(set(path.dropFirst(), to: node, in: inner)),
                offset: old?.offset ?? 0, source: old?.source)
        }
        let offset = value.source == nil ? place.map { entries[$0].keyOffset } ?? 0 : 0
        let entry = YAMLEntry(key: key, keyOffset: offset, value: value)
        guard let place else { return entries + [entry] }
        var entries = entries
        entries[place] = entry
        return entries
    }
}

extension YAMLNode {
    /// The same value, its places being those of another text than that of the mapping around it.
    func standing(in source: SourceText) -> YAMLNode {
        let content: Content =
            switch self.content {
            case .scalar: self.content
            case .sequence(let items): .sequence(items.map { $0.standing(in: source) })
            case .mapping(let entries):
                .mapping(
                    entries.map {
                        YAMLEntry(
                            key: $0.key, keyOffset: $0.keyOffset,
                            value: $0.value.standing(in: source))
                    })
            }
        return YAMLNode(content: content, offset: offset, source: source)
    }
}
