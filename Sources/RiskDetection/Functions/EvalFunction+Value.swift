import RegularExpressions
import SPL

extension EvalFunction {
    /// The value of a function over arguments that are all evaluated.
    ///
    /// Null in gives null out, unless the function is about null. What leaves more than one value
    /// (`if`, `case`, `coalesce` …) is done by ``RowEvaluator``.
    func value(_ arguments: [Value], _ context: EvaluationContext) -> Value {
        switch self {
        case .null: return .null
        case .nullif:
            return EvalComparison.equal.holds(arguments[0], arguments[1]) == true
                ? .null : arguments[0]
        case .typeof: return .string(Self.typeName(arguments[0]))
        case .if, .case, .validate, .coalesce:
            preconditionFailure("\(self) is evaluated with its row")
        case .cidrmatch, .false, .in, .isbool, .isint, .isnotnull, .isnull, .isnum, .isstr, .like,
            .match, .true:
            return truth(arguments, context).map { .integer($0 ? 1 : 0) } ?? .null
        case .len, .lower, .upper, .trim, .ltrim, .rtrim, .substr, .replace, .urldecode, .md5,
            .sha1,
            .sha256, .sha512, .ipmask:
            return text(arguments, context)
        case .tonumber, .tostring, .printf: return converted(arguments)
        case .now, .time: return .time(context.window.tick)
        case .relative_time, .strftime, .strptime: return time(arguments, context)
        case .commands, .mvappend, .mvcount, .mvdedup, .mvfind, .mvindex, .mvjoin, .mvrange,
            .mvsort, .mvzip, .split:
            return list(arguments, context)
        case .max, .min, .sum, .avg: return overall(arguments)
        case .bit_and, .bit_not, .bit_or, .bit_shift_left, .bit_shift_right, .bit_xor:
            return bits(arguments)
        case .abs, .acos, .acosh, .asin, .asinh, .atan, .atan2, .atanh, .ceiling, .cos, .cosh,
            .exact, .exp, .floor, .hypot, .ln, .log, .pi, .pow, .round, .sin, .sinh,
            .sqrt, .tan, .tanh:
            return mathematics(arguments)
        }
    }

    private static func typeName(_ value: Value) -> String {
        switch value {
        case .null: "Invalid"
        case .integer, .double, .time: "Number"
        case .string(let text): NumericText.number(text) == nil ? "String" : "Number"
        case .multivalue: "Multivalue"
        }
    }
}
