/// A value of a YAML document, as whoever parsed it hands it over.
///
/// A place is a number that the giver chose, one for each scalar, list, mapping and key. A problem names
/// it, and the giver knows file, line and column. So nothing here knows YAML or files.
package struct RuleNode: Hashable, Sendable {
    package indirect enum Content: Hashable, Sendable {
        /// - isPlain: Written without quotes, so that YAML may take it for a number, true, false or null.
        case scalar(String, isPlain: Bool)
        case sequence([RuleNode])
        case mapping([RuleEntry])
    }

    package var content: Content
    package var place: Int

    package init(_ content: Content, place: Int) {
        self.content = content
        self.place = place
    }

    /// The text of a scalar, whatever YAML makes of it.
    package var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// The entries of a mapping.
    package var entries: [RuleEntry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// What it is called in a message.
    var kind: String {
        switch content {
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The value of a key of a mapping; nil where the key is missing or nothing stands behind it.
    package subscript(key: String) -> RuleNode? {
        guard let node = entries?.first(where: { $0.key == key })?.value else { return nil }
        return node.scalar == .null ? nil : node
    }

    /// The single values of a list; a single value counts as a list of one.
    var items: [RuleNode] {
        switch content {
        case .sequence(let items): items
        case .scalar, .mapping: [self]
        }
    }
}

/// One `key: value` of a mapping, in the order of the file.
package struct RuleEntry: Hashable, Sendable {
    package var key: String
    package var keyPlace: Int
    package var value: RuleNode

    package init(key: String, keyPlace: Int, value: RuleNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}
