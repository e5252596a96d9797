// Fast: same answers as [Value]; held by FramePropertyTests; saves 94 % of a search.
import CIM
import SPL

/// The cells of one column of a frame, so kept that most of them need no memory of their own.
enum Column: Sendable {
    /// The same in each row.
    case same(Value)
    /// For each row the place of its value in a list; values may stand in it several times.
    case coded([Value], codes: [Int32])
    /// Text in each row, valid UTF-8.
    case texts(ByteStrings)
    /// Numbers as `Value(number:)` makes cells of them, so NaN is null.
    case numbers([Double])
    case values([Value])
    /// Cells that are made when something looks at them, each by its number.
    case later(LaterCells, [Int32])

    subscript(_ row: Int) -> Value {
        switch self {
        case .same(let value): value
        case .coded(let values, let codes): values[Int(codes[row])]
        case .texts(let texts): .string(texts.text(row))
        case .numbers(let numbers): Value(number: numbers[row])
        case .values(let values): values[row]
        case .later(let cells, let numbers): cells.make(Int(numbers[row]))
        }
    }

    /// The same with each cell made.
    var made: Column {
        guard case .later(let cells, let numbers) = self else { return self }
        return .values(numbers.map { cells.make(Int($0)) })
    }

    /// The cells of some rows, in their order.
    func gather(_ rows: [Int32]) -> Column {
        switch self {
        case .same: return self
        case .coded(let values, let codes):
            let codes = codes.span
            if rows.count < values.count {
                return .values(rows.map { values[Int(codes[Int($0)])] })
            }
            return .coded(values, codes: rows.map { codes[Int($0)] })
        case .texts(let texts): return .texts(texts.gather(rows))
        case .numbers(let numbers):
            let numbers = numbers.span
            return .numbers(rows.map { numbers[Int($0)] })
        case .values(let values):
            let values = values.span
            return .values(rows.map { values[Int($0)] })
        case .later(let cells, let numbers):
            let numbers = numbers.span
            return .later(cells, rows.map { numbers[Int($0)] })
        }
    }

    /// The fitting case for some cells.
    init(_ cells: [Value]) {
        if let numbers = Self.numbers(cells) {
            self = .numbers(numbers)
        } else if cells.allSatisfy(\.isOneText) {
            self = .coding(Self.texts(cells))
        } else {
            self = .values(cells)
        }
    }

    /// Nil where a cell is not what comes back of its number.
    private static func numbers(_ cells: [Value]) -> [Double]? {
        var numbers: [Double] = []
        for cell in cells {
            switch cell {
            case .null: numbers.append(.nan)
            case .integer, .double:
                guard let number = cell.number, Value(number: number) == cell else { return nil }
                numbers.append(number)
            case .string, .time, .multivalue: return nil
            }
        }
        return numbers
    }

    private static func texts(_ cells: [Value]) -> ByteStrings {
        var texts = ByteStrings()
        for case .string(let text) in cells { texts.append(text.utf8.span) }
        return texts
    }

    /// Texts by a list of those that there are, where that is a short one.
    ///
    /// - Parameter texts: Need not be UTF-8.
    static func coding(_ texts: ByteStrings) -> Column {
        TextCoder.codes(of: texts).map(coded) ?? .texts(texts.repaired)
    }

    static func coded(_ texts: CodedTexts) -> Column {
        let values = (0..<texts.texts.count).map { Value.string(texts.texts.text($0)) }
        return values.count == 1 ? .same(values[0]) : .coded(values, codes: texts.codes)
    }

    /// Whether a cell may be null or have several values.
    var mayBeNullOrSeveral: Bool {
        func isOne(_ value: Value) -> Bool {
            switch value {
            case .null, .multivalue: false
            case .string, .integer, .double, .time: true
            }
        }
        switch self {
        case .same(let value): return !isOne(value)
        case .coded(let values, _), .values(let values): return !values.allSatisfy(isOne)
        case .texts: return false
        case .numbers(let numbers): return numbers.contains(where: \.isNaN)
        case .later: return made.mayBeNullOrSeveral
        }
    }
}

extension Column {
    /// The cells as times in a format, as `convert ctime()` writes them.
    ///
    /// - Parameter count: Of the rows.
    func times(_ format: TimeFormat, _ zone: TimeZoneRules, _ count: Int) -> Column {
        @Sendable func time(_ value: Value) -> Value {
            guard let time = value.instant else { return value }
            return .string(format.text(of: time, zone: zone))
        }
        switch self {
        case .same(let value): return .same(time(value))
        case .coded(let values, let codes): return .coded(values.map(time), codes: codes)
        case .texts, .numbers, .values, .later:
            return .later(LaterCells { time(self[$0]) }, Array(0..<Int32(count)))
        }
    }
}

/// What makes the cells of a column, each for itself.
///
/// Most rows of a window end at a condition or at the throttle. The long lists of `values()` are made
/// of those that are left.
struct LaterCells: Sendable {
    let make: @Sendable (Int) -> Value
}

extension Value {
    fileprivate var isOneText: Bool {
        if case .string = self { true } else { false }
    }
}
