/// An expression as written, with the names in it, which mean something only once it is known
/// which columns the rows have.
struct Formula {
    private let written: Expression
    /// The columns that it reads, where they stand.
    let names: [SearchField]
    let range: Range<Int>

    init(_ written: Expression, names: [SearchField], range: Range<Int>) {
        self.written = written
        self.names = names
        self.range = range
    }

    /// The same formula as a value that is shown, with numbers as exact as they are written.
    var printed: Formula { Formula(written.printed, names: names, range: range) }

    var isCondition: Bool { written.isCondition }

    /// The same, all of it at one place.
    func placed(at range: Range<Int>) -> Formula {
        Formula(
            written, names: names.map { SearchField(name: $0.name, range: range) }, range: range)
    }

    /// The expression over rows with these columns; as written where nothing is known of them.
    func expression(over columns: Set<String>?) -> Expression {
        columns.map { Self.joinNames(written, $0) } ?? written
    }

    /// Takes `a.b` for the column of this name where there is one, rather than for `a` and `b` put
    /// together; Splunk wants single quotes around it.
    private static func joinNames(_ expression: Expression, _ known: Set<String>) -> Expression {
        func join(_ expression: Expression) -> Expression {
            switch expression {
            case .concatenation(.column(let a), .column(let b))
            where known.contains("\(a).\(b)") && !(known.contains(a) && known.contains(b)):
                return .column("\(a).\(b)")
            case .concatenation(let a, let b): return .concatenation(join(a), join(b))
            case .negative(let operand): return .negative(join(operand))
            case .arithmetic(let kind, let a, let b): return .arithmetic(kind, join(a), join(b))
            case .comparison(let kind, let a, let b): return .comparison(kind, join(a), join(b))
            case .not(let operand): return .not(join(operand))
            case .and(let operands): return .and(operands.map(join))
            case .or(let operands): return .or(operands.map(join))
            case .xor(let a, let b): return .xor(join(a), join(b))
            case .call(let function, let arguments):
                return .call(function, arguments.map(join))
            case .eachValue(let column, let body, let isFilter, let values):
                return .eachValue(
                    of: column, join(body), isFilter: isFilter, values: values.map(join))
            case .formatTime(let input, let format):
                return .formatTime(join(input), format: format)
            case .capture(let input, let pattern, let group, let limit):
                return .capture(join(input), pattern, group: group, limit: limit)
            case .bucket(let input, let width): return .bucket(join(input), width)
            case .printed(let operand): return .printed(join(operand))
            case .literal, .column, .search: return expression
            }
        }
        return join(expression)
    }
}
