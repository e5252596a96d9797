import RegularExpressions
import SPL

extension ConditionFunction {
    /// Whether a condition holds; nil is null.
    func truth(_ arguments: [Value], _ context: EvaluationContext) -> Bool? {
        switch self {
        case .true: true
        case .false: false
        case .isnull: arguments[0].isNull
        case .isnotnull: !arguments[0].isNull
        case .isbool: false
        case .tobool: Self.boolean(arguments[0])
        case .json_valid:
            arguments[0].texts.first.map { JSONNode($0) != nil }
        case .json_has_key_exact:
            arguments[0].texts.first.flatMap { text in
                arguments[1].texts.first.map { JSONNode(text)?.member($0) != nil }
            }
        case .isnum: arguments[0].number != nil
        case .isint: arguments[0].number.map { $0 == $0.rounded() } ?? false
        case .isstr: !arguments[0].isNull && arguments[0].number == nil
        case .in: Self.isMember(arguments)
        case .like: Self.anyText(arguments) { LikePattern($1).matches($0) }
        case .match:
            Self.anyText(arguments) { text, pattern in
                context.patterns.expression(pattern)?.matches(
                    text, context.patterns.losses)
            }
        case .cidrmatch:
            Self.anyText([arguments[1], arguments[0]]) { address, network in
                guard let network = IPNetwork(network) else { return nil }
                return IPAddress(address).map(network.contains) ?? false
            }
        }
    }

    /// Words and numbers of true and false; null for others.
    ///
    /// Source: Splunk Search Reference, "Conversion functions", `tobool`.
    private static func boolean(_ value: Value) -> Bool? {
        if let number = value.number { return number != 0 }
        switch value.texts.first?.lowercased() {
        case "true", "t": return true
        case "false", "f": return false
        default: return nil
        }
    }

    /// `in(x, a, b)`, case-sensitive.
    private static func isMember(_ arguments: [Value]) -> Bool? {
        guard !arguments[0].isNull else { return nil }
        return arguments.dropFirst().contains {
            EvalComparison.equal.holds(arguments[0], $0) == true
        }
    }

    /// Whether a condition holds for some value of the first argument; null where an argument is, or
    /// where the condition cannot be told.
    private static func anyText(
        _ arguments: [Value], _ holds: (String, String) -> Bool?
    ) -> Bool? {
        let texts = arguments[0].texts
        guard !texts.isEmpty, let second = arguments[1].texts.first else { return nil }
        let answers = texts.map { holds($0, second) }
        if answers.contains(true) { return true }
        return answers.contains(nil) ? nil : false
    }
}

/// A pattern of `like`: `%` is any run of characters, `_` one; case matters.
///
/// Source: Splunk Search Reference, "like".
struct LikePattern {
    private let pattern: [Character]

    init(_ text: String) { pattern = Array(text) }

    /// Whether the whole of a text fits. Takes the product of both lengths at worst.
    func matches(_ text: String) -> Bool {
        let text = Array(text)
        var (p, t) = (0, 0)
        var star: (p: Int, t: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == "%" {
                star = (p + 1, t)
                p += 1
            } else if p < pattern.count, pattern[p] == "_" || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.p, last.t + 1)
                p = last.p
                t = last.t + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "%" }
    }
}
