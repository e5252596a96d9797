import Sigma
import TestSupport

/// Random rules over a handful of fields and short texts of few letters, so that many match.
struct RandomRules {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }

    private static let fields = ["a", "b", "c"]
    private static let letters = [
        "x", "X", "y", "-x", " /y", "\\", "\\\\", "\n", ".", "ä", "Ä", "1", "10", "–", "%", "aK",
    ]

    private mutating func word(_ pieces: Int) -> String {
        (0..<below(pieces + 1)).map { _ in one(of: Self.letters) }.joined()
    }

    /// Values of two fields in three, sometimes two of one.
    mutating func record() -> NaiveSigma.Record {
        var record: NaiveSigma.Record = [:]
        for field in Self.fields where below(3) > 0 {
            record[field] = (0...(below(5) == 0 ? 1 : 0)).map { _ in value() }
        }
        return record
    }

    private mutating func value() -> String {
        switch below(12) {
        case 0: "10.0.0.\(below(4))"
        case 1: "\(below(20))"
        case 2: "2025-12-29 0\(below(10)):00:00"
        case 3: ["true", "eHg=", "eHkx", "x\0y\0", "%p%", "::1"][below(6)]
        default: word(4)
        }
    }

    /// The block `detection` of a rule.
    mutating func detection() -> String {
        let names = ["s1", "s2", "_h"].prefix(1 + below(3))
        let lines = names.map { "\($0):\n\(selection())" }
        return lines.joined(separator: "\n") + "\ncondition: " + condition(Array(names), depth: 3)
    }

    private mutating func condition(_ names: [String], depth: Int) -> String {
        guard depth > 0, below(3) > 0 else {
            switch below(5) {
            case 0: return "1 of s*"
            case 1: return "all of them"
            case 2: return "1 of *1"
            default: return one(of: names)
            }
        }
        let left = condition(names, depth: depth - 1)
        switch below(4) {
        case 0: return "not \(left)"
        case 1: return "(\(left))"
        case 2: return "\(left) and \(condition(names, depth: depth - 1))"
        default: return "\(left) or \(condition(names, depth: depth - 1))"
        }
    }

    private mutating func selection() -> String {
        switch below(6) {
        case 0: return "  - \(quoted(pattern()))\n  - \(quoted(pattern()))"
        case 1: return "  - \(item())\n    \(item(number: 1))\n  - \(item())"
        case 2: return "  '|all':\n    - \(quoted(pattern()))\n    - \(quoted(pattern()))"
        default: return (0..<1 + below(2)).map { "  \(item(number: $0))" }.joined(separator: "\n")
        }
    }

    private func quoted(_ text: String) -> String {
        "\""
            + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n") + "\""
    }

    private mutating func pattern() -> String {
        (0..<below(4)).map { _ in
            below(3) == 0 ? one(of: ["*", "?", "\\*", "\\?"]) : one(of: Self.letters)
        }
        .joined()
    }

    private static let modifiers = [
        "", "", "|contains", "|startswith", "|endswith", "|cased", "|contains|cased", "|windash",
        "|contains|windash", "|neq", "|contains|neq",
    ]

    /// A line of a mapping; its key is another for each number, as keys of a mapping must be.
    private mutating func item(number: Int = 0) -> String {
        let field = number == 0 ? one(of: ["a", "b"]) : "c"
        switch below(14) {
        case 0: return "\(field): null"
        case 1: return "\(field)|exists: \(one(of: ["true", "false"]))"
        case 2: return "\(field)|cidr: \(one(of: ["10.0.0.0/31", "10.0.0.0/8", "'::/0'"]))"
        case 3: return "\(field)|\(one(of: ["lt", "lte", "gt", "gte"])): \(below(20))"
        case 4:
            return "\(field)|fieldref\(one(of: ["", "|startswith", "|endswith", "|contains"])): b"
        case 5:
            return
                "\(field)|re\(one(of: ["", "|i", "|s"])): \(one(of: ["'^x'", "'x.y'", "'[xy]+$'", "'a|X'"]))"
        case 6: return "\(field)|base64: \(one(of: ["xx", "xy1"]))"
        case 7: return "\(field)|base64offset|contains: \(one(of: ["xy1", "xxxx"]))"
        case 8: return "\(field)|hour: [\(below(10)), \(below(10))]"
        case 9: return "\(field): [\(below(20)), \(one(of: ["true", "null", "''"]))]"
        case 10: return "\(field)|wide\(one(of: ["", "|contains"])): xy"
        default:
            let modifiers = one(of: Self.modifiers)
            if below(3) == 0 {
                return "\(field)|all\(modifiers): [\(quoted(pattern())), \(quoted(pattern()))]"
            }
            return "\(field)\(modifiers): [\(quoted(pattern())), \(quoted(pattern()))]"
        }
    }
}
