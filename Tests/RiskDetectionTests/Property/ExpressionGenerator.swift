import SPL
import TestSupport

/// Writes random expressions as a search would, over the columns of ``RandomRows``.
struct ExpressionGenerator {
    enum Kind: CaseIterable { case number, text, condition, list }

    var random: SplitMix64
    /// How deep calls within calls go.
    private static let depthMax = 3

    init(random: SplitMix64) { self.random = random }

    mutating func pick(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }

    mutating func isHeads() -> Bool { Bool.random(using: &random) }

    mutating func expression(_ kind: Kind? = nil, depth: Int = 0) -> String {
        let kind = kind ?? Kind.allCases.randomElement(using: &random) ?? .text
        let isLeaf = depth >= Self.depthMax || Int.random(in: 0..<4, using: &random) == 0
        if isLeaf { return leaf(kind) }
        switch kind {
        case .number: return fill(pick(Self.numbers), depth + 1)
        case .text: return fill(pick(Self.texts + Self.otherValues), depth + 1)
        case .condition: return fill(pick(Self.conditions + Self.otherConditions), depth + 1)
        case .list: return fill(pick(Self.lists), depth + 1)
        }
    }

    private mutating func leaf(_ kind: Kind) -> String {
        switch kind {
        case .number: pick(["n", "count", "n", "0", "1", "-3", "2.5", "10", "100", "t", "missing"])
        case .text:
            pick([
                "s", "s", "u", "missing", "\"\"", "\"a\"", "\"ab c\"",
                "\"C:\\\\Windows\\\\cmd.exe\"",
                "\"10\"", "\"x,y,z\"", "\"10.1.2.3\"",
            ])
        case .condition:
            pick(["s=\"a\"", "n>2", "true()", "false()", "isnull(u)", "n=10", "m=\"b\""])
        case .list: pick(["m", "m", "s", "missing", "split(\"a,b,a\", \",\")"])
        }
    }

    /// A template with `N`, `T`, `C`, `L` for expressions of a kind.
    private mutating func fill(_ template: String, _ depth: Int) -> String {
        var result = ""
        var rest = template[...]
        while let character = rest.popFirst() {
            guard character == "‹", let kind = rest.popFirst(), rest.popFirst() == "›" else {
                result.append(character)
                continue
            }
            switch kind {
            case "N": result += expression(.number, depth: depth)
            case "T": result += expression(.text, depth: depth)
            case "C": result += expression(.condition, depth: depth)
            case "L": result += expression(.list, depth: depth)
            default: result += expression(depth: depth)
            }
        }
        return result
    }

    // MARK: - Templates

    private static let numbers = [
        "(‹N› + ‹N›)", "(‹N› - ‹N›)", "(‹N› * ‹N›)", "(‹N› / ‹N›)", "(‹N› % ‹N›)", "(-‹N›)",
        "abs(‹N›)", "ceiling(‹N›)", "ceil(n)", "floor(‹N›)", "round(‹N›)", "round(n, 1)",
        "exact(‹N›)", "sqrt(‹N›)", "exp(n % 5)", "ln(‹N›)", "log(‹N›)", "log(n, 2)",
        "pow(n % 7, 2)", "pi()", "acos(n / 20)", "acosh(‹N›)", "asin(n / 20)", "asinh(n)",
        "atan(‹N›)", "atan2(‹N›, ‹N›)", "atanh(n / 20)", "cos(n)", "cosh(n % 4)", "sin(n)",
        "sinh(n % 4)", "tan(n)", "tanh(n)", "hypot(‹N›, ‹N›)", "sum(‹N›, ‹N›)",
        "sum(m, ‹N›)", "avg(‹N›, ‹N›, 3)", "max(‹N›, ‹N›)", "min(‹N›, ‹N›)",
        "bit_and(n, 12)", "bit_or(n, ‹N›)", "bit_xor(n, 5)", "bit_not(n)",
        "bit_shift_left(n, 3)", "bit_shift_right(n, 1)", "len(‹T›)", "mvcount(‹L›)",
        "mvfind(‹L›, \"b\")", "mvfind(m, \"^a\")", "tonumber(‹T›)", "tonumber(u, 16)",
        "tonumber(\"0x1F\", 16)", "tonumber(s, 36)",
        "strptime(\"2024-01-03 04:05:06\", "
            + "\"%Y-%m-%d %H:%M:%S\")", "strptime(u, \"%Y-%m-%d\")", "now()", "time()",
        "relative_time(t, \"-1d@d\")", "relative_time(t, \"@w1\")",
        "relative_time(t, \"-2h@h+5m\")", "relative_time(t, \"+1mon@mon\")",
        "relative_time(t, \"@q\")", "relative_time(‹N›, \"-70m@m\")",
        "if(‹C›, ‹N›, ‹N›)", "case(‹C›, ‹N›, ‹C›, ‹N›)", "coalesce(missing, ‹N›)",
        "nullif(‹N›, ‹N›)", "(t + 60)",
    ]

