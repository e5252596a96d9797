/// A value of a YAML document, with the place where it stands.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(String, YAMLScalarStyle)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    let content: Content
    /// UTF-8 offset in the source.
    let offset: Int
    /// Where the value stands when that is not the file of the mapping around it.
    var source: SourceText?

    init(content: Content, offset: Int, source: SourceText? = nil) {
        self.content = content
        self.offset = offset
        self.source = source
    }

    /// The text of a scalar, whatever YAML would make of it: `80` and `'80'` are the same here.
    var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// `key:` with nothing behind it, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, .plain) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What the value is called in a message.
    var kind: String {
        switch content {
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// One `key: value` of a mapping, in the order of the file.
struct YAMLEntry: Sendable {
    let key: String
    let keyOffset: Int
    let value: YAMLNode
}

/// How a scalar is written, which decides how its text is found in the file.
enum YAMLScalarStyle: Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
    /// No YAML: a value of a `.conf` file.
    case conf
}
