package import RegularExpressions

/// An expression over the columns of one row. Closed: evaluators and exporters switch over all
/// cases. What is added to the language is a function, in ``EvalFunction``.
///
/// Conditions are three-valued: a comparison with null is neither true nor false, and a row is kept
/// only where its condition is true.
///
/// Source: Splunk Search Reference, "eval", "where", "Evaluation functions".
package indirect enum Expression: Sendable {
    case literal(Value)
    /// Null where the row does not have the column.
    case column(String)
    case negative(Expression)
    case arithmetic(ArithmeticOperator, Expression, Expression)
    /// `a . b`: the texts of both behind one another.
    case concatenation(Expression, Expression)
    /// Numeric when both sides are numbers or look like one, otherwise by character, in which case
    /// matters.
    case comparison(EvalComparison, Expression, Expression)
    case not(Expression)
    case and([Expression])
    case or([Expression])
    case xor(Expression, Expression)
    /// A condition of the search language, which is never null.
    case search(Predicate<String>)
    case call(EvalFunction, [Expression])
    /// `mvfilter(condition)` and `mvmap(column, expression)`: for each value, which stands in a column
    /// meanwhile, the rest of the row as it is. The values are those of the column, or of another
    /// expression: `mvmap(mvindex(m, 1, 2), m * 2)`.
    case eachValue(of: String, Expression, isFilter: Bool, values: Expression? = nil)
    /// Epoch seconds as text in the zone of the detection: `convert ctime()`. What is not a number
    /// is passed on unchanged.
    case formatTime(Expression, format: String)
    /// A group of the matches of a pattern in a value: `rex`, `makemv tokenizer`. Null where nothing
    /// matches.
    case capture(Expression, RegularExpression, group: Int, limit: Int?)
    /// The start of the bucket that a number or a time falls in: `bin`.
    case bucket(Expression, BucketWidth)
    /// The number that arithmetic gives, as it is shown: no more exact than the decimal numbers that
    /// it is computed of. Example: `8.250 * 0.20` is computed as 1.65 and shown as 1.7.
    case printed(Expression)
}

/// The width of buckets of `bin`.
package enum BucketWidth: Hashable, Sendable {
    case time(TimeSpan)
    case number(Double)
}

package enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
}

package enum EvalComparison: Hashable, Sendable {
    case equal
    case notEqual
    case ordered(Ordering)
}

extension Expression {
    /// Whether its value is true, false or null, which no column can hold.
    package var isCondition: Bool {
        switch self {
        case .comparison, .not, .and, .or, .xor, .search: true
        case .call(let function, let arguments):
            switch function {
            case .condition: true
            case .choice(.if):
                arguments.count == 3 && arguments[1].isCondition && arguments[2].isCondition
            case .choice, .conversion, .text, .time, .number, .overall, .bits, .list, .document:
                false
            }
        case .literal, .column, .negative, .arithmetic, .concatenation, .eachValue, .formatTime,
            .capture, .bucket, .printed:
            false
        }
    }
}

extension Expression {
    /// Whether it has a call of `random()`, so that it gives something else each time.
    package var isRandom: Bool {
        switch self {
        case .call(.number(.random), _): true
        case .literal, .column, .search: false
        case .negative(let operand), .not(let operand), .formatTime(let operand, _),
            .capture(let operand, _, _, _), .bucket(let operand, _), .printed(let operand):
            operand.isRandom
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b),
            .concatenation(let a, let b),
            .xor(let a, let b):
            a.isRandom || b.isRandom
        case .and(let parts), .or(let parts), .call(_, let parts): parts.contains(where: \.isRandom)
        case .eachValue(_, let body, _, let values): body.isRandom || values?.isRandom == true
        }
    }
}
