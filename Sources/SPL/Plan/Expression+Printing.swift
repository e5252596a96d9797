extension Expression {
    /// The expression as a value that a row keeps or a text is made of: arithmetic gives numbers that
    /// are no more exact than those it is computed of. Where a number is only compared, or computed
    /// with, it keeps all of its digits.
    ///
    /// Source: Splunk Search Reference, "eval", "Rounding"; "Mathematical functions", `exact`: what
    /// is rounded is the formatted output.
    var printed: Expression {
        switch self {
        case .arithmetic where mayHaveDecimals: .printed(withPrintedParts)
        default: withPrintedParts
        }
    }

    /// The same expression, in which the parts that become text are printed.
    var withPrintedParts: Expression {
        switch self {
        case .literal, .column, .search: return self
        case .concatenation(let a, let b): return .concatenation(a.printed, b.printed)
        case .negative(let operand): return .negative(operand.withPrintedParts)
        case .arithmetic(let kind, let a, let b):
            return .arithmetic(kind, a.withPrintedParts, b.withPrintedParts)
        case .comparison(let kind, let a, let b):
            return .comparison(kind, a.withPrintedParts, b.withPrintedParts)
        case .not(let operand): return .not(operand.withPrintedParts)
        case .and(let parts): return .and(parts.map(\.withPrintedParts))
        case .or(let parts): return .or(parts.map(\.withPrintedParts))
        case .xor(let a, let b): return .xor(a.withPrintedParts, b.withPrintedParts)
        case .call(let function, let arguments):
            return .call(
                function,
                arguments.map { function.takesTexts ? $0.printed : $0.withPrintedParts })
        case .eachValue(let column, let body, let isFilter, let values):
            return .eachValue(
                of: column, isFilter ? body.withPrintedParts : body.printed, isFilter: isFilter,
                values: values?.withPrintedParts)
        case .formatTime, .capture, .bucket, .printed: return self
        }
    }

    /// Whether arithmetic may meet a number with a point that is written somewhere.
    private var mayHaveDecimals: Bool {
        if case .column = self { return true }
        return hasDecimals || operands.contains(where: \.mayHaveDecimals)
    }

    /// Whether arithmetic has a number with a point.
    package var hasDecimals: Bool {
        if case .literal(.string(let text)) = self { return text.contains(".") }
        return operands.contains(where: \.hasDecimals)
    }

    /// What a sign or arithmetic is computed of.
    private var operands: [Expression] {
        switch self {
        case .negative(let operand), .printed(let operand): [operand]
        case .arithmetic(_, let a, let b): [a, b]
        default: []
        }
    }
}

extension EvalFunction {
    /// Whether it hands its arguments on, or looks at their text, rather than at their number.
    fileprivate var takesTexts: Bool {
        switch self {
        case .choice, .text, .list, .document: true
        case .conversion(let function): function != .printf
        case .condition, .time, .number, .overall, .bits: false
        }
    }
}
