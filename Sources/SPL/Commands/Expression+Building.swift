/// Expressions as commands put them together.
extension Expression {
    static var null: Expression { .call(.conversion(.null), []) }

    static func number(_ number: Double) -> Expression {
        .literal(number == number.rounded() ? .integer(Int64(number)) : .double(number))
    }

    static func text(_ text: String) -> Expression { .literal(.string(text)) }

    static func isNull(_ operand: Expression) -> Expression {
        .call(.condition(.isnull), [operand])
    }

    static func isNotNull(_ operand: Expression) -> Expression {
        .call(.condition(.isnotnull), [operand])
    }

    static func coalesce(_ operands: Expression...) -> Expression {
        .call(.choice(.coalesce), operands)
    }

    static func either(_ condition: Expression, _ yes: Expression, _ no: Expression) -> Expression {
        .call(.choice(.if), [condition, yes, no])
    }

    /// The value as a number; null for what is none.
    static func asNumber(_ operand: Expression) -> Expression {
        .call(.conversion(.tonumber), [operand])
    }
}
