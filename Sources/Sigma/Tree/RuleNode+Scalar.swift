import SPL

/// What a scalar of YAML is.
package enum RuleScalar: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// As written, so that nothing of a long number is lost.
    case number(String)
    case text(String)
}

extension RuleNode {
    /// The value of a scalar; nil for a list or a mapping.
    ///
    /// `yes`, `on` and the like are text, as in YAML 1.2: a rule that looks for the word `No` means the
    /// word. So are numbers of base 8, 16 and 60: `0x40` is looked for as it stands, because records
    /// write masks so.
    ///
    /// Source: YAML 1.2.2, 10.3.2 "Tag Resolution" of the core schema, but for those numbers.
    package var scalar: RuleScalar? {
        guard case .scalar(let text, let isPlain) = content else { return nil }
        guard isPlain else { return .text(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: return DecimalText.isNumber(text) ? .number(text) : .text(text)
        }
    }
}
