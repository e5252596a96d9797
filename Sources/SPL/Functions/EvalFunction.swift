/// The functions of `eval` and `where`, by family: what evaluates a family switches over all of it,
/// so that a function without a result does not compile.
///
/// Source: Splunk Search Reference, "Evaluation functions".
package enum EvalFunction: Hashable, Sendable {
    case condition(ConditionFunction)
    case choice(ChoiceFunction)
    case conversion(ConversionFunction)
    case text(TextFunction)
    case time(TimeFunction)
    case number(NumberFunction)
    case overall(OverallFunction)
    case bits(BitFunction)
    case list(ListFunction)
    case document(DocumentFunction)
}

/// Functions that give true, false or null, which only a condition can be.
package enum ConditionFunction: String, CaseIterable, Sendable {
    case cidrmatch, `false`, `in`, isbool, isint, isnotnull, isnull, isnum, isstr, like, match
    case json_has_key_exact, json_valid, tobool, `true`

    var arity: ClosedRange<Int> {
        switch self {
        case .false, .true: 0...0
        case .isbool, .isint, .isnotnull, .isnull, .isnum, .isstr, .json_valid, .tobool: 1...1
        case .cidrmatch, .json_has_key_exact, .like, .match: 2...2
        case .in: 2...EvalFunction.argumentsMax
        }
    }
}

/// Functions that do not look at all of their arguments.
package enum ChoiceFunction: String, CaseIterable, Sendable {
    case `case`, coalesce, `if`, validate

    var arity: ClosedRange<Int> {
        switch self {
        case .if: 3...3
        case .case, .validate: 2...EvalFunction.argumentsMax
        case .coalesce: 1...EvalFunction.argumentsMax
        }
    }
}

/// Values of one kind out of those of another, and null.
package enum ConversionFunction: String, CaseIterable, Sendable {
    case null, nullif, printf, todouble, toint, tonumber, tostring, typeof

    var arity: ClosedRange<Int> {
        switch self {
        case .null: 0...0
        case .todouble, .toint, .typeof: 1...1
        case .tonumber, .tostring: 1...2
        case .nullif: 2...2
        case .printf: 1...EvalFunction.argumentsMax
        }
    }
}

/// Texts out of texts; each value of several is taken for itself.
package enum TextFunction: String, CaseIterable, Sendable {
    case ipmask, len, lower, ltrim, md5, replace, rtrim, sha1, sha256, sha512, substr, trim, upper
    case urldecode

    var arity: ClosedRange<Int> {
        switch self {
        case .len, .lower, .md5, .sha1, .sha256, .sha512, .upper, .urldecode: 1...1
        case .ltrim, .rtrim, .trim: 1...2
        case .ipmask: 2...2
        case .substr: 2...3
        case .replace: 3...3
        }
    }
}

package enum TimeFunction: String, CaseIterable, Sendable {
    case now, relative_time, strftime, strptime, time

    var arity: ClosedRange<Int> {
        switch self {
        case .now, .time: 0...0
        case .relative_time, .strftime, .strptime: 2...2
        }
    }
}

/// Mathematical functions of one number or two.
package enum NumberFunction: String, CaseIterable, Sendable {
    case abs, acos, acosh, asin, asinh, atan, atan2, atanh, ceiling, cos, cosh, exact, exp, floor
    case hypot, ln, log, pi, pow, random, round, sigfig, sin, sinh, sqrt, tan, tanh

    var arity: ClosedRange<Int> {
        switch self {
        case .pi, .random: 0...0
        case .abs, .acos, .acosh, .asin, .asinh, .atan, .atanh, .ceiling, .cos, .cosh, .exact,
            .exp, .floor, .ln, .sigfig, .sin, .sinh, .sqrt, .tan, .tanh:
            1...1
        case .log, .round: 1...2
        case .atan2, .hypot, .pow: 2...2
        }
    }
}

/// One value of all that the arguments have.
package enum OverallFunction: String, CaseIterable, Sendable {
    case avg, max, min, sum
}

/// Functions of the bits of whole numbers.
package enum BitFunction: String, CaseIterable, Sendable {
    case bit_and, bit_not, bit_or, bit_shift_left, bit_shift_right, bit_xor

    var arity: ClosedRange<Int> {
        switch self {
        case .bit_not: 1...1
        case .bit_shift_left, .bit_shift_right: 2...2
        case .bit_and, .bit_or, .bit_xor: 2...EvalFunction.argumentsMax
        }
    }
}

/// Functions that make or take several values.
package enum ListFunction: String, CaseIterable, Sendable {
    case commands, mvappend, mvcount, mvdedup, mvfind, mvindex, mvjoin, mvrange, mvreverse, mvsort
    case mvzip, split

    var arity: ClosedRange<Int> {
        switch self {
        case .commands, .mvcount, .mvdedup, .mvreverse, .mvsort: 1...1
        case .mvfind, .mvjoin, .split: 2...2
        case .mvindex, .mvrange, .mvzip: 2...3
        case .mvappend: 1...EvalFunction.argumentsMax
        }
    }
}

/// Functions of JSON and XML texts.
package enum DocumentFunction: String, CaseIterable, Sendable {
    case json, json_append, json_array, json_array_to_mv, json_delete, json_entries, json_extend
    case json_extract, json_extract_exact, json_keys, json_object, json_set, json_set_exact
    case mv_to_json_array, spath

    var arity: ClosedRange<Int> {
        switch self {
        case .json, .json_entries, .json_keys: 1...1
        case .json_array_to_mv, .mv_to_json_array: 1...2
        case .spath: 2...2
        case .json_array, .json_object: 0...EvalFunction.argumentsMax
        case .json_extract: 1...EvalFunction.argumentsMax
        case .json_delete, .json_extract_exact: 2...EvalFunction.argumentsMax
        case .json_append, .json_extend, .json_set, .json_set_exact: 3...EvalFunction.argumentsMax
        }
    }

    /// Whether what it gives is JSON, so that another function takes it as such rather than as text.
    package var givesJSON: Bool {
        switch self {
        case .json, .json_append, .json_array, .json_delete, .json_entries, .json_extend,
            .json_extract, .json_extract_exact, .json_keys, .json_object, .json_set,
            .json_set_exact, .mv_to_json_array:
            true
        case .json_array_to_mv, .spath: false
        }
    }

    /// Places that name a path or a key and a value after one another, from an argument on; nil for
    /// those without.
    var pairsFrom: Int? {
        switch self {
        case .json_object: 0
        case .json_append, .json_extend, .json_set, .json_set_exact: 1
        default: nil
        }
    }
}
