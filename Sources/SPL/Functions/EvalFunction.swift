/// The functions of `eval` and `where`.
///
/// Source: Splunk Search Reference, "Evaluation functions".
package enum EvalFunction: String, CaseIterable, Sendable {
    // Conditions
    case `case`, cidrmatch, coalesce, `false`, `if`, `in`, like, match, null, nullif, `true`
    case validate
    // Kinds of values
    case isbool, isint, isnotnull, isnull, isnum, isstr, typeof
    // Conversion
    case ipmask, printf, tonumber, tostring
    // Cryptography
    case md5, sha1, sha256, sha512
    // Date and time
    case now, relative_time, strftime, strptime, time
    // Mathematics
    case abs, acos, acosh, asin, asinh, atan, atan2, atanh, avg, ceiling, cos, cosh, exact, exp
    case floor, hypot, ln, log, max, min, pi, pow, round, sin, sinh, sqrt, sum, tan, tanh
    case bit_and, bit_not, bit_or, bit_shift_left, bit_shift_right, bit_xor
    // Several values
    case commands, mvappend, mvcount, mvdedup, mvfind, mvindex, mvjoin, mvrange, mvsort, mvzip
    case split
    // Text
    case len, lower, ltrim, replace, rtrim, substr, trim, upper, urldecode

    /// Other names that Splunk takes.
    private static let aliases: [String: EvalFunction] = ["ceil": .ceiling]

    /// - Parameter name: In any case.
    package init?(named name: String) {
        let lower = name.lowercased()
        guard let function = EvalFunction(rawValue: lower) ?? Self.aliases[lower] else {
            return nil
        }
        self = function
    }

    /// Whether it gives true, false or null, which only a condition can be.
    package var isCondition: Bool {
        switch self {
        case .cidrmatch, .false, .in, .isbool, .isint, .isnotnull, .isnull, .isnum, .isstr, .like,
            .match, .true:
            true
        default: false
        }
    }

    /// How many arguments it takes.
    package var arity: ClosedRange<Int> {
        switch self {
        case .false, .null, .true, .now, .time, .pi: 0...0
        case .isbool, .isint, .isnotnull, .isnull, .isnum, .isstr, .typeof, .md5, .sha1, .sha256,
            .sha512, .abs, .acos, .acosh, .asin, .asinh, .atan, .atanh, .ceiling, .cos, .cosh,
            .exact, .exp, .floor, .ln, .sin, .sinh, .sqrt, .tan, .tanh, .bit_not,
            .commands, .mvcount, .mvdedup, .mvsort, .len, .lower, .upper, .urldecode:
            1...1
        case .tonumber, .tostring, .log, .round, .ltrim, .rtrim, .trim: 1...2
        case .cidrmatch, .ipmask, .like, .match, .nullif, .relative_time, .strftime, .strptime,
            .atan2, .hypot, .pow, .bit_shift_left, .bit_shift_right, .mvfind, .mvjoin, .split:
            2...2
        case .mvindex, .mvzip, .substr: 2...3
        case .mvrange: 2...3
        case .if, .replace: 3...3
        case .case, .validate, .in: 2...Self.argumentsMax
        case .bit_and, .bit_or, .bit_xor: 2...Self.argumentsMax
        case .coalesce, .printf, .avg, .max, .min, .sum, .mvappend: 1...Self.argumentsMax
        }
    }

    /// More than any search has.
    private static let argumentsMax = 10_000
}
