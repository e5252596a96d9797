import CIM
import RegularExpressions
package import SPL

/// Expressions and conditions of a plan as text, near to how a search would write them.
package enum ConditionText {
    package static func text(_ field: ScanField, in scan: Scan) -> String {
        switch field {
        case .field(let id): scan.dataSet.fields[id.index]
        case .time: "_time"
        case .absent(let name): "\(name) (no field of \(PlanOutline.name(of: scan.dataSet)))"
        }
    }

    package static func text<R>(
        _ predicate: Predicate<R>, reference: (R) -> String
    ) -> String {
        func nested(_ part: Predicate<R>) -> String {
            switch part {
            case .and, .or: "(\(text(part, reference: reference)))"
            default: text(part, reference: reference)
            }
        }
        switch predicate {
        case .all: return "*"
        case .and(let parts): return parts.map(nested).joined(separator: " AND ")
        case .or(let parts): return parts.map(nested).joined(separator: " OR ")
        case .not(let part): return "NOT \(nested(part))"
        case .matches(let field, let patterns):
            guard patterns.count != 1 else {
                return "\(reference(field))=\(text(patterns[0]))"
            }
            return "\(reference(field)) IN (\(patterns.map(text).joined(separator: ", ")))"
        case .differs(let field, let pattern): return "\(reference(field))!=\(text(pattern))"
        case .ordered(let field, let ordering, let value):
            return "\(reference(field))\(ordering.rawValue)\(quoted(value))"
        case .passes(let field, let test): return "\(reference(field)) \(test.text)"
        case .compares(let field, let comparison, let other):
            return "\(reference(field)) \(comparison.text) \(reference(other))"
        case .term(let pattern, _): return text(pattern)
        }
    }

    package static func text(_ pattern: TextPattern) -> String {
        pattern.isCaseSensitive ? "CASE(\(quoted(pattern.text)))" : quoted(pattern.text)
    }

    package static func text(_ expression: Expression) -> String {
        switch expression {
        case .literal(.string(let text)): return quoted(text)
        case .literal(let value): return value.isNull ? "null" : value.texts.joined(separator: ",")
        case .column(let name): return name
        case .negative(let operand): return "-\(nested(operand))"
        case .arithmetic(let sign, let a, let b):
            return "\(nested(a)) \(sign.rawValue) \(nested(b))"
        case .concatenation(let a, let b): return "\(nested(a)) . \(nested(b))"
        case .comparison(let comparison, let a, let b):
            return "\(nested(a)) \(sign(comparison)) \(nested(b))"
        case .not(let operand): return "NOT \(nested(operand))"
        case .and(let operands): return operands.map(nested).joined(separator: " AND ")
        case .or(let operands): return operands.map(nested).joined(separator: " OR ")
        case .xor(let a, let b): return "\(nested(a)) XOR \(nested(b))"
        case .search(let predicate): return text(predicate) { $0 }
        case .call(let function, let arguments):
            return "\(function.name)(\(list(arguments)))"
        case .eachValue(let column, let body, let isFilter, let values):
            let given = values.map(text) ?? column
            return "\(isFilter ? "mvfilter" : "mvmap")(\(given), \(text(body)))"
        case .printed(let operand): return text(operand)
        case .formatTime(let value, let format):
            return "strftime(\(text(value)), \(quoted(format)))"
        case .capture(let input, let pattern, let group, let limit):
            let bound = limit.map { ", first \($0)" } ?? ""
            return "group \(group) of /\(pattern.pattern)/ in \(nested(input))\(bound)"
        case .bucket(let input, let width): return "bin(\(text(input)), \(text(width)))"
        }
    }

    private static func nested(_ expression: Expression) -> String {
        switch expression {
        case .arithmetic, .concatenation, .comparison, .and, .or, .xor, .search:
            "(\(text(expression)))"
        case .printed(let operand): nested(operand)
        case .literal, .column, .negative, .not, .call, .eachValue, .formatTime, .capture, .bucket:
            text(expression)
        }
    }

    private static func list(_ arguments: [Expression]) -> String {
        arguments.map { text($0) }.joined(separator: ", ")
    }

    private static func sign(_ comparison: EvalComparison) -> String {
        switch comparison {
        case .equal: "="
        case .notEqual: "!="
        case .ordered(let ordering): ordering.rawValue
        }
    }

    private static func text(_ width: BucketWidth) -> String {
        switch width {
        case .time(let span): text(span)
        case .number(let number): Value.text(of: number)
        }
    }

    static func text(_ span: TimeSpan) -> String {
        switch span {
        case .seconds(let seconds): "\(seconds)s"
        case .days(let days): "\(days)d"
        case .months(let months): "\(months)mon"
        }
    }

    /// In quotes where it is not a plain word.
    static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || "0123456789_.-*\\/:".unicodeScalars.contains($0)
            }
        if isPlain { return text }
        return "\"\(text.replacing("\"", with: "\\\""))\""
    }
}
