// Fast: same answers as the cells of each row; held by LookupSearchTests; saves 50 % of the questions where each value stands in two rows.
import SPL

/// The combinations of values that the rows of some columns have.
struct Combinations {
    /// Nil where all rows have the first one.
    private(set) var codes: [Int32]?
    private let columns: [Numbered]
    /// For each combination the numbers of its values, a column each.
    private var numbers: [[Int32]] = [[]]

    init(_ columns: [Column], _ count: Int) {
        self.columns = columns.map { Numbered($0) }
        for column in self.columns {
            if codes == nil {
                codes = column.codes
                numbers = (0..<column.count).map { numbers[0] + [Int32($0)] }
            } else if let others = column.codes {
                join(others, count)
            } else {
                for number in numbers.indices { numbers[number].append(0) }
            }
        }
    }

    var count: Int { numbers.count }

    /// The values of each column.
    func values(_ number: Int) -> [[String]] {
        zip(columns, numbers[number]).map { $0.values(Int($1)) }
    }

    /// The same; nil where a column has none.
    func whole(_ number: Int) -> [[String]]? {
        let values = values(number)
        return values.contains(where: \.isEmpty) ? nil : values
    }

    /// Numbers the pairs of what is numbered so far and of another column.
    private mutating func join(_ others: [Int32], _ count: Int) {
        struct Pair: Hashable {
            let first: Int32
            let second: Int32
        }
        var known: [Pair: Int32] = [:]
        var joined: [[Int32]] = []
        let codes = (0..<count).map { row in
            let pair = Pair(first: self.codes?[row] ?? 0, second: others[row])
            if let number = known[pair] { return number }
            let number = Int32(joined.count)
            known[pair] = number
            joined.append(numbers[Int(pair.first)] + [pair.second])
            return number
        }
        (self.codes, numbers) = (codes, joined)
    }

    /// A column with a number for each of its values.
    private struct Numbered {
        private enum Values {
            case listed([[String]])
            case texts(ByteStrings)
        }

        /// Nil where all rows have the first value.
        let codes: [Int32]?
        private let values: Values

        init(_ column: Column) {
            switch column {
            case .same(let value): (codes, values) = (nil, .listed([value.texts]))
            case .coded(let known, let numbers):
                (codes, values) = (numbers, .listed(known.map(\.texts)))
            case .texts(let texts):
                var coder = TextCoder()
                let bytes = texts.bytes.span
                codes = texts.places.map { coder.code(of: bytes.extracting($0.range)) }
                values = .texts(coder.texts)
            case .numbers(let numbers):
                (codes, values) = Self.listed(numbers.lazy.map { Value(number: $0).texts })
            case .values(let cells): (codes, values) = Self.listed(cells.lazy.map(\.texts))
            case .later(let cells, let numbers):
                (codes, values) = Self.listed(numbers.lazy.map { cells.make(Int($0)).texts })
            }
        }

        /// Cells are the same where their texts have the same bytes; two spellings of a letter are
        /// equal as texts, and no pattern takes them for the same.
        private static func listed(_ cells: some Sequence<[String]>) -> ([Int32], Values) {
            var coder = TextCoder()
            var values: [[String]] = []
            var bytes: [UInt8] = []
            let codes = cells.map { texts in
                bytes.removeAll(keepingCapacity: true)
                for text in texts {
                    bytes.append(littleEndian: UInt32(truncatingIfNeeded: text.utf8.count))
                    bytes.append(contentsOf: text.utf8)
                }
                let code = coder.code(of: bytes.span)
                if Int(code) == values.count { values.append(texts) }
                return code
            }
            return (codes, .listed(values))
        }

        var count: Int {
            switch values {
            case .listed(let values): values.count
            case .texts(let texts): texts.count
            }
        }

        func values(_ number: Int) -> [String] {
            switch values {
            case .listed(let values): values[number]
            case .texts(let texts): [texts.text(number)]
            }
        }
    }
}
