package import SPL

extension WildcardText {
    /// Reads a text as a rule writes it. A backslash is a backslash, but before `*`, `?` and another
    /// backslash, which it makes plain: `\*` is a star, `\\` one backslash, `\\*` a backslash and
    /// then anything.
    ///
    /// Source: Sigma specification 2.1, "String Wildcard", "Escape Character".
    package init(written text: String) {
        self.init()
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): append(.any)
            case UInt8(ascii: "?"): append(.one)
            case UInt8(ascii: "\\"):
                let next = bytes.first
                let isEscape =
                    next == UInt8(ascii: "*") || next == UInt8(ascii: "?")
                    || next == UInt8(ascii: "\\")
                append(.literal([isEscape ? bytes.removeFirst() : byte]))
            default: append(.literal([byte]))
            }
        }
    }

    /// Whether every literal is text.
    var isText: Bool {
        parts.allSatisfy { part in
            guard case .literal(let bytes) = part else { return true }
            return String(validating: bytes, as: UTF8.self) != nil
        }
    }

    /// The text with a wildcard for any run at its ends.
    func open(atStart: Bool, atEnd: Bool) -> WildcardText {
        var open = self
        if atStart, open.parts.first != .any { open = WildcardText([.any]) + open }
        if atEnd, open.parts.last != .any { open.append(.any) }
        return open
    }

    /// Each literal changed, wildcards as they are.
    func mapLiterals(_ change: ([UInt8]) -> [UInt8]) -> WildcardText {
        WildcardText(
            parts.map { part in
                if case .literal(let bytes) = part { .literal(change(bytes)) } else { part }
            })
    }
}
