/// What stands behind a field, after `|`: changes values, or what they are.
///
/// Source: Sigma specification 2.1, "Sigma Modifiers".
package enum Modifier: String, CaseIterable, Sendable {
    // Of all kinds of fields.
    case all, startswith, endswith, contains, exists, cased, neq
    // Of texts.
    case windash, re, i, m, s, base64, base64offset, utf16le, utf16be, utf16, wide
    // Of numbers.
    case lt, lte, gt, gte
    // Of times.
    case minute, hour, day, week, month, year
    case cidr, expand, fieldref

    /// The flag of an expression that it stands for.
    var flag: Character? {
        switch self {
        case .i, .m, .s: Character(rawValue)
        default: nil
        }
    }
}

/// A modifier and where it stands in its key.
struct PlacedModifier {
    let modifier: Modifier
    /// UTF-8 offset in the key.
    let offset: Int
}
