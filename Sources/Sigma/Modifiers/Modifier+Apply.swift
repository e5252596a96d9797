import CIM
import SPL

/// Why a modifier cannot be used: what is wrong, and what to write instead.
struct ModifierError: Error {
    let message: String
}

/// What modifiers need to know beside the value.
package struct SigmaPlaceholders: Hashable, Sendable {
    /// By name, what stands in place of `%name%`, as rules write values: wildcards count.
    package var values: [String: [String]]

    package init(_ values: [String: [String]] = [:]) { self.values = values }
}

extension Modifier {
    /// Ways to write one value with other dashes; more are refused.
    static let dashWaysMax = 3_125

    /// What becomes of a value: several results where any of them may match.
    ///
    /// `all` and `neq` concern the list of values, and change none.
    func apply(
        _ value: ModifiedValue, _ placeholders: SigmaPlaceholders
    ) throws(ModifierError) -> [ModifiedValue] {
        switch self {
        case .all, .neq: return [value]
        case .startswith: return [try open(value, atStart: false, atEnd: true)]
        case .endswith: return [try open(value, atStart: true, atEnd: false)]
        case .contains: return [try open(value, atStart: true, atEnd: true)]
        case .exists: return [try existence(value)]
        case .cased: return [try cased(value)]
        case .windash: return try dashes(value)
        case .re: return [.expression(try unchanged(value), flags: "")]
        case .i, .m, .s: return [try flagged(value)]
        case .base64, .base64offset: return try base64(value)
        case .utf16le, .wide: return [try encoded(value, .utf16LittleEndian)]
        case .utf16be: return [try encoded(value, .utf16BigEndian)]
        case .utf16: return [try encoded(value, .utf16WithMark)]
        case .lt: return [try ordered(value, .less)]
        case .lte: return [try ordered(value, .lessOrEqual)]
        case .gt: return [try ordered(value, .greater)]
        case .gte: return [try ordered(value, .greaterOrEqual)]
        case .minute, .hour, .day, .week, .month, .year: return [try timePart(value)]
        case .cidr:
            let text = try unchanged(value)
            guard let network = IPNetwork(text) else {
                throw ModifierError(
                    message: "\"\(text)\" is no network: write an address and a number of bits, as "
                        + "in 10.0.0.0/8 or fe80::/10")
            }
            return [.network(network, text)]
        case .expand: return try expanded(value, placeholders)
        case .fieldref: return [try reference(value)]
        }
    }

    // MARK: - Texts

    private func text(
        _ value: ModifiedValue
    ) throws(ModifierError) -> (text: WildcardText, isCased: Bool, written: String?) {
        guard let text = value.asText else { throw unfitting(value) }
        return text
    }

    private func unfitting(_ value: ModifiedValue) -> ModifierError {
        ModifierError(message: "\"\(rawValue)\" cannot be used on \(value.kind): write a text")
    }

    /// The text as the rule has it, for modifiers that must come first.
    private func unchanged(_ value: ModifiedValue) throws(ModifierError) -> String {
        guard let written = try text(value).written else {
            throw ModifierError(
                message: "\"\(rawValue)\" takes the value as it stands: write it first behind the "
                    + "field")
        }
        return written
    }

    private func open(
        _ value: ModifiedValue, atStart: Bool, atEnd: Bool
    ) throws(ModifierError) -> ModifiedValue {
        switch value {
        case .reference(let field, var comparison):
            if atStart { comparison.mayBeginBefore = true }
            if atEnd { comparison.mayGoOn = true }
            return .reference(field, comparison)
        case .expression where atStart && atEnd: return value
        case .expression:
            throw ModifierError(
                message: "\"\(rawValue)\" cannot be used on an expression: write ^ or $ in it")
        default:
            let text = try text(value)
            return .text(
                text.text.open(atStart: atStart, atEnd: atEnd), isCased: text.isCased, written: nil)
        }
    }

    private func cased(_ value: ModifiedValue) throws(ModifierError) -> ModifiedValue {
        if case .reference(let field, var comparison) = value {
            comparison.isCased = true
            return .reference(field, comparison)
        }
        let text = try text(value)
        return .text(text.text, isCased: true, written: text.written)
    }

