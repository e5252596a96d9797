import SPL

/// A value of a rule, after some of its modifiers.
enum ModifiedValue {
    case null
    case boolean(Bool)
    case number(String)
    /// `written` is the text as the rule has it, as long as no modifier changed it.
    case text(WildcardText, isCased: Bool, written: String?)
    /// A pattern, and letters of its flags.
    case expression(String, flags: String)
    case network(IPNetwork, String)
    case ordered(Ordering, Double)
    case timePart(TimePart, Int)
    case reference(String, FieldComparison)
    case existence(Bool)

    init(_ scalar: RuleScalar) {
        switch scalar {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .number(let text): self = .number(text)
        case .text(let text):
            self = .text(WildcardText(written: text), isCased: false, written: text)
        }
    }

    /// What it is called in a message.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .expression: "an expression"
        case .network: "a network"
        case .ordered: "a comparison of numbers"
        case .timePart: "a part of a time"
        case .reference: "the name of a field"
        case .existence: "the existence of a field"
        }
    }

    /// The value as a text: a number or a truth as it is written.
    var asText: (text: WildcardText, isCased: Bool, written: String?)? {
        switch self {
        case .text(let text, let isCased, let written): (text, isCased, written)
        case .number(let text): (WildcardText([.literal(Array(text.utf8))]), false, text)
        case .boolean(let value):
            (WildcardText([.literal(Array("\(value)".utf8))]), false, "\(value)")
        default: nil
        }
    }
}