    private static let texts = [
        "(‹T› . ‹T›)", "(s . ‹N›)", "(‹T› + ‹T›)", "lower(‹T›)", "upper(‹T›)", "trim(‹T›)",
        "ltrim(‹T›)", "rtrim(‹T›)", "trim(‹T›, \" ax\")", "ltrim(s, \"C:\\\\\")",
        "rtrim(s, \".ex\")", "substr(‹T›, 2)", "substr(‹T›, -3)", "substr(s, 1, 2)",
        "substr(s, -4, 2)", "substr(‹T›, 3, 0)", "replace(‹T›, \"[aeiou]\", \"_\")",
        "replace(s, \"^([A-Z]):\", \"<\\1>\")",
        "replace(s, \"(\\w+)\\.(\\w+)\", \"\\2.\\1\")",
        "urldecode(‹T›)", "urldecode(u)", "md5(s)", "sha1(s)", "sha256(s)", "sha512(s)",
        "tostring(‹N›)", "tostring(n, \"hex\")", "tostring(n, \"commas\")",
        "tostring(count, \"duration\")", "tostring(t, \"commas\")", "tostring(‹C›)",
        "tostring(‹T›)", "printf(\"%d|%5.2f\", ‹N›, n)", "printf(\"%-6s|%+d%%\", s, count)",
        "printf(\"%05d %x\", count, count)", "printf(\"%s\", ‹T›)",
        "strftime(t, \"%Y-%m-%dT%H:%M:%S\")", "strftime(t, \"%F %T %j %a %b\")",
        "strftime(‹N›, \"%H:%M\")", "strftime(t, \"%3N %Q\")", "mvjoin(‹L›, \"; \")",
        "mvindex(‹L›, 0)", "mvindex(m, -1)", "mvindex(m, 1)", "typeof(‹A›)",
        "typeof(missing)",
        "typeof(‹C›)", "ipmask(\"255.255.0.0\", \"10.1.2.3\")",
        "ipmask(\"0.0.255.255\", u)",
        "if(‹C›, ‹T›, ‹T›)", "case(‹C›, ‹T›, true(), ‹T›)", "coalesce(‹T›, ‹T›)",
        "nullif(‹T›, ‹T›)", "nullif(s, \"a\")", "validate(‹C›, ‹T›, ‹C›, ‹T›)", "null()",
        "max(‹T›, ‹N›)", "min(‹T›, ‹N›, m)", "max(m, s)",
    ]

    private static let conditions = [
        "(‹N› = ‹N›)", "(‹N› != ‹N›)", "(‹N› < ‹N›)", "(‹N› >= ‹N›)", "(‹T› = ‹T›)",
        "(‹T› == ‹T›)", "(‹T› > ‹T›)", "(‹T› <= ‹N›)", "(‹L› = ‹T›)", "(‹C› AND ‹C›)",
        "(‹C› OR ‹C›)", "(NOT ‹C›)", "(‹C› XOR ‹C›)", "isnull(‹A›)", "isnotnull(‹A›)",
        "isnum(‹A›)", "isint(‹A›)", "isstr(‹A›)", "isbool(‹A›)", "isbool(‹C›)",
        "isnull(‹C›)", "in(‹T›, \"a\", s, ‹T›)", "in(n, 1, 2, 10)", "like(‹T›, \"%a%\")",
        "like(s, \"_b%\")", "like(s, \"%.exe\")", "(s LIKE \"a%\")",
        "match(‹T›, \"^[a-z]+$\")",
        "match(‹L›, \"(?i)CMD\")", "match(s, \"\\d\")", "cidrmatch(\"10.0.0.0/8\", ‹T›)",
        "cidrmatch(\"10.1.2.0/24\", u)", "searchmatch(\"s=a* OR n=10\")",
        "searchmatch(\"NOT m=b\")", "if(‹C›, ‹C›, ‹C›)", "(s IN (\"a\", \"ab c\"))",
        "true()", "false()",
    ]

    private static let lists = [
        "mvappend(‹L›, ‹T›)", "mvappend(‹T›, m, ‹N›)", "mvdedup(‹L›)", "mvsort(‹L›)",
        "mvzip(m, ‹L›)", "mvzip(m, m, \"-\")", "split(‹T›, \",\")", "split(s, \"\")",
        "split(s, \"\\\\\")", "mvrange(1, 9, 3)", "mvrange(5, 1, -2)", "mvrange(0, n)",
        "mvfilter(match(m, \"[ab]\"))", "mvfilter(m != \"b\")", "mvmap(m, upper(m))",
        "mvmap(m, m . \"-\" . s)", "mvindex(‹L›, 0, 1)", "mvindex(m, -2, -1)",
        "mvindex(m, 1, 5)", "commands(\"search a | stats count | sort x\")",
        "if(‹C›, ‹L›, ‹T›)", "coalesce(missing, ‹L›)",
    ]

    /// Functions that no template calls: each with as many arguments of any kind as it needs.
    private static let otherValues = others.filter { !$0.isCondition }.map(\.template)
    private static let otherConditions = others.filter(\.isCondition).map(\.template)

    private static let others: [(template: String, isCondition: Bool)] = {
        let called = Set(
            (numbers + texts + conditions + lists).flatMap { template in
                template.split { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "_") }
            })
        return EvalFunction.allCases.filter { !called.contains($0.name[...]) }.map { function in
            let arguments = Array(repeating: "‹A›", count: function.arity.lowerBound)
            let isCondition = if case .condition = function { true } else { false }
            return ("\(function.name)(\(arguments.joined(separator: ", ")))", isCondition)
        }
    }()
}
