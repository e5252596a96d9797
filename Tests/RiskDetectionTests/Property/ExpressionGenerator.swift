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
        "nullif(‹N›, ‹N›)", "(t + 60)", "(n * 0.20)", "(2.50 * 1.5 + n)", "(n / 8.250)",
        "sigfig(n * 1.50)", "sigfig(count * 2.5 - 0.25)", "exact(n * 0.2)", "(count * 0.125)",
        "random()", "(random() % 10 - random() % 10)", "todouble(u)", "toint(n)", "toint(s)",
    ]

    private static let texts = [
        "(‹T› . ‹T›)", "(s . ‹N›)", "(‹T› + ‹T›)", "lower(‹T›)", "upper(‹T›)", "trim(‹T›)",
        "ltrim(‹T›)", "rtrim(‹T›)", "trim(‹T›, \" ax\")", "ltrim(s, \"C:\\\\\")",
        "rtrim(s, \".ex\")", "substr(‹T›, 2)", "substr(‹T›, -3)", "substr(s, 1, 2)",
        "substr(s, -4, 2)", "substr(‹T›, 3, 0)", "substr(‹T›, 0, 2)", "substr(s, 3, -2)",
        "substr(s, -2, -9)", "substr(s, 0)", "replace(‹T›, \"[aeiou]\", \"_\")",
        "replace(s, \"^([A-Z]):\", \"<\\1>\")",
        "replace(s, \"(\\w+)\\.(\\w+)\", \"\\2.\\1\")",
        "urldecode(‹T›)", "urldecode(u)", "md5(s)", "sha1(s)", "sha256(s)", "sha512(s)",
        "tostring(‹N›)", "tostring(n, \"hex\")", "tostring(n, \"commas\")",
        "tostring(count, \"duration\")", "tostring(t, \"commas\")", "tostring(‹C›)",
        "tostring(‹T›)", "printf(\"%d|%5.2f\", ‹N›, n)", "printf(\"%-6s|%+d%%\", s, count)",
        "printf(\"%05d %x\", count, count)", "printf(\"%s\", ‹T›)",
        "printf(\"%#o %#x %X|%p\", count, count, count, count)", "printf(\"%.2e %g %G\", n, n, n)",
        "printf(\"%*d|%-*d|%.*f\", 9, count, 9, count, 2, n)",
        "printf(\"%'d %'12d\", count, count)",
        "printf(\"%c%z\", s, u)", "printf(\"%+.3f|% d|%08.2f|%u\", n, count, n, count)",
        "printf(\"%.8d|%-12.3s|%%\", count, s)",
        "(\"x\" . n * 0.5)", "strftime(t, \"%U %W %V %G %g %u %w %C %y %k %l %p %r\")",
        "strftime(t, \"%Ez %:z %::z %6Q %9N %f %x %+ %D %R %e %h\")",
        "strftime(1704207845.678, \"%3N %6Q\")",
        "strftime(t, \"%Y-%m-%dT%H:%M:%S\")", "strftime(t, \"%F %T %j %a %b\")",
        "strftime(‹N›, \"%H:%M\")", "strftime(t, \"%3N %Q\")", "mvjoin(‹L›, \"; \")",
        "mvindex(‹L›, 0)", "mvindex(m, -1)", "mvindex(m, 1)", "typeof(‹A›)",
        "typeof(missing)",
        "typeof(‹C›)", "ipmask(\"255.255.0.0\", \"10.1.2.3\")",
        "ipmask(\"0.0.255.255\", u)",
        "if(‹C›, ‹T›, ‹T›)", "case(‹C›, ‹T›, true(), ‹T›)", "coalesce(‹T›, ‹T›)",
        "nullif(‹T›, ‹T›)", "nullif(s, \"a\")", "validate(‹C›, ‹T›, ‹C›, ‹T›)", "null()",
        "max(‹T›, ‹N›)", "min(‹T›, ‹N›, m)", "max(m, s)",
        "json_object(\"a\", s, \"b\", m, \"c\", count)", "json_array(s, u, 1, 2.5, n=10)",
        "json_extract(json_object(\"a\", json_object(\"b\", s)), \"a.b\")",
        "json_extract(json_array(s, json_array(u)), \"{}\")", "json_extract(s)", "json(u)",
        "json_extract(json_array(s, u), \"{0}\", \"{1}\")", "json_keys(json_object(s, 1, u, 2))",
        "json_extract_exact(json_object(\"a.b\", s, \"c\", u), \"a.b\")",
        "json_set(json_object(\"a\", s), \"a\", u, \"b\", count)",
        "json_set_exact(json_object(\"a\", s), \"x.y\", m)", "json_entries(json_object(s, u))",
        "json_append(json_object(\"a\", m), \"a\", s, \"b\", u)",
        "json_extend(json_object(\"a\", json_array(s)), \"a\", json_array(u, 1))",
        "json_delete(json_object(\"a\", s, \"b\", u), \"a\")", "mv_to_json_array(m)",
        "mv_to_json_array(mvappend(u, s), true())", "spath(json_object(\"k\", u), \"k\")",
        "spath(\"<e><f>\" . count . \"</f><f>a&amp;b</f></e>\", \"e.f\")",
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
        "true()", "false()", "tobool(‹T›)", "tobool(n)", "json_valid(u)",
        "json_valid(json_array(s))",
        "json_has_key_exact(json_object(s, 1), \"a\")", "(NOT !isnull(‹A›))",
    ]

    private static let lists = [
        "mvappend(‹L›, ‹T›)", "mvappend(‹T›, m, ‹N›)", "mvdedup(‹L›)", "mvsort(‹L›)",
        "mvzip(m, ‹L›)", "mvzip(m, m, \"-\")", "split(‹T›, \",\")", "split(s, \"\")",
        "split(s, \"\\\\\")", "mvrange(1, 9, 3)", "mvrange(5, 1, -2)", "mvrange(0, n)",
        "mvrange(1514834731, 1524134919, \"7d\")", "mvrange(0, count, \"2h\")", "mvreverse(‹L›)",
        "json_array_to_mv(json_array(s, u, count))", "json_array_to_mv(json_array(s, m), true())",
        "mvmap(mvindex(m, 0, 1), m . \"!\")", "mvmap(s, m . s, m)", "mvfilter(!isnull(m))",
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
