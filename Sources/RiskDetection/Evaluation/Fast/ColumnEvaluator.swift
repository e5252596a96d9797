// Fast: same answers as RowEvaluator; held by FramePropertyTests; saves 94 % of a search.
import SPL

/// Evaluates expressions over all rows of a frame.
///
/// What reads one column of a few values, and otherwise only columns that are the same in each row,
/// is evaluated once a value; arithmetic and comparison of numbers go over lists of numbers. For
/// everything else a row is made, as ``RowEvaluator`` takes it, of the columns that are read.
struct ColumnEvaluator {
    private let frame: Frame
    private let context: EvaluationContext

    init(_ frame: Frame, _ context: EvaluationContext) {
        self.frame = frame
        self.context = context
    }

    // MARK: - Values

    /// The values of an expression.
    func column(_ expression: Expression) -> Column {
        if !expression.isRandom, let column = listed(expression) { return column }
        let rows = RowMaker(frame, expression, context)
        return Column((0..<frame.count).map { rows.evaluator.value(expression, rows[$0]) })
    }

    /// Nil where rows are needed.
    private func listed(_ expression: Expression) -> Column? {
        switch expression {
        case .literal(let value): return .same(value)
        case .column(let name): return frame.column(name)
        default: break
        }
        let rows = RowMaker(frame, expression, context)
        if let few = rows.few {
            return few.column(few.rows.map { rows.evaluator.value(expression, $0) })
        }
        switch expression {
        case .arithmetic(let kind, let left, let right):
            guard let a = listed(left), let b = listed(right) else { return nil }
            return NumberPair(a, b, .computed)?.column { kind.result($0, $1) }
        case .printed(let operand): return isExact(operand) ? listed(operand) : nil
        case .call(.text(.len), let arguments):
            guard case .texts(let texts)? = listed(arguments[0]) else { return nil }
            return .numbers(texts.scalarCounts)
        case .comparison, .not, .and, .or, .search:
            return listedTruths(expression).map { truths in
                .numbers(truths.map { $0.map { $0 ? 1 : 0 } ?? .nan })
            }
        default: return nil
        }
    }

    /// Whether arithmetic reads no number that is written with a point, and so shows all of its digits.
    private func isExact(_ expression: Expression) -> Bool {
        switch expression {
        case .literal(let value): return !value.texts.contains { $0.contains(".") }
        case .column(let name):
            switch frame.column(name) {
            case .numbers: return true
            case .same(let value): return value.isExact
            case .coded(let values, _): return values.allSatisfy(\.isExact)
            case .values(let values): return values.allSatisfy(\.isExact)
            case .texts, .later: return false
            }
        case .negative(let operand): return isExact(operand)
        case .arithmetic(_, let a, let b): return isExact(a) && isExact(b)
        default: return true
        }
    }

    // MARK: - Conditions

    /// 1 where a condition is true, null elsewhere.
    func ones(where condition: Expression) -> Column {
        .numbers(truths(condition).map { $0 == true ? 1 : .nan })
    }

    /// The rows for which a condition is true.
    func rows(where condition: Expression) -> [Int32] {
        var rows: [Int32] = []
        for (row, isTrue) in truths(condition).enumerated() where isTrue == true {
            rows.append(Int32(row))
        }
        return rows
    }

    private func truths(_ condition: Expression) -> [Bool?] {
        if !condition.isRandom, let truths = listedTruths(condition) { return truths }
        let rows = RowMaker(frame, condition, context)
        return (0..<frame.count).map { rows.evaluator.truth(condition, rows[$0]) }
    }

    /// Nil where rows are needed.
    private func listedTruths(_ condition: Expression) -> [Bool?]? {
        let rows = RowMaker(frame, condition, context)
        if let few = rows.few {
            return few.spread(few.rows.map { rows.evaluator.truth(condition, $0) }, frame.count)
        }
        switch condition {
        case .not(let operand): return listedTruths(operand)?.map { $0.map { !$0 } }
        case .and(let operands): return all(operands, are: true)
        case .or(let operands): return all(operands, are: false)
        case .comparison(let kind, let left, let right):
            guard let a = listed(left), let b = listed(right) else { return nil }
            return NumberPair(a, b, .compared)?.truths { kind.holds($0, $1) }
        case .search(.and(let parts)): return all(parts.map(Expression.search), are: true)
        case .search(.or(let parts)): return all(parts.map(Expression.search), are: false)
        case .search(.not(let part)): return listedTruths(.search(part))?.map { $0.map { !$0 } }
        case .search(.matches(let column, let patterns)):
            guard case .texts(let texts) = frame.column(column) else { return nil }
            return texts.truths { text in patterns.contains { $0.matches(text) } }
        case .search(.differs(let column, let pattern)):
            guard case .texts(let texts) = frame.column(column) else { return nil }
            return texts.truths { !pattern.matches($0) }
        default: return nil
        }
    }

