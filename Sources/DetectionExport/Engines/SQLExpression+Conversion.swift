/// A value of one kind as one of another, as the search language looks at it.
extension EngineDialect {
    /// The text of a value; null for null, and for several values.
    func text(_ value: SQLExpression) -> String {
        switch value.kind {
        case .text: value.sql
        case .integer: text(ofInteger: value.sql)
        case .double: text(ofDouble: value.sql)
        case .time: epochText(value.sql)
        case .list: onlyElement(value.sql)
        }
    }

    /// The number that a value is or looks like; null otherwise, and for several values.
    func number(_ value: SQLExpression) -> String {
        switch value.kind {
        case .text: number(ofText: value.sql)
        case .integer: double(ofInteger: value.sql)
        case .double: value.sql
        case .time: "(\(double(ofInteger: value.sql)) / 1e9)"
        case .list: number(ofText: "(\(onlyElement(value.sql)))")
        }
    }

    /// The values as a list.
    func list(_ value: SQLExpression) -> String {
        value.kind == .list ? value.sql : list(ofText: "(\(text(value)))")
    }

    func converted(_ value: SQLExpression, to kind: SQLKind) -> String {
        switch kind {
        case .text: text(value)
        case .list: list(value)
        // Values of two kinds become text or lists, so that what is left is null.
        case .integer, .double, .time: value.kind == kind ? value.sql : null(kind)
        }
    }

    private func onlyElement(_ list: String) -> String {
        let count = count(ofList: list)
        return "CASE WHEN \(count) = 1 THEN \(element(list, "1")) END"
    }
}
