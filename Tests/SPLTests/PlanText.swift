import CIM
import SPL

/// Plans as short text, to be compared in tests.
enum PlanText {
    static func text(_ predicate: Predicate<ScanField>) -> String {
        text(predicate, reference: name)
    }

    static func text(_ predicate: Predicate<String>) -> String {
        text(predicate) { $0 }
    }

    static func text(_ relation: Relation) -> String {
        switch relation {
        case .scan(let index): "scan \(index)"
        case .filter(let below, let predicate): "\(text(below)) | filter \(text(predicate))"
        case .extend(let below, let column, let expression):
            "\(text(below)) | extend \(column)=\(text(expression))"
        case .rename(let below, let rules):
            "\(text(below)) | rename "
                + rules.map { "\($0.from)>\($0.to)" }.joined(separator: " ")
        }
    }

    static func name(_ field: ScanField) -> String {
        switch field {
        case .field(let id): Processes.dataSet.fields[id.index]
        case .time: "_time"
        case .absent(let name): "absent:\(name)"
        }
    }

    private static func text(_ expression: Expression) -> String {
        switch expression {
        case .column(let name): name
        case .formatTime(let value, let format): "strftime(\(text(value)),\(format))"
        }
    }

    private static func text<R>(
        _ predicate: Predicate<R>, reference: (R) -> String
    ) -> String {
        switch predicate {
        case .all: "all"
        case .and(let operands):
            "(" + operands.map { text($0, reference: reference) }.joined(separator: " & ") + ")"
        case .or(let operands):
            "(" + operands.map { text($0, reference: reference) }.joined(separator: " / ") + ")"
        case .not(let operand): "-" + text(operand, reference: reference)
        case .matches(let field, let patterns):
            "\(reference(field))=[" + patterns.map(text).joined(separator: "|") + "]"
        case .differs(let field, let pattern): "\(reference(field))!=\(text(pattern))"
        case .ordered(let field, let ordering, let value):
            "\(reference(field))\(ordering.rawValue)\(value)"
        case .term(let pattern): "term:\(text(pattern))"
        }
    }

    private static func text(_ pattern: TextPattern) -> String {
        pattern.isCaseSensitive ? "CASE(\(pattern.text))" : pattern.text
    }
}
