/// A stanza as Splunk has it in the end: `local/` over `default/`, and below both what their stanza
/// `[default]` says.
///
/// Source: Splunk Admin Manual, "Configuration file precedence".
struct ConfStanza {
    let name: String
    /// Where its header stands; in `local/` if there.
    let source: SourceText
    let offset: Int
    private var values: [String: LocatedText]
    let problems: ProblemCollector

    /// The stanzas of one file of an app, but for `[default]`, in the order in which they first come.
    ///
    /// - Parameter layers: The file of `default/`, then that of `local/`, as far as they are there.
    static func merged(_ layers: [ConfDocument]) -> [ConfStanza] {
        var common: [String: LocatedText] = [:]
        var places: [String: Int] = [:]
        var merged: [ConfStanza] = []
        for document in layers {
            for stanza in document.stanzas where !stanza.name.isEmpty {
                if stanza.name == ConfDocument.defaultName {
                    for entry in stanza.entries { common[entry.key] = entry.value }
                    continue
                }
                let known = places[stanza.name]
                var values = known.map { merged[$0].values } ?? [:]
                for entry in stanza.entries { values[entry.key] = entry.value }
                let result = ConfStanza(
                    name: stanza.name, source: document.source, offset: stanza.offset,
                    values: values, problems: ProblemCollector())
                if let known {
                    merged[known] = result
                } else {
                    places[stanza.name] = merged.count
                    merged.append(result)
                }
            }
        }
        for index in merged.indices {
            merged[index].values.merge(common) { own, _ in own }
        }
        return merged
    }

    // MARK: - Values

    /// All keys, sorted.
    var keys: [String] { values.keys.sorted() }

    /// A value; nil where there is none or it is empty, as Splunk has it.
    func text(_ key: String) -> LocatedText? {
        guard let value = values[key], !value.value.isEmpty else { return nil }
        return value
    }

    func string(_ key: String) -> String? { text(key)?.value }

    /// Whether the key is there, with a value or without.
    func has(_ key: String) -> Bool { values[key] != nil }

    /// A value that must be there.
    func required(_ key: String, hint: String) -> LocatedText? {
        if let text = text(key) { return text }
        report(.error, "\(key) is missing: \(hint)")
        return nil
    }

    /// False where the key is not there.
    ///
    /// Source: Splunk Admin Manual: `1`, `true`, `t`, `yes`, `y` and their opposites, in any case.
    func flag(_ key: String) -> Bool {
        guard let text = text(key) else { return false }
        switch text.value.lowercased() {
        case "1", "true", "t", "yes", "y": return true
        case "0", "false", "f", "no", "n": return false
        default:
            report(.error, key, "\(key) is \"\(text.value)\": write 1 or 0")
            return false
        }
    }

    func integer(_ key: String) -> Int? {
        guard let text = text(key) else { return nil }
        if let number = Int(text.value) { return number }
        report(.error, key, "\(key) is \"\(text.value)\": write a whole number")
        return nil
    }

    /// The entries of a value with commas between them. An entry may stand in double quotes, with
    /// commas of its own: `"Account Name",dest`.
    func list(_ key: String) -> [String] {
        var isQuoted = false
        let entries = (string(key) ?? "").split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
        return entries.map { entry in
            let start = entry.drop { $0.isWhitespace }
            let blanks = start.reversed().prefix { $0.isWhitespace }.count
            let word = start.dropLast(blanks)
            let hasQuotes = word.count > 1 && word.first == "\"" && word.last == "\""
            return String(hasQuotes ? word.dropFirst().dropLast() : word)
        }.filter { !$0.isEmpty }
    }

    // MARK: - Problems

    /// A problem of the stanza as a whole, at its header.
    func report(_ severity: ContentProblem.Severity, _ message: String) {
        problems.add(severity, source, at: offset, "[\(name)] \(message)")
    }

    /// A problem of a value, where it stands.
    func report(_ severity: ContentProblem.Severity, _ key: String, _ message: String) {
        guard let text = values[key] else { return report(severity, message) }
        problems.add(text.problem(severity, "[\(name)] \(message)"))
    }
}
