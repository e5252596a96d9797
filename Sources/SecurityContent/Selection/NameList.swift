/// Names, ids and patterns of names, so kept that asking costs as much for a thousand as for one.
struct NameList: Sendable {
    /// Each text as a name, and where it stands first.
    private var names: [String: Int] = [:]
    /// The same in lower case, as an id; ids are compared without regard to case.
    private var ids: [String: Int] = [:]
    private var patterns: [NamePattern] = []

    init(_ texts: some Sequence<String>) {
        for (place, text) in texts.enumerated() {
            if names[text] == nil { names[text] = place }
            let id = text.lowercased()
            if !id.isEmpty, ids[id] == nil { ids[id] = place }
            if NamePattern.isPattern(text) { patterns.append(NamePattern(text)) }
        }
    }

    /// Whether a text is the name or the id of a detection, or a pattern that its name fits.
    func matches(_ name: String, _ id: String) -> Bool {
        isNamed(name, id) || patterns.contains { $0.matches(name) }
    }

    /// Whether a text is the name or the id.
    func isNamed(_ name: String, _ id: String) -> Bool {
        names[name] != nil || ids[id.lowercased()] != nil
    }

    /// The place of the first text that is the id; else of the first that is the name.
    func place(of name: String, _ id: String) -> Int? { ids[id.lowercased()] ?? names[name] }
}
