import CIM
import RegularExpressions
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
        case .rows(let table): "rows \(table.rows.count)"
        case .filter(let below, let condition): "\(text(below)) | filter \(text(condition))"
        case .extend(let below, let column, let expression):
            "\(text(below)) | extend \(column)=\(text(expression))"
        case .rename(let below, let rules):
            "\(text(below)) | rename "
                + rules.map { "\($0.from)>\($0.to)" }.joined(separator: " ")
        case .project(let below, let columns):
            "\(text(below)) | project " + columns.joined(separator: " ")
        case .aggregate(let below, let grouping):
            "\(text(below)) | aggregate \(text(grouping))"
        case .annotate(let below, let grouping, let annotation):
            "\(text(below)) | annotate \(annotation) \(text(grouping))"
        case .distinct(let below, let rule):
            "\(text(below)) | distinct \(rule.count) " + rule.columns.joined(separator: " ")
                + (rule.keepsEmpty ? " keepempty" : "")
                + (rule.isConsecutive ? " consecutive" : "")
        case .sort(let below, let keys, let limit):
            "\(text(below)) | sort \(limit ?? 0) "
                + keys.map { "\($0.isDescending ? "-" : "+")\($0.column):\($0.order)" }
                .joined(separator: " ")
        case .limit(let below, let count, let fromEnd):
            "\(text(below)) | \(fromEnd ? "last" : "first") \(count)"
        case .expand(let below, let column, let limit):
            "\(text(below)) | expand \(column) \(limit ?? 0)"
        case .lookup(let below, let lookup):
            "\(text(below)) | lookup \(lookup.table.name) "
                + lookup.inputs.map { "\($0.table)=\($0.row)" }.joined(separator: " ")
                + (lookup.overwrites ? " > " : " >new ")
                + lookup.outputs.map { "\($0.table)>\($0.row)" }.joined(separator: " ")
        case .join(let left, let right, let rule):
            "\(text(left)) | join \(rule.keepsUnmatched ? "left" : "inner") "
                + "\(rule.matchesMax ?? 0) " + rule.columns.joined(separator: " ")
                + " [\(text(right))]"
        case .matching(let below, let rows, let isNegated):
            "\(text(below)) | \(isNegated ? "not " : "")matching [\(text(rows))]"
        case .append(let first, let second): "\(text(first)) | append [\(text(second))]"
        case .piped(let below, let pipeline): "\(text(below)) | piped [\(text(pipeline))]"
        case .given: "given"
        case .reshape(let below, let reshaping): "\(text(below)) | reshape \(reshaping)"
        }
    }

    private static func text(_ grouping: Grouping) -> String {
        let aggregates = grouping.aggregates.map { aggregate in
            let name =
                if case .scanned(let function) = aggregate.function { function.rawValue } else {
                    "\(aggregate.function)"
                }
            return "\(aggregate.column)=\(name)(\(aggregate.input.map(text) ?? ""))"
        }
        return aggregates.joined(separator: " ") + " by " + grouping.keys.joined(separator: " ")
    }

    static func name(_ field: ScanField) -> String {
        switch field {
        case .field(let id): Processes.dataSet.fields[id.index]
        case .time: "_time"
        case .absent(let name): "absent:\(name)"
        }
    }

    static func text(_ expression: Expression) -> String {
        func list(_ operands: [Expression], _ sign: String) -> String {
            "(" + operands.map(text).joined(separator: sign) + ")"
        }
        return switch expression {
        case .literal(.string(let value)): "\"\(value)\""
        case .literal(let value): value.texts.joined(separator: ",")
        case .column(let name): name
        case .negative(let operand): "-\(text(operand))"
        case .arithmetic(let kind, let a, let b): list([a, b], kind.rawValue)
        case .concatenation(let a, let b): list([a, b], " . ")
        case .comparison(.equal, let a, let b): list([a, b], "=")
        case .comparison(.notEqual, let a, let b): list([a, b], "!=")
        case .comparison(.ordered(let ordering), let a, let b): list([a, b], ordering.rawValue)
        case .not(let operand): "!\(text(operand))"
        case .and(let operands): list(operands, " & ")
        case .or(let operands): list(operands, " / ")
        case .xor(let a, let b): list([a, b], " ^ ")
        case .search(let predicate): text(predicate)
        case .call(let function, let arguments):
            "\(function)(" + arguments.map(text).joined(separator: ",") + ")"
        case .eachValue(let column, let body, let isFilter, let values):
            "\(isFilter ? "filter" : "map")(\(column): \(text(body)))"
                + (values.map { " of \(text($0))" } ?? "")
        case .printed(let operand): text(operand)
        case .formatTime(let value, let format): "strftime(\(text(value)),\(format))"
        case .capture(let input, let pattern, let group, let limit):
            "capture(\(text(input)),\(pattern.pattern),\(group),\(limit ?? 0))"
        case .bucket(let input, let width): "bucket(\(text(input)),\(width))"
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
        case .passes(let field, let test): "\(reference(field)) \(test.text)"
        case .compares(let field, let comparison, let other):
            "\(reference(field)) \(comparison.text) \(reference(other))"
        case .term(let pattern, _): "term:\(text(pattern))"
        }
    }

    private static func text(_ pattern: TextPattern) -> String {
        pattern.isCaseSensitive ? "CASE(\(pattern.text))" : pattern.text
    }
}