    /// AND of the operands, or with `wanted` false OR.
    private func all(_ operands: [Expression], are wanted: Bool) -> [Bool?]? {
        var result = [Bool?](repeating: wanted, count: frame.count)
        for operand in operands {
            guard let truths = listedTruths(operand) else { return nil }
            for row in result.indices where result[row] != !wanted {
                if truths[row] != wanted { result[row] = truths[row] }
            }
        }
        return result
    }
}

/// Makes rows of the columns that an expression reads.
private struct RowMaker {
    let evaluator: RowEvaluator
    /// Where it is the same for many rows.
    let few: FewRows?
    private let columns: [Column]

    init(_ frame: Frame, _ expression: Expression, _ context: EvaluationContext) {
        let names = expression.columns.filter { frame.index(of: $0) != nil }.sorted()
        columns = names.map(frame.column)
        evaluator = RowEvaluator(columns: names, context: context)
        few = FewRows(columns, count: frame.count)
    }

    subscript(_ row: Int) -> Row { Row(cells: columns.map { $0[row] }, identity: []) }
}

/// The rows that there are, where only one column is not the same in all of them, and that has a few
/// values.
private struct FewRows {
    private(set) var rows: [Row] = []
    /// For each row of the frame one of these; nil where there is one.
    private var codes: [Int32]?

    init?(_ columns: [Column], count: Int) {
        var coded: (place: Int, values: [Value])?
        var cells: [Value] = []
        for column in columns {
            switch column {
            case .same(let value): cells.append(value)
            case .coded(let values, let codes) where coded == nil && values.count <= count:
                coded = (cells.count, values)
                self.codes = codes
                cells.append(.null)
            default: return nil
            }
        }
        guard let coded else {
            rows = [Row(cells: cells, identity: [])]
            return
        }
        for value in coded.values {
            cells[coded.place] = value
            rows.append(Row(cells: cells, identity: []))
        }
    }

    /// - Parameter values: One for each of the rows.
    func column(_ values: [Value]) -> Column {
        codes.map { .coded(values, codes: $0) } ?? .same(values[0])
    }

    func spread<T>(_ values: [T], _ count: Int) -> [T] {
        guard let codes else { return Array(repeating: values[0], count: count) }
        return codes.map { values[Int($0)] }
    }
}

/// Two columns of numbers, side by side.
private struct NumberPair {
    private var left: [Double]
    private var right: [Double]

    /// Nil where a cell is neither a number nor null, or both are the same in each row.
    init?(_ a: Column, _ b: Column, _ use: NumberUse) {
        if let left = a.numbers(use), let right = b.numbers(use) {
            self.left = left
            self.right = right
        } else if let left = a.numbers(use), let right = b.sameNumber(use) {
            self.left = left
            self.right = Array(repeating: right, count: left.count)
        } else if let left = a.sameNumber(use), let right = b.numbers(use) {
            self.left = Array(repeating: left, count: right.count)
            self.right = right
        } else {
            return nil
        }
    }

    /// - Parameter body: Gives NaN for null; not asked where one of the two is null.
    func column(_ body: (Double, Double) -> Double) -> Column {
        let right = right.span
        return .numbers(
            left.indices.map { row in
                let (a, b) = (left[row], right[row])
                if a.isNaN || b.isNaN { return .nan }
                let result = body(a, b)
                return result.isFinite ? result : .nan
            })
    }

    func truths(_ body: (Double, Double) -> Bool) -> [Bool?] {
        let right = right.span
        return left.indices.map { row in
            let (a, b) = (left[row], right[row])
            return a.isNaN || b.isNaN ? nil : body(a, b)
        }
    }
}

extension ArithmeticOperator {
    /// Of two numbers; NaN for null.
    func result(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: b == 0 ? .nan : a / b
        case .remainder: b == 0 ? .nan : a.truncatingRemainder(dividingBy: b)
        }
    }
}

extension EvalComparison {
    fileprivate func holds(_ a: Double, _ b: Double) -> Bool {
        switch self {
        case .equal: a == b
        case .notEqual: a != b
        case .ordered(.less): a < b
        case .ordered(.lessOrEqual): a <= b
        case .ordered(.greater): a > b
        case .ordered(.greaterOrEqual): a >= b
        }
    }
}

extension ByteStrings {
    /// Of each text, which is valid UTF-8, how many Unicode scalars it has.
    fileprivate var scalarCounts: [Double] {
        let bytes = bytes.span
        return places.map { place in
            Double(place.count - bytes.extracting(place.range).continuationCount)
        }
    }

    fileprivate func truths(_ body: (Span<UInt8>) -> Bool) -> [Bool?] {
        let bytes = bytes.span
        return places.map { body(bytes.extracting($0.range)) }
    }
}

extension Value {
    /// Whether its digits do not depend on how it is written.
    fileprivate var isExact: Bool {
        if case .string(let text) = self { !text.contains(".") } else { true }
    }
}