    private func dashes(_ value: ModifiedValue) throws(ModifierError) -> [ModifiedValue] {
        let text = try text(value)
        guard let variants = WindowsDash.variants(of: text.text, waysMax: Self.dashWaysMax) else {
            throw ModifierError(
                message: "more than \(Self.dashWaysMax) ways to write the dashes: use several "
                    + "values with \"all\"")
        }
        return variants.map { .text($0, isCased: text.isCased, written: nil) }
    }

    private func flagged(_ value: ModifiedValue) throws(ModifierError) -> ModifiedValue {
        guard case .expression(let pattern, let flags) = value, let flag else {
            throw ModifierError(
                message: "\"\(rawValue)\" is a flag of an expression: write it behind \"re\"")
        }
        return .expression(pattern, flags: flags.contains(flag) ? flags : flags + String(flag))
    }

    private func literal(_ value: ModifiedValue) throws(ModifierError) -> [UInt8] {
        guard let bytes = try text(value).text.literal else {
            throw ModifierError(
                message:
                    "\"\(rawValue)\" cannot encode a wildcard: write the text without \"*\" and "
                    + "\"?\", or \"\\*\" and \"\\?\" for the characters, and \"contains\" behind "
                    + "\"\(rawValue)\"")
        }
        return bytes
    }

    private func base64(_ value: ModifiedValue) throws(ModifierError) -> [ModifiedValue] {
        let bytes = try literal(value)
        let texts = self == .base64 ? [Base64.encode(bytes)] : Base64.offsets(bytes)
        guard !texts.contains([]) else {
            throw ModifierError(
                message: "the value is too short: of its encoding nothing is sure to stand there")
        }
        let isCased = try text(value).isCased
        return texts.map { .text(WildcardText([.literal($0)]), isCased: isCased, written: nil) }
    }

    private func encoded(
        _ value: ModifiedValue, _ encoding: TextEncoding
    ) throws(ModifierError) -> ModifiedValue {
        let text = try text(value)
        guard text.text.isText else {
            throw ModifierError(message: "the value is encoded already: keep one encoding")
        }
        return .text(encoding.encode(text.text), isCased: text.isCased, written: nil)
    }

    // MARK: - Other values

    private func existence(_ value: ModifiedValue) throws(ModifierError) -> ModifiedValue {
        switch value {
        case .boolean(let exists): return .existence(exists)
        case .text(_, _, let written?) where written == "true": return .existence(true)
        case .text(_, _, let written?) where written == "false": return .existence(false)
        default: throw ModifierError(message: "\"exists\" takes true or false")
        }
    }

    private func number(_ value: ModifiedValue) -> Double? {
        switch value {
        case .number(let text): return Double(text)
        case .text(_, _, let written?): return DecimalText.isNumber(written) ? Double(written) : nil
        default: return nil
        }
    }

    private func ordered(
        _ value: ModifiedValue, _ ordering: Ordering
    ) throws(ModifierError) -> ModifiedValue {
        guard let number = number(value) else {
            throw ModifierError(message: "\"\(rawValue)\" compares with a number: write one")
        }
        return .ordered(ordering, number)
    }

    private func timePart(_ value: ModifiedValue) throws(ModifierError) -> ModifiedValue {
        guard let part = TimePart(rawValue: rawValue), let number = number(value),
            let whole = Int(exactly: number), part.range.contains(whole)
        else {
            let range = TimePart(rawValue: rawValue)?.range ?? 0...0
            throw ModifierError(
                message: "\"\(rawValue)\" takes a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return .timePart(part, whole)
    }

    private func reference(_ value: ModifiedValue) throws(ModifierError) -> ModifiedValue {
        _ = try unchanged(value)
        let text = try text(value)
        guard let bytes = text.text.literal, !bytes.isEmpty else {
            throw ModifierError(
                message: "\"fieldref\" takes the name of a field, without \"*\" and \"?\"")
        }
        var comparison = FieldComparison()
        comparison.isCased = text.isCased
        return .reference(String(decoding: bytes, as: UTF8.self), comparison)
    }
}
