import RegularExpressions

/// What can be said of the arguments of a function before there are rows.
enum ArgumentCheck {
    static func check(
        _ function: EvalFunction, _ arguments: [Expression], at call: Range<Int>
    ) throws(Problem) {
        switch function {
        case .choice(.if):
            try FormulaParser.requireCondition(arguments[0].isCondition, call)
        case .choice(.case), .choice(.validate): try checkPairs(function, arguments, call)
        case .condition(.match), .text(.replace), .list(.mvfind):
            guard case .literal(.string(let pattern)) = arguments[1] else { return }
            try FormulaParser.checkPattern(pattern, call)
        case .time(.relative_time):
            guard case .literal(.string(let text)) = arguments[1] else { return }
            do { _ = try TimeModifier(text) } catch {
                throw Problem(.unsupportedArgument, error.message, at: call)
            }
        case .time(.strftime), .time(.strptime):
            guard case .literal(.string(let format)) = arguments[1] else { return }
            try checkFormat(format, isRead: function == .time(.strptime), call)
        case .list(.mvrange): try checkStep(arguments, call)
        case .conversion(.printf): try checkTemplate(arguments, call)
        case .conversion(.tostring): try checkForm(arguments, call)
        case .conversion(.tonumber): try checkBase(arguments, call)
        case .document(let document): try checkDocument(document, arguments, call)
        default: break
        }
    }

    private static func checkPairs(
        _ function: EvalFunction, _ arguments: [Expression], _ call: Range<Int>
    ) throws(Problem) {
        guard arguments.count.isMultiple(of: 2) else {
            throw Problem(
                .syntax, "`\(function.name)()` takes pairs of a condition and a value.", at: call)
        }
        for pair in 0..<(arguments.count / 2) {
            try FormulaParser.requireCondition(arguments[2 * pair].isCondition, call)
        }
    }

    /// Tells which variable of a time format is not known.
    static func checkFormat(
        _ format: String, isRead: Bool, _ range: Range<Int>
    ) throws(Problem) {
        guard let problem = TimeVariable.problem(in: format, isRead: isRead) else { return }
        throw Problem(.unsupportedArgument, problem, at: range)
    }

    private static func checkStep(
        _ arguments: [Expression], _ call: Range<Int>
    ) throws(Problem) {
        guard arguments.count > 2, case .literal(.string(let text)) = arguments[2],
            Double(text) == nil, RangeStep(span: text) == nil
        else { return }
        throw Problem(
            .unsupportedArgument,
            "the step `\(text)` of `mvrange()` is neither a number nor a span such as `7d`.",
            at: call)
    }

    private static func checkTemplate(
        _ arguments: [Expression], _ call: Range<Int>
    ) throws(Problem) {
        guard case .literal(.string(let format)) = arguments[0] else {
            throw Problem(
                .unsupportedArgument, "the format of `printf()` is a text in double quotes.",
                at: call)
        }
        let template: PrintTemplate
        do { template = try PrintTemplate(format) } catch {
            throw Problem(.unsupportedArgument, error.message, at: call)
        }
        guard template.arguments == arguments.count - 1 else {
            throw Problem(
                .syntax,
                "the format of `printf()` takes \(template.arguments) value(s), not "
                    + "\(arguments.count - 1).", at: call)
        }
    }

    /// What `tostring` may be asked for.
    static let forms = ["hex", "binary", "commas", "duration"]

    private static func checkForm(
        _ arguments: [Expression], _ call: Range<Int>
    ) throws(Problem) {
        guard arguments.count > 1 else { return }
        guard case .literal(.string(let form)) = arguments[1], forms.contains(form) else {
            throw Problem(
                .unsupportedArgument,
                "the form of `tostring()` is "
                    + forms.map { "\"\($0)\"" }.joined(separator: ", ") + ".", at: call)
        }
    }

    private static func checkBase(
        _ arguments: [Expression], _ call: Range<Int>
    ) throws(Problem) {
        guard arguments.count > 1 else { return }
        switch arguments[1] {
        case .literal(.integer(2...36)), .column: return
        default:
            throw Problem(
                .unsupportedArgument, "the base of `tonumber()` is a number from 2 to 36.",
                at: call)
        }
    }

    private static func checkDocument(
        _ function: DocumentFunction, _ arguments: [Expression], _ call: Range<Int>
    ) throws(Problem) {
        guard let first = function.pairsFrom else { return }
        guard (arguments.count - first).isMultiple(of: 2) else {
            throw Problem(
                .syntax,
                "`\(function.rawValue)()` takes pairs of a \(first == 0 ? "key" : "path") and a value"
                    + (first == 0 ? "." : " behind the JSON."), at: call)
        }
    }
}

extension FormulaParser {
    /// Tells where a pattern is wrong.
    static func checkPattern(_ pattern: String, _ range: Range<Int>) throws(Problem) {
        do { _ = try RegularExpression(pattern) } catch {
            throw Problem(
                .unsupportedArgument,
                "the regular expression `\(pattern)` is wrong behind \(error.offset) bytes: "
                    + "\(error.message).", at: range)
        }
    }
}
